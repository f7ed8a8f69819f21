import type { AlsProblem, Core, Factors, Logit, Stream, WeightedCsr, WeightedSlates } from "../../src/core/index.ts";

/** The size of the shipped log. */
export const USERS = 4338;
export const ITEMS = 3665;
const PAIRS = 300_000;

/** Catalogues below this are not screened: src/core/screen.ts. */
export const UNSCREENED = 511;
const SLOTS = 10;
/** occasions of a user on which a slate is chosen from */
const OCCASIONS = 10;

export const stream: Stream = { key: { seed: 1, replicate: 0 }, purpose: 1, round: 0 };

export interface Data {
  readonly dims: number;
  readonly training: AlsProblem;
  /** Uniform factors: without structure no item's length ends a search early, so that what is counted is done. */
  readonly model: Factors;
  /** the same users, and the first items */
  readonly small: Factors;
  /** equal scores everywhere */
  readonly ties: Factors;
  readonly logit: Logit;
  readonly everyone: Int32Array;
  /** (pairs) 1 to 5 */
  readonly ratings: { readonly byUser: Float32Array; readonly byItem: Float32Array };
  readonly slates: WeightedSlates;
  /** occasions on which somebody chooses from a slate */
  readonly occasions: { readonly users: Int32Array; readonly draws: Int32Array; readonly rows: Int32Array };
}

export function dataOf(core: Core, dims: number): Data {
  let drawn = 0;
  const random = () => core.uniform(stream, 0, 0, drawn++);
  const factors = (rows: number) => Float32Array.from({ length: rows * dims }, () => random() - 0.5);
  const cells = cellsOf(random);
  const training = problemOf(cells);
  const model = { dims, users: factors(USERS), items: factors(ITEMS) };
  const { users, items } = training;
  const everyone = Int32Array.from({ length: USERS }, (_, u) => u);
  const occasions = Int32Array.from({ length: USERS * OCCASIONS }, (_, n) => Math.floor(n / OCCASIONS));
  return {
    dims,
    training,
    model,
    small: { ...model, items: model.items.slice(0, UNSCREENED * dims) },
    ties: { dims: 1, users: new Float32Array(USERS), items: new Float32Array(ITEMS) },
    logit: { factors: model, scale: 2, intercepts: new Float32Array(ITEMS), outside: true },
    everyone,
    ratings: { byUser: ratings(users, ITEMS, false), byItem: ratings(items, USERS, true) },
    slates: {
      k: SLOTS,
      items: Int32Array.from(
        { length: USERS * SLOTS },
        (_, n) => (Math.floor(n / SLOTS) * 7 + (n % SLOTS) * 311) % ITEMS,
      ),
      weights: Float64Array.from({ length: USERS * (SLOTS + 1) }, random),
    },
    occasions: { users: occasions, draws: occasions.map((_, n) => n % OCCASIONS), rows: occasions },
  };
}

/** Pairs as user · items + item: both fall off as those of a shop's log do. */
function cellsOf(random: () => number): Float64Array {
  const cells = new Set<number>();
  while (cells.size < PAIRS) cells.add(Math.floor(USERS * random() ** 2) * ITEMS + Math.floor(ITEMS * random() ** 2));
  return Float64Array.from(cells);
}

function problemOf(cells: Float64Array): AlsProblem {
  const mirrored = cells.map((cell) => (cell % ITEMS) * USERS + Math.floor(cell / ITEMS));
  return {
    users: csr(cells, USERS, ITEMS),
    items: csr(mirrored, ITEMS, USERS),
    unobservedWeight: 0.1,
    userRegularization: new Float32Array(USERS).fill(1),
    itemRegularization: new Float32Array(ITEMS).fill(1),
  };
}

/** Rows of pairs given as row · columns + column, weights 1. */
function csr(cells: Float64Array, rows: number, columns: number): WeightedCsr {
  const sorted = cells.toSorted();
  const indptr = new Int32Array(rows + 1);
  for (const cell of sorted) indptr[Math.floor(cell / columns) + 1]!++;
  for (let r = 0; r < rows; r++) indptr[r + 1]! += indptr[r]!;
  const ones = new Float32Array(sorted.length).fill(1);
  return { indptr, indices: Int32Array.from(sorted, (cell) => cell % columns), left: ones, right: ones };
}

/** 1 to 5 by user and item alone, so that both sides agree. */
function ratings({ indptr, indices }: WeightedCsr, columns: number, mirrored: boolean): Float32Array {
  const values = new Float32Array(indices.length);
  for (let r = 0; r + 1 < indptr.length; r++) {
    for (let e = indptr[r]!; e < indptr[r + 1]!; e++) {
      const cell = mirrored ? indices[e]! * (indptr.length - 1) + r : r * columns + indices[e]!;
      values[e] = 1 + ((cell * 7919) % 5);
    }
  }
  return values;
}
