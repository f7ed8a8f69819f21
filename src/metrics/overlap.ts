import type { Csr } from "../core/index.ts";
import { judged, type Metric, reported } from "./metric.ts";
import { checkRow } from "./rows.ts";
import type { RoundView, Slates } from "./view.ts";

/** A set a row: indices[begin[row] .. end[row] - 1], without duplicates. */
interface Sets {
  readonly begin: Int32Array;
  readonly end: Int32Array;
  readonly indices: Int32Array;
}

/**
 * Mean Jaccard similarity of two sets, |A ∩ B| / |A ∪ B|, over pairs of sets. In [0, 1]; two empty sets: 1 by definition;
 * undefined without pairs. Jaccard (1912).
 * @param pairs (2 · pairs) rows
 * @throws RangeError where a row is left without a partner
 */
function meanPairJaccard({ begin, end, indices }: Sets, pairs: Int32Array): number | undefined {
  if (pairs.length % 2 !== 0) {
    throw new RangeError(`meanPairJaccard: got ${pairs.length} users, expected an even number, two for each pair`);
  }
  const count = pairs.length / 2;
  if (count === 0) return undefined;
  const { starts, order } = pairsByFirst(pairs, begin.length);
  let largest = 0;
  for (let e = 0; e < indices.length; e++) if (indices[e]! > largest) largest = indices[e]!;
  const inA = new Uint8Array(largest + 1); // added up, not compared: a branch that nothing predicts costs more
  const jaccard = new Float64Array(count);
  for (let a = 0; a < begin.length; a++) {
    if (starts[a] === starts[a + 1]) continue;
    const [beginA, endA] = [begin[a]!, end[a]!];
    for (let e = beginA; e < endA; e++) inA[indices[e]!] = 1;
    for (let n = starts[a]!; n < starts[a + 1]!; n++) {
      const p = order[n]!;
      const b = pairs[2 * p + 1]!;
      const [beginB, endB] = [begin[b]!, end[b]!];
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

/** The pairs by the row that comes first in them: `order`[`starts`[row] .. `starts`[row + 1] - 1]. */
function pairsByFirst(pairs: Int32Array, rows: number) {
  const starts = new Int32Array(rows + 1);
  const order = new Int32Array(pairs.length / 2);
  for (let n = 0; n < pairs.length; n += 2) starts[pairs[n]!]!++;
  for (let row = 0, sum = 0; row <= rows; row++) {
    sum += starts[row]!;
    starts[row] = sum;
  }
  for (let p = order.length - 1; p >= 0; p--) order[--starts[pairs[2 * p]!]!] = p;
  return { starts, order };
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
  const sets = setsByUser(slates);
  for (let n = 0; n < pairs.length; n++) {
    requireSlate(sets.begin, pairs[n]!);
  }
  return meanPairJaccard(sets, pairs);
}

function requireSlate(begin: Int32Array, user: number): void {
  if (begin[user]! >= 0) return;
  throw new RangeError(`metrics: user ${user} of a pair has no slate, expected one for every user`);
}

/** The items of slates, rows by user id; users without a slate begin at -1. */
function setsByUser({ k, users, items }: Slates): Sets {
  let most = 0;
  for (let row = 0; row < users.length; row++) if (users[row]! > most) most = users[row]!;
  const begin = new Int32Array(most + 1).fill(-1);
  const end = new Int32Array(most + 1);
  const indices = new Int32Array(items.length);
  for (let row = 0, n = 0; row < users.length; row++) {
    begin[users[row]!] = n;
    for (let at = row * k; at < (row + 1) * k; at++) if (items[at]! >= 0) indices[n++] = items[at]!;
    end[users[row]!] = n;
  }
  return { begin, end, indices };
}

/**
 * Mean Jaccard similarity of what two users have consumed so far. In [0, 1]; undefined without pairs.
 * @param consumed rows by user id
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no row, or is left without a partner
 */
export function consumptionJaccard(consumed: Csr, pairs: Int32Array): number | undefined {
  for (let n = 0; n < pairs.length; n++) checkRow(consumed, pairs[n]!);
  const { indptr, indices } = consumed;
  return meanPairJaccard({ begin: indptr.subarray(0, -1), end: indptr.subarray(1), indices }, pairs);
}

/**
 * Personalisation: 1 - the mean over pairs of |A ∩ B| / k. In [0, 1]; undefined without pairs or slates. Short slates
 * count as slates of k. Zhou et al. (2010), as the distance of Hamming.
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no slate
 */
export function personalisation(slates: Slates, pairs: Int32Array): number | undefined {
  if (slates.users.length === 0 || pairs.length === 0) return undefined;
  const { begin, end, indices } = setsByUser(slates);
  let shared = 0;
  for (let n = 0; n < pairs.length; n += 2) {
    const [a, b] = [pairs[n]!, pairs[n + 1]!];
    for (const user of [a, b]) requireSlate(begin, user);
    const first = indices.subarray(begin[a]!, end[a]!);
    for (let e = begin[b]!; e < end[b]!; e++) if (first.includes(indices[e]!)) shared++;
  }
  return 1 - shared / (slates.k * (pairs.length / 2));
}

/** The pairs of users whose groups are as wanted. */
function pairsWhere({ baseline: { pairs, groups } }: RoundView, wanted: (a: number, b: number) => boolean): Int32Array {
  return pairs.filter((_, n) => wanted(groups[pairs[n - (n % 2)]!]!, groups[pairs[n - (n % 2) + 1]!]!));
}

export const overlapMetrics: readonly Metric[] = [
  {
    name: "slate_jaccard",
    title: "Overlap of slates",
    family: "overlap",
    summary: "How much the slates of two users, taken at random, have in common: 0 is nothing, 1 is all.",
    ...judged("rises", 0.05),
    bounds: [0, 1],
    format: ".3f",
    compute: async (view) => slateJaccard(await view.slates(), view.baseline.pairs),
  },
  {
    name: "slate_jaccard_within",
    title: "Overlap of slates within groups",
    family: "overlap",
    summary: "How much the slates of two users of one group have in common.",
    ...reported,
    bounds: [0, 1],
    format: ".3f",
    compute: async (view) =>
      slateJaccard(
        await view.slates(),
        pairsWhere(view, (a, b) => a === b),
      ),
  },
  {
    name: "slate_jaccard_between",
    title: "Overlap of slates between groups",
    family: "overlap",
    summary: "How much the slates of two users of different groups have in common.",
    ...judged("rises", 0.05),
    bounds: [0, 1],
    format: ".3f",
    compute: async (view) =>
      slateJaccard(
        await view.slates(),
        pairsWhere(view, (a, b) => a !== b),
      ),
  },
  {
    name: "personalisation",
    title: "Personalisation",
    family: "overlap",
    summary: "The share of a slate that another user, taken at random, is not shown: 0 is one slate for all.",
    ...judged("falls", 0.05),
    bounds: [0, 1],
    format: ".3f",
    compute: async (view) => personalisation(await view.slates(), view.baseline.pairs),
  },
  {
    name: "consumption_jaccard",
    title: "Overlap of consumption",
    family: "overlap",
    summary: "How much two users, taken at random, have consumed in common so far: 0 is nothing, 1 is all.",
    ...judged("rises", 0.01),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => consumptionJaccard(view.consumed(), view.baseline.pairs),
  },
];
