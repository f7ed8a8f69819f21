import { z } from "zod";
import { addWeightedPairs, transpose, type WeightedPairs } from "../pairs.ts";
import type { Rows } from "../rows.ts";
import { indicesWhere, valuesAt } from "../select.ts";

export const negativesSchema = z.strictObject({ weight: z.number().nonnegative().default(0) });

/** Impressions of one round without a choice, summed by (user, item), in columns of equal length. */
export interface Negatives {
  readonly round: number;
  readonly user: Int32Array;
  readonly item: Int32Array;
  /** summed examination of the positions */
  readonly weight: Float32Array;
}

/** Slates looked at: occasion n showed row rows[n] to user users[n]; items is (rows, k), -1 for an empty slot. */
export interface LookedAt {
  readonly k: number;
  readonly users: Int32Array;
  readonly rows: Int32Array;
  readonly items: Int32Array;
}

/** Less than any position's examination that counts, more than what rounding leaves of sums that cancel. */
const NOTHING = 2 ** -30;

/**
 * The items that were shown and not chosen: every slot of a slate counts its examination, and a choice takes its own back.
 * @param chosen the round's choices, those from slates with their position
 * @param examination (k) P(a user looks at the position)
 */
export function negativesOf(
  shown: readonly LookedAt[],
  chosen: Pick<Rows, "user" | "item" | "position">,
  round: number,
  size: { readonly users: number; readonly items: number },
  examination: Float64Array,
): Negatives {
  const slates = shown.reduce((sums, looked) => addSlots(sums, looked, size.items, examination), noPairs(size.users));
  const back = indicesWhere(chosen.user.length, (r) => chosen.position[r]! >= 0);
  const sums = addWeightedPairs(
    slates,
    valuesAt(chosen.user, back),
    valuesAt(chosen.item, back),
    Float64Array.from(back, (r) => -examination[chosen.position[r]!]!),
    size.items,
  );
  return columnsOf(sums, round);
}

function addSlots(
  sums: WeightedPairs,
  { k, users, rows, items }: LookedAt,
  catalogue: number,
  examination: Float64Array,
) {
  const user = new Int32Array(k * users.length);
  const item = new Int32Array(user.length);
  const weight = new Float64Array(user.length);
  let n = 0;
  for (let occasion = 0; occasion < users.length; occasion++) {
    for (let slot = 0; slot < k; slot++) {
      const shown = items[rows[occasion]! * k + slot]!;
      if (shown < 0) continue;
      user[n] = users[occasion]!;
      item[n] = shown;
      weight[n++] = examination[slot]!;
    }
  }
  return addWeightedPairs(sums, user.subarray(0, n), item.subarray(0, n), weight.subarray(0, n), catalogue);
}

function columnsOf({ indptr, indices, weights }: WeightedPairs, round: number): Negatives {
  const user = new Int32Array(indices.length);
  const item = new Int32Array(indices.length);
  const weight = new Float32Array(indices.length);
  let n = 0;
  for (let u = 0; u + 1 < indptr.length; u++) {
    for (let e = indptr[u]!; e < indptr[u + 1]!; e++) {
      if (!(weights[e]! > NOTHING)) continue;
      user[n] = u;
      item[n] = indices[e]!;
      weight[n++] = weights[e]!;
    }
  }
  return { round, user: user.slice(0, n), item: item.slice(0, n), weight: weight.slice(0, n) };
}

/** Negatives in the form to which others can be added: what they were summed of, and each part's factor. */
export interface SummedNegatives {
  readonly parts: readonly Negatives[];
  readonly factors: readonly number[];
  readonly byUser: WeightedPairs;
}

/** Both sides of what was summed. */
export interface NegativePairs extends SummedNegatives {
  readonly byItem: WeightedPairs;
}

/**
 * Sums the parts, each times its factor; parts of factor 0 are left out.
 * @param before what was summed earlier: where it is the beginning of this, only the rest is added, to the same bits
 */
export function summedNegatives(
  parts: readonly Negatives[],
  factors: readonly number[],
  size: { readonly users: number; readonly items: number },
  before?: SummedNegatives,
): SummedNegatives {
  const begins = before?.parts.every((part, n) => part === parts[n] && before.factors[n] === factors[n]);
  const known = before && begins ? before : { parts: [], byUser: noPairs(size.users) };
  const byUser = parts.slice(known.parts.length).reduce((sums, { user, item, weight }, n) => {
    const factor = factors[known.parts.length + n]!;
    if (!(factor > 0)) return sums;
    const weights = Float64Array.from(weight, (w) => factor * w);
    return addWeightedPairs(sums, user, item, weights, size.items);
  }, known.byUser);
  return { parts, factors, byUser };
}

export function negativePairs(
  summed: SummedNegatives,
  { users, items }: { readonly users: number; readonly items: number },
): NegativePairs {
  return { ...summed, byItem: transpose(summed.byUser, users, items) };
}

const noPairs = (users: number): WeightedPairs => ({
  indptr: new Int32Array(users + 1),
  indices: new Int32Array(0),
  weights: new Float64Array(0),
});
