import { z } from "zod";
import { blend, divergence, profileOf, topicShares } from "../../world/topics.ts";
import { eachList } from "./each.ts";
import {
  keepOrder,
  keepRest,
  type RankedList,
  type Reranker,
  type RerankerPart,
  type Surroundings,
  scaledScores,
} from "./reranker.ts";
import { type Calibration, logTable, nextItem } from "./topics.ts";

const schema = z.strictObject({
  kind: z.literal("calibrated"),
  weight: z.number().min(0).max(1).default(0.5),
});
type Options = z.infer<typeof schema>;

/**
 * Calibrated recommendations (Steck 2018): one slot after another takes the item of the largest
 *
 *   (1 - λ) · Σ s_i - λ · KL(p || q̃),  q̃ = (1 - α) q + α p,  α = .01
 *
 * over the slate so far with that item; s is the score scaled to [0, 1] within the list, p the topics of what the user has
 * consumed, q those of the slate, λ `weight`. A list stays as it came for a user without a profile, and where greed leaves
 * its slate further from p than it was. Equal values go by the order of the list; so does the rest behind the slate.
 */
function prepare(
  { core, slate, attributes, attributeDims: dims, history }: Surroundings,
  { weight }: Options,
): Reranker {
  const topics = topicShares(attributes, dims);
  const p = new Float64Array(dims);
  const calibration = { log: core.log, table: logTable(core.log), topics, dims, p };
  return (list, order) => {
    if (weight === 0 || !profileOf(topics, dims, history, list.user, p)) return keepOrder(order);
    const shown = Math.min(slate, order.length);
    const taken = new Uint8Array(order.length);
    greedy(calibration, weight, list, order.subarray(0, shown), taken);
    const first = new Uint8Array(order.length).fill(1, 0, shown);
    if (slateDivergence(calibration, list, taken) > slateDivergence(calibration, list, first)) keepOrder(order);
    else keepRest(order, shown, taken);
  };
}

/** KL of the marked places' items, which are summed in the order of the list, whatever their order in a slate. */
function slateDivergence({ log, topics, dims, p }: Calibration, { items }: RankedList, marked: Uint8Array): number {
  const sum = new Float64Array(dims);
  let count = 0;
  for (let place = 0; place < items.length; place++) if (marked[place] === 1) count += add(topics, items[place]!, sum);
  return divergence(log, p, blend(p, sum, count));
}

/** Adds an item's topics; 1 where it has any. */
function add(topics: Float64Array, item: number, sum: Float64Array): number {
  let whole = 0;
  for (let d = 0; d < sum.length; d++) {
    sum[d]! += topics[item * sum.length + d]!;
    whole += topics[item * sum.length + d]!;
  }
  return whole > 0 ? 1 : 0;
}

/** Rounding of sums of a few terms of order one stays far below it. */
const SLACK = 1e-9;

/** Fills the slate and marks its places. What cannot beat the best item found so far is passed over by a bound. */
function greedy(
  calibration: Calibration,
  weight: number,
  { items, scores }: RankedList,
  slate: Int32Array,
  taken: Uint8Array,
): void {
  const { log, topics, dims, p } = calibration;
  let perfect = 0; // Σ p ln p: no slate fits better than p itself
  for (let d = 0; d < dims; d++) if (p[d]! > 0) perfect += p[d]! * log(p[d]!);
  const scaled = new Float64Array(items.length);
  scaledScores(scores, scaled);
  const sum = new Float64Array(dims);
  let count = 0;
  for (let slot = 0; slot < slate.length; slot++) {
    const next = nextItem(calibration, sum, count);
    let best = -1;
    let most = 0;
    for (let place = 0; place < items.length; place++) {
      if (taken[place] === 1) continue;
      const score = (1 - weight) * scaled[place]!;
      if (best >= 0 && score + weight * perfect < most - SLACK) break;
      if (best >= 0 && score + weight * next.atMost(items[place]!) < most - SLACK) continue;
      const value = score + weight * next.fit(items[place]!);
      if (best >= 0 && !(value > most)) continue;
      best = place;
      most = value;
    }
    slate[slot] = best;
    taken[best] = 1;
    count += add(topics, items[best]!, sum);
  }
}

export const calibrated: RerankerPart<typeof schema> = {
  schema,
  isNeutral: ({ weight }) => weight === 0,
  prepare: eachList(prepare),
};
