import { purposes } from "../../core/purposes.ts";
import type { Slots } from "./inclusion.ts";

/** What may fill the next slot, and the chance of each. */
export interface Chances {
  readonly items: Int32Array;
  readonly chances: Float64Array;
}

/**
 * P(i in the slate), estimated by `recommender.inclusionDraws` draws of a slate that i stays out of: with p_j the chance that
 * i fills slot j of it, exploration included, 1 - Π_j (1 - p_j) is unbiased, and positive wherever i may come at all.
 * @param next what a slot that is not explored may hold below those above
 */
export function estimatedInclusions(
  items: Int32Array,
  slots: Slots,
  next: (above: Int32Array) => Chances,
): Float64Array {
  const { showing, k } = slots;
  const count = showing.options.inclusionDraws;
  return Float64Array.from(items, (item) => {
    if (item < 0) return 0;
    let sum = 0;
    for (let draw = 0; draw < count; draw++) sum += 1 - chanceToStayOut(item, slots, draw, next, new Int32Array(k));
    return sum / count;
  });
}

function chanceToStayOut(
  item: number,
  { showing, user, k, rate, eligible, shuffled }: Slots,
  draw: number,
  next: (above: Int32Array) => Chances,
  slate: Int32Array,
): number {
  const { core, key, round } = showing;
  const uniform = (slot: number, which: number) =>
    core.uniform({ key, round, purpose: purposes.pluginInclusion }, draw, user, 2 * slot + which);
  let [out, place] = [1, 0];
  for (let slot = 0; slot < k; slot++) {
    const above = slate.subarray(0, slot);
    const { items, chances } = next(above);
    const at = items.indexOf(item);
    const ranked = at < 0 ? 0 : chances[at]!;
    const explored = 1 / (eligible - above.filter((one) => one >= 0).length);
    const p = (1 - rate) * ranked + rate * explored;
    if (p >= 1) return 0;
    out *= 1 - p;
    // how the slot is filled, given that it is not by the item
    const explores = uniform(slot, 0) < (rate * (1 - explored)) / (1 - p);
    if (explores) {
      do slate[slot] = shuffled(draw, place++);
      while (slate[slot]! >= 0 && (slate[slot] === item || above.includes(slate[slot]!)));
    } else {
      const others = chances.map((chance, n) => (n === at ? 0 : chance / (1 - ranked)));
      slate[slot] = drawOne(items, others, uniform(slot, 1));
    }
  }
  return out;
}

/** The item in whose share of [0, 1) the number falls; -1 where there is none. */
export function drawOne(items: Int32Array, chances: Float64Array, u: number): number {
  let [rest, drawn] = [u, -1];
  for (let n = 0; n < items.length; n++) {
    if (!(chances[n]! > 0)) continue;
    drawn = items[n]!;
    rest -= chances[n]!;
    if (rest < 0) break;
  }
  return drawn;
}
