import type { Csr } from "../core/index.ts";
import { judged, type Metric } from "./metric.ts";
import { checkRow } from "./rows.ts";
import type { Slates } from "./view.ts";

/**
 * Mean Jaccard similarity of two sets, |A ∩ B| / |A ∪ B|, over pairs of sets. In [0, 1]; two empty sets: 1 by definition;
 * undefined without pairs. Jaccard (1912).
 * @param sets a row each
 * @param pairs (2 · pairs) rows
 * @throws RangeError where a row is left without a partner
 */
function meanPairJaccard({ indptr, indices }: Csr, pairs: Int32Array): number | undefined {
  if (pairs.length % 2 !== 0) {
    throw new RangeError(`meanPairJaccard: got ${pairs.length} users, expected an even number, two for each pair`);
  }
  const count = pairs.length / 2;
  if (count === 0) return undefined;
  const { first, next } = pairsByFirst(pairs, indptr.length - 1);
  let largest = 0;
  for (let e = 0; e < indices.length; e++) if (indices[e]! > largest) largest = indices[e]!;
  const inA = new Uint8Array(largest + 1); // added up, not compared: a branch that nothing predicts costs more
  const jaccard = new Float64Array(count);
  for (let a = 0; a < first.length; a++) {
    if (first[a]! < 0) continue;
    const [beginA, endA] = [indptr[a]!, indptr[a + 1]!];
    for (let e = beginA; e < endA; e++) inA[indices[e]!] = 1;
    for (let p = first[a]!; p >= 0; p = next[p]!) {
      const b = pairs[2 * p + 1]!;
      const [beginB, endB] = [indptr[b]!, indptr[b + 1]!];
      let both = 0;
      for (let e = beginB; e < endB; e++) both += inA[indices[e]!]!;
      const either = endA - beginA + endB - beginB - both;
      jaccard[p] = either === 0 ? 1 : both / either;
    }
    for (let e = beginA; e < endA; e++) inA[indices[e]!] = 0;
  }
  let sum = 0;
  for (let p = 0; p < count; p++) sum += jaccard[p]!;
  return sum / count;
}

/** Chains the pairs of each row that comes first in any: `first` of them, then `next` of each; -1 ends a chain. */
function pairsByFirst(pairs: Int32Array, rows: number) {
  const first = new Int32Array(rows).fill(-1);
  const next = new Int32Array(pairs.length / 2);
  for (let p = 0; p < next.length; p++) {
    const a = pairs[2 * p]!;
    next[p] = first[a]!;
    first[a] = p;
  }
  return { first, next };
}

/**
 * Mean Jaccard similarity of two users' slates, in which order and empty slots (-1) do not count. In [0, 1]; undefined
 * without pairs, or where there are no slates at all.
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no slate
 */
export function slateJaccard(slates: Slates, pairs: Int32Array): number | undefined {
  const { users } = slates;
  if (users.length === 0) return undefined;
  let most = 0;
  for (let row = 0; row < users.length; row++) if (users[row]! > most) most = users[row]!;
  const rowOf = new Int32Array(most + 1).fill(-1);
  for (let row = 0; row < users.length; row++) rowOf[users[row]!] = row;
  const rows = new Int32Array(pairs.length);
  for (let n = 0; n < pairs.length; n++) {
    const row = rowOf[pairs[n]!] ?? -1;
    if (row < 0) {
      throw new RangeError(`slateJaccard: user ${pairs[n]} of a pair has no slate, expected one for every user`);
    }
    rows[n] = row;
  }
  return meanPairJaccard(withoutEmptySlots(slates), rows);
}

function withoutEmptySlots({ k, users, items }: Slates): Csr {
  const indptr = new Int32Array(users.length + 1);
  const indices = new Int32Array(items.length);
  let n = 0;
  for (let row = 0; row < users.length; row++) {
    for (let at = row * k; at < (row + 1) * k; at++) if (items[at]! >= 0) indices[n++] = items[at]!;
    indptr[row + 1] = n;
  }
  return { indptr, indices: indices.subarray(0, n) };
}

/**
 * Mean Jaccard similarity of what two users have consumed so far. In [0, 1]; undefined without pairs.
 * @param consumed rows by user id
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no row, or is left without a partner
 */
export function consumptionJaccard(consumed: Csr, pairs: Int32Array): number | undefined {
  for (let n = 0; n < pairs.length; n++) checkRow(consumed, pairs[n]!);
  return meanPairJaccard(consumed, pairs);
}

export const overlapMetrics: readonly Metric[] = [
  {
    name: "slate_jaccard",
    title: "Overlap of slates",
    family: "overlap",
    summary: "How much the slates of two users, taken at random, have in common: 0 is nothing, 1 is all.",
    ...judged("rises", 0.05),
    format: ".3f",
    compute: async (view) => slateJaccard(await view.slates(), view.baseline.pairs),
  },
  {
    name: "consumption_jaccard",
    title: "Overlap of consumption",
    family: "overlap",
    summary: "How much two users, taken at random, have consumed in common so far: 0 is nothing, 1 is all.",
    ...judged("rises", 0.01),
    format: ".3f",
    compute: (view) => consumptionJaccard(view.consumed(), view.baseline.pairs),
  },
];
