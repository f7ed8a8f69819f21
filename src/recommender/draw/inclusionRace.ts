import { purposes } from "../../core/purposes.ts";
import type { Slots } from "./inclusion.ts";
import { type Order, ordersOf, type Pool } from "./pool.ts";

/**
 * P(i in the slate) where items are drawn in proportion to weights, estimated by `recommender.inclusionDraws` draws.
 *
 * Let every item arrive at an exponential time of rate w (successive sampling is their order), and once more at an
 * exponential time of rate 1; a slot takes the next arrival that is not above, of the second kind where it is explored.
 * Item i stays out if it comes later than all the arrivals that the others' slate had seen, of both kinds: given the order of
 * the others and the coins, their S arrivals of the second kind and A of the first, with
 *
 *   P(i out | others) = (1 - S / n) · Π_{a ≤ A} W_a / (W_a + w_i),
 *
 * W_a being the weight of the others left before the a-th. The others' order is a draw of all with i struck out. Coins are
 * drawn given that one of them explores, and that none does is weighed in with its chance, so that 1 minus the mean over
 * draws is unbiased and positive.
 */
export function raceInclusions(pool: Pool, slots: Slots, items: Int32Array): Float64Array {
  const { showing, user, k, rate } = slots;
  const count = showing.options.inclusionDraws;
  const draw = ordersOf(showing, pool, user, rate > 0 ? 2 * k + 1 : k + 1);
  const sums = new Float64Array(items.length);
  const never = new Array<boolean>(k).fill(false);
  const none = never.reduce((p) => p * (1 - rate), 1);
  for (let d = 0; d < count; d++) {
    const order = draw(d);
    const coins = rate > 0 ? coinsOf(slots, d, none) : never;
    for (let n = 0; n < items.length; n++) {
      if (items[n]! < 0) continue;
      if (none > 0) sums[n]! += none * entry(pool, slots, order, never, d, items[n]!);
      if (none < 1) sums[n]! += (1 - none) * entry(pool, slots, order, coins, d, items[n]!);
    }
  }
  return sums.map((sum) => sum / count);
}

/** Coins of which at least one says to explore: the first of those by inversion, those after it each by its own. */
function coinsOf({ showing: { core, key, round }, user, k, rate }: Slots, draw: number, none: number): boolean[] {
  const stream = { key, round, purpose: purposes.inclusionCoin };
  const uniform = (slot: number) => core.uniform(stream, draw, user, slot);
  const target = 1 - uniform(k) * (1 - none);
  let [first, stays] = [0, 1 - rate];
  for (; stays > target && first < k - 1; first++) stays *= 1 - rate;
  return Array.from({ length: k }, (_, slot) => slot === first || (slot > first && uniform(slot) < rate));
}

/** P(item in | order of the others, coins) */
function entry(pool: Pool, slots: Slots, order: Order, coins: readonly boolean[], draw: number, item: number): number {
  const above: number[] = [];
  let [place, shuffledPlace, arrivals, shuffledArrivals] = [0, 0, 0, 0];
  for (const explores of coins) {
    for (;;) {
      const next = explores
        ? slots.shuffled(draw, shuffledPlace++)
        : place < order.places.length
          ? pool.items[order.places[place++]!]!
          : -1;
      // the others have run out: the slot is the item's, if it may stand there
      if (next < 0 && (explores || pool.has(item))) return 1;
      if (next === item) continue;
      if (next >= 0) explores ? shuffledArrivals++ : arrivals++;
      if (next < 0) break;
      if (above.includes(next)) continue;
      above.push(next);
      break;
    }
  }
  const second = shuffledArrivals / slots.eligible;
  return second + (1 - second) * (pool.has(item) ? comesBefore(pool, order, arrivals, item) : 0);
}

/** P(the item's arrival is before the a-th of the others), weights summed from the last, so that nothing is subtracted. */
function comesBefore(
  { items, weights, weightOf }: Pool,
  { places, rest }: Order,
  arrivals: number,
  item: number,
): number {
  const own = weightOf(item);
  const isDrawn = places.some((place) => items[place] === item);
  const others = isDrawn ? places.filter((place) => items[place] !== item) : places;
  const isLate = (place: number) => weights[place] === 0;
  const endsLate = others.length > 0 && isLate(others[others.length - 1]!);
  const outside = isDrawn || endsLate !== (own === 0) ? 0 : endsLate ? 1 : own;
  let left = Math.max(0, rest - outside);
  let stays = 1;
  let p = 0;
  const chances = new Float64Array(others.length);
  for (let n = others.length - 1; n >= 0; n--) {
    const weight = isLate(others[n]!) ? 1 : weights[others[n]!]!;
    if (n + 1 < others.length && isLate(others[n]!) !== isLate(others[n + 1]!)) left = 0;
    left += weight;
    if (isLate(others[n]!) === (own === 0)) chances[n] = (own === 0 ? 1 : own) / (left + (own === 0 ? 1 : own));
    else chances[n] = own > 0 ? 1 : 0;
  }
  for (let n = 0; n < arrivals; n++) {
    p += stays * chances[n]!;
    stays *= 1 - chances[n]!;
  }
  return p;
}
