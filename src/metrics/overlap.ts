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
  if (pairs.length === 0) return undefined;
  let largest = 0;
  for (const id of indices) if (id > largest) largest = id;
  const inA = new Uint8Array(largest + 1); // added up, not compared: a branch that nothing predicts costs more
  let sum = 0;
  for (let p = 0; p < pairs.length; p += 2) {
    const [a, b] = [pairs[p]!, pairs[p + 1]!];
    const [beginA, endA, beginB, endB] = [indptr[a]!, indptr[a + 1]!, indptr[b]!, indptr[b + 1]!];
    let both = 0;
    for (let e = beginA; e < endA; e++) inA[indices[e]!] = 1;
    for (let e = beginB; e < endB; e++) both += inA[indices[e]!]!;
    for (let e = beginA; e < endA; e++) inA[indices[e]!] = 0;
    const either = endA - beginA + endB - beginB - both;
    sum += either === 0 ? 1 : both / either;
  }
  return sum / (pairs.length / 2);
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
  const rowOf = new Int32Array(users.reduce((most, user) => Math.max(most, user), 0) + 1).fill(-1);
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
  for (const user of pairs) checkRow(consumed, user);
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
