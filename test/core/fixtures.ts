import type { AlsProblem, Eligibility, WeightedCsr } from "../../src/core/index.ts";
import type { Problem, Rows } from "./reference/als.ts";

/** A generator for test data alone. */
export function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state + 0.5) / 2 ** 32;
  };
}

/** (rows, dims) values in (-scale, scale) */
export function randomFactors(random: () => number, rows: number, dims: number, scale = 1): Float32Array {
  return Float32Array.from({ length: rows * dims }, () => scale * (2 * random() - 1));
}

export type Pair = readonly [user: number, item: number];

/** Rows of pairs with weights 1. */
export function csr(pairs: readonly Pair[], rows: number): Rows {
  const sorted = pairs.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const indptr = new Int32Array(rows + 1);
  for (const [r] of sorted) indptr[r + 1]!++;
  for (let r = 0; r < rows; r++) indptr[r + 1]! += indptr[r]!;
  const ones = new Float64Array(pairs.length).fill(1);
  return { indptr, indices: Int32Array.from(sorted, ([, column]) => column), left: ones, right: ones };
}

/** The objective of Rendle et al. 2021 in float64: λ_u = λ (n_u + a0 items)^ν, λ_i its mirror image. */
export function rendle(
  pairs: readonly Pair[],
  users: number,
  items: number,
  { lambda, a0, nu }: { lambda: number; a0: number; nu: number },
): Problem {
  const byUser = csr(pairs, users);
  const byItem = csr(
    pairs.map(([u, i]) => [i, u]),
    items,
  );
  const scaled = ({ indptr }: Rows, rows: number, columns: number) =>
    Float64Array.from({ length: rows }, (_, r) => lambda * (indptr[r + 1]! - indptr[r]! + a0 * columns) ** nu);
  return {
    users: byUser,
    items: byItem,
    unobservedWeight: a0,
    userRegularization: scaled(byUser, users, items),
    itemRegularization: scaled(byItem, items, users),
  };
}

/** The same problem as the core takes it. */
export function inFloat32(problem: Problem): AlsProblem {
  return {
    users: rowsInFloat32(problem.users),
    items: rowsInFloat32(problem.items),
    unobservedWeight: problem.unobservedWeight,
    userRegularization: Float32Array.from(problem.userRegularization),
    itemRegularization: Float32Array.from(problem.itemRegularization),
  };
}

export function rowsInFloat32({ indptr, indices, left, right }: Rows): WeightedCsr {
  return {
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    left: Float32Array.from(left),
    right: Float32Array.from(right),
  };
}

/** Disjoint communities, every pair inside one observed. */
export function communities(blocks: readonly Pair[]): { pairs: Pair[]; users: number; items: number } {
  const pairs: Pair[] = [];
  let users = 0;
  let items = 0;
  for (const [n, m] of blocks) {
    for (let u = 0; u < n; u++) for (let i = 0; i < m; i++) pairs.push([users + u, items + i]);
    users += n;
    items += m;
  }
  return { pairs, users, items };
}

/** Each pair excluded with probability `fill`, each item available with probability .8. */
export function randomEligibility(seed: number, users: number, items: number, fill: number): Eligibility {
  const random = generator(seed);
  const indptr = [0];
  const indices: number[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) if (random() < fill) indices.push(i);
    indptr.push(indices.length);
  }
  return {
    excluded: { indptr: Int32Array.from(indptr), indices: Int32Array.from(indices) },
    available: Uint8Array.from({ length: items }, () => (random() < 0.8 ? 1 : 0)),
  };
}
