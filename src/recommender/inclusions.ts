import { purposes } from "../core/purposes.ts";
import { type Drawn, greedyTable, type Slots } from "./draw/index.ts";
import { countEligible, exploration, uniformItem } from "./explore.ts";
import type { Occasions, Showing } from "./recommend.ts";

/**
 * P(item in the slate | user, model) of every item of slates of k, exploration included; 0 where there is no item. Exact for
 * greedy slates and particles, by the draws of `recommender.inclusionDraws` otherwise. (rows, k)
 */
export function inclusionsOf(showing: Showing, drawn: Drawn, items: Int32Array, { users }: Occasions): Float64Array {
  const k = showing.options.slate;
  const { by, rate } = exploration(showing.options.explore);
  const eligible = countEligible(showing);
  const bySlot = by === "slot" ? rate : 0;
  const greedy = greedyTable(k, bySlot);
  const all = new Float64Array(items.length);
  for (let n = 0; n < users.length; n++) {
    const user = users[n]!;
    const count = eligible(user);
    const slots = { showing, user, k, rate: bySlot, eligible: count, greedy, shuffled: shuffle(showing, user, count) };
    const slate = items.subarray(n * k, (n + 1) * k);
    const ranked = rankedInclusions(drawn, n, slate, slots);
    for (let slot = 0; slot < k; slot++) {
      if (slate[slot]! < 0) continue;
      const uniform = Math.min(1, k / count);
      all[n * k + slot] = by === "request" ? (1 - rate) * ranked[slot]! + rate * uniform : ranked[slot]!;
    }
  }
  return all;
}

/** Over the ways in which the slate can be filled. */
function rankedInclusions(drawn: Drawn, row: number, slate: Int32Array, slots: Slots): Float64Array {
  const sums = new Float64Array(slate.length);
  for (const way of drawn.ways(row)) {
    const own = way.inclusions(slate, slots);
    for (let n = 0; n < own.length; n++) sums[n]! += way.weight * own[n]!;
  }
  return sums;
}

/** Random orders of what the user may be shown, as far as they are asked for. */
function shuffle(showing: Showing, user: number, eligible: number): Slots["shuffled"] {
  let [last, order] = [-1, new Int32Array(0)];
  let length = 0;
  return (draw, place) => {
    if (draw !== last) [last, length] = [draw, 0];
    for (; length <= place; length++) {
      if (length === order.length) order = grown(order);
      const left = { user, draw, eligible: eligible - length };
      order[length] =
        left.eligible > 0 ? uniformItem(showing, purposes.inclusionItem, left, length, order.subarray(0, length)) : -1;
    }
    return order[place]!;
  };
}

function grown(order: Int32Array): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(2 * order.length + 8);
  longer.set(order);
  return longer;
}
