import { z } from "zod";
import { purposes } from "../../core/purposes.ts";
import { eachList } from "./each.ts";
import { keepRest, type Reranker, type RerankerPart, type Surroundings } from "./reranker.ts";

const schema = z.strictObject({
  kind: z.literal("random"),
  slots: z.int().nonnegative().default(1),
});
type Options = z.infer<typeof schema>;

/**
 * The last `slots` of a slate hold items drawn uniformly, without replacement, from all of the list that does not stand
 * above them: those of the largest draws, keyed by round, user and item. Behind the slate the list goes on as it was.
 */
function prepare({ core, key, round, slate, draw }: Surroundings, { slots }: Options): Reranker {
  const stream = { key, round, purpose: purposes.rerankRandom };
  return ({ user, items }, order) => {
    const shown = Math.min(slate, order.length);
    const kept = Math.max(0, shown - slots);
    const taken = new Uint8Array(order.length);
    for (let place = 0; place < kept; place++) {
      order[place] = place;
      taken[place] = 1;
    }
    const draws = new Float64Array(order.length);
    if (kept < shown) {
      for (let place = kept; place < draws.length; place++)
        draws[place] = core.uniform(stream, draw, user, items[place]!);
    }
    for (let slot = kept; slot < shown; slot++) {
      let best = -1;
      for (let place = kept; place < draws.length; place++) {
        if (taken[place] === 0 && (best < 0 || draws[place]! > draws[best]!)) best = place;
      }
      order[slot] = best;
      taken[best] = 1;
    }
    keepRest(order, shown, taken);
  };
}

export const random: RerankerPart<typeof schema> = {
  schema,
  isNeutral: ({ slots }) => slots === 0,
  prepare: eachList(prepare),
};
