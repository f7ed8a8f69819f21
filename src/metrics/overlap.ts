import type { Csr } from "../core/index.ts";
import { judged, type Metric } from "./metric.ts";
import { rowOf } from "./rows.ts";
import type { Slates } from "./view.ts";

/**
 * Jaccard similarity of two sets, |A ∩ B| / |A ∪ B|. In [0, 1]; two empty sets: 1 by definition. Jaccard (1912).
 * @param a ascending, without duplicates
 * @param b the same
 */
export function jaccard(a: Int32Array, b: Int32Array): number {
  let both = 0;
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const difference = a[i]! - b[j]!;
    if (difference === 0) both++;
    if (difference <= 0) i++;
    if (difference >= 0) j++;
  }
  const either = a.length + b.length - both;
  return either === 0 ? 1 : both / either;
}

/**
 * Mean Jaccard similarity of the sets of two users over pairs of users. In [0, 1]; undefined without pairs.
 * @param pairs (2 · pairs) user ids
 * @param setOf the set of a user, ascending, without duplicates
 * @throws RangeError where a user is left without a partner
 */
export function meanPairJaccard(pairs: Int32Array, setOf: (user: number) => Int32Array): number | undefined {
  if (pairs.length % 2 !== 0) {
    throw new RangeError(`meanPairJaccard: got ${pairs.length} users, expected an even number, two for each pair`);
  }
  if (pairs.length === 0) return undefined;
  let sum = 0;
  for (let p = 0; p < pairs.length; p += 2) sum += jaccard(setOf(pairs[p]!), setOf(pairs[p + 1]!));
  return sum / (pairs.length / 2);
}

/** The items of every slate as a set, ascending, without the empty slots, by user id. */
function slateSets(slates: Slates): Map<number, Int32Array> {
  const sets = new Map<number, Int32Array>();
  slates.users.forEach((user, row) => {
    const slate = slates.items.subarray(row * slates.k, (row + 1) * slates.k);
    sets.set(user, slate.filter((item) => item >= 0).sort());
  });
  return sets;
}

/**
 * Mean Jaccard similarity of two users' slates, in which order and empty slots (-1) do not count. In [0, 1]; undefined
 * without pairs, or where there are no slates at all.
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no slate
 */
export function slateJaccard(slates: Slates, pairs: Int32Array): number | undefined {
  if (slates.users.length === 0) return undefined;
  const sets = slateSets(slates);
  return meanPairJaccard(pairs, (user) => {
    const slate = sets.get(user);
    if (!slate) throw new RangeError(`slateJaccard: user ${user} of a pair has no slate, expected one for every user`);
    return slate;
  });
}

/**
 * Mean Jaccard similarity of what two users have consumed so far. In [0, 1]; undefined without pairs.
 * @param consumed rows by user id
 * @param pairs (2 · pairs) user ids
 * @throws RangeError where a user of a pair has no row
 */
export function consumptionJaccard(consumed: Csr, pairs: Int32Array): number | undefined {
  return meanPairJaccard(pairs, (user) => rowOf(consumed, user));
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
