import type { Csr } from "../core/index.ts";
import { judged, type Metric } from "./metric.ts";
import { checkRow } from "./rows.ts";
import type { Slates } from "./view.ts";

/** Sets by user in one array: the ids from begin[user] to end[user] - 1, in any order, each once; -1 counts for nothing. */
interface Sets {
  readonly ids: Int32Array;
  readonly begin: Int32Array;
  readonly end: Int32Array;
}

/**
 * Mean Jaccard similarity of the sets of two users, |A ∩ B| / |A ∪ B|, over pairs of users. In [0, 1]; two empty sets: 1
 * by definition; undefined without pairs. Jaccard (1912).
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user is left without a partner
 */
function meanPairJaccard(pairs: Int32Array, { ids, begin, end }: Sets): number | undefined {
  if (pairs.length % 2 !== 0) {
    throw new RangeError(`meanPairJaccard: got ${pairs.length} users, expected an even number, two for each pair`);
  }
  if (pairs.length === 0) return undefined;
  let largest = 0;
  for (const id of ids) if (id > largest) largest = id;
  const marks = new Int32Array(largest + 1).fill(-1); // the last pair whose first set holds the id
  let sum = 0;
  for (let p = 0; p < pairs.length; p += 2) {
    const [a, b] = [pairs[p]!, pairs[p + 1]!];
    let either = 0;
    let both = 0;
    for (let e = begin[a]!; e < end[a]!; e++) {
      if (ids[e]! < 0) continue;
      marks[ids[e]!] = p;
      either++;
    }
    for (let e = begin[b]!; e < end[b]!; e++) {
      if (ids[e]! < 0) continue;
      if (marks[ids[e]!] === p) both++;
      else either++;
    }
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
export function slateJaccard({ k, users, items }: Slates, pairs: Int32Array): number | undefined {
  if (users.length === 0) return undefined;
  const ids = users.reduce((most, user) => Math.max(most, user), 0) + 1;
  const begin = new Int32Array(ids).fill(-1);
  for (let row = 0; row < users.length; row++) begin[users[row]!] = row * k;
  for (const user of pairs) {
    if (begin[user]! >= 0) continue;
    throw new RangeError(`slateJaccard: user ${user} of a pair has no slate, expected one for every user`);
  }
  return meanPairJaccard(pairs, { ids: items, begin, end: begin.map((at) => at + k) });
}

/**
 * Mean Jaccard similarity of what two users have consumed so far. In [0, 1]; undefined without pairs.
 * @param consumed rows by user id
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no row, or is left without a partner
 */
export function consumptionJaccard(consumed: Csr, pairs: Int32Array): number | undefined {
  for (const user of pairs) checkRow(consumed, user);
  const { indptr, indices } = consumed;
  return meanPairJaccard(pairs, { ids: indices, begin: indptr, end: indptr.subarray(1) });
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
