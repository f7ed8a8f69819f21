import type { Core, Key, Logit } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { utility } from "../world/index.ts";

/** One slate a user looks at: items best first, -1 for an empty slot. */
export interface Offer {
  readonly user: number;
  readonly draw: number;
  readonly items: Int32Array;
}

/**
 * Multinomial logit over a slate and, if the logit has it, the outside option (McFadden 1974): the slot with the largest
 * utility + ln attention + Gumbel. Gumbels are keyed by item, so that two slates holding the same item agree on it.
 * @returns the slot, or -1 for the outside option or an empty slate
 */
export function chooseSlot(
  core: Core,
  logit: Logit,
  logAttention: Float64Array,
  key: Key,
  round: number,
  offer: Offer,
): number {
  const stream = { key, round, purpose: purposes.choice };
  let chosen = -1;
  let best = logit.outside ? core.gumbel(stream, offer.draw, offer.user, OUTSIDE) : Number.NEGATIVE_INFINITY;
  for (let slot = 0; slot < offer.items.length; slot++) {
    const item = offer.items[slot]!;
    if (item < 0) continue;
    const value =
      utility(logit, offer.user, item) + logAttention[slot]! + core.gumbel(stream, offer.draw, offer.user, item);
    if (value > best) {
      best = value;
      chosen = slot;
    }
  }
  return chosen;
}

/** ln(1 + Σ attention · exp(utility)), without the 1 where there is no outside option: what the slate is worth to the user. */
export function slateUtility(
  core: Core,
  logit: Logit,
  logAttention: Float64Array,
  user: number,
  items: Int32Array,
): number {
  const values: number[] = logit.outside ? [0] : [];
  items.forEach((item, slot) => {
    if (item >= 0) values.push(utility(logit, user, item) + logAttention[slot]!);
  });
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return largest + core.log(values.reduce((sum, v) => sum + core.exp(v - largest), 0));
}

/** The slot number of the outside option's Gumbel: no item has it. */
const OUTSIDE = 0xffffffff;
