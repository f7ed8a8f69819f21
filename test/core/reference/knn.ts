/** Reference for item-kNN, in float64: every pair of columns, every item for every user, and full sorts. */
import type { Core, Csr, Neighbours, ValuedCsr } from "../../../src/core/index.ts";
import { uniform } from "./philox.ts";

export type Knn = Pick<Core, "itemNeighbours" | "knnTopK">;

/** (rows, columns) values, 0 where none is stored */
function dense({ indptr, indices, values }: ValuedCsr, columns: number): Float64Array[] {
  return Array.from({ length: indptr.length - 1 }, (_, r) => {
    const row = new Float64Array(columns);
    for (let e = indptr[r]!; e < indptr[r + 1]!; e++) row[indices[e]!] = values[e]!;
    return row;
  });
}

const inner = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, at) => sum + x * b[at]!, 0);

interface Ranked {
  readonly item: number;
  readonly value: number;
  readonly draw: number;
}

function place(ranked: Ranked[], k: number, items: Int32Array, values: Float32Array, row: number): void {
  ranked.sort((a, b) => b.value - a.value || b.draw - a.draw);
  ranked.slice(0, k).forEach(({ item, value }, slot) => {
    items[row * k + slot] = item;
    values[row * k + slot] = value;
  });
}

export const twin: Knn = {
  async itemNeighbours({ byUser, byItem }, count, shrinkage, ties) {
    const columns = dense(byItem, byUser.indptr.length - 1);
    const items = new Int32Array(columns.length * count).fill(-1);
    const similarities = new Float32Array(items.length);
    columns.forEach((a, i) => {
      const ranked = columns.flatMap((b, item): Ranked[] => {
        const product = inner(a, b);
        const value = Math.fround(product / (Math.sqrt(inner(a, a) * inner(b, b)) + shrinkage));
        return item !== i && value > 0 ? [{ item, value, draw: uniform(ties, 0, i, item) }] : [];
      });
      place(ranked, count, items, similarities, i);
    });
    return { count, items, similarities };
  },

  async knnTopK(neighbours, histories, users, k, { available, excluded }, ties) {
    const items = new Int32Array(users.length * k).fill(-1);
    const scores = new Float32Array(users.length * k);
    const width = neighbours.items.length / neighbours.count;
    users.forEach((user, row) => {
      const out = new Set(excluded && entriesOf(excluded, user).map((e) => excluded.indices[e]!));
      const ranked: Ranked[] = [];
      for (let item = 0; item < width; item++) {
        const value = scoreOf(neighbours, histories, user, item);
        if (value === undefined || available?.[item] === 0 || out.has(item)) continue;
        ranked.push({ item, value: Math.fround(value), draw: uniform(ties, 0, user, item) });
      }
      place(ranked, k, items, scores, row);
    });
    return { items, scores };
  },
};

/** Σ value · similarity over the user's items on whose list `item` stands, or nothing. */
export function scoreOf(neighbours: Neighbours, histories: ValuedCsr, user: number, item: number): number | undefined {
  let sum: number | undefined;
  for (const e of entriesOf(histories, user)) {
    const value = histories.values[e]!;
    const from = histories.indices[e]! * neighbours.count;
    const place = neighbours.items.subarray(from, from + neighbours.count).indexOf(item);
    if (value !== 0 && place >= 0) sum = (sum ?? 0) + value * neighbours.similarities[from + place]!;
  }
  return sum;
}

function entriesOf({ indptr }: Csr, row: number): number[] {
  return Array.from({ length: indptr[row + 1]! - indptr[row]! }, (_, at) => indptr[row]! + at);
}
