import { z } from "zod";
import { ascendingOrder } from "../../log/index.ts";
import { eachList } from "./each.ts";
import { type Reranker, type RerankerPart, type Surroundings, scaledScores } from "./reranker.ts";

const schema = z.strictObject({
  kind: z.literal("popularity"),
  strength: z.number().nonnegative().default(0.3),
  by: z.enum(["log", "share"]).default("log"),
});
type Options = z.infer<typeof schema>;

/**
 * The whole list by falling s_i - strength · penalty_i, s being the score scaled to [0, 1] within the list and
 *
 *   penalty_i = ln(1 + w_i) / ln(1 + max w)   by log        w_i / max w   by share
 *
 * of the items' weights w in the training set: at strength 1 the most popular item gives up the whole range of the list.
 * Equal values go by the order of the list.
 */
function prepare({ core, popularity: weights }: Surroundings, { strength, by }: Options): Reranker {
  const penalties = weights.map((w) => (by === "log" ? core.log(1 + w) : w));
  const largest = penalties.reduce((a, b) => Math.max(a, b), 0);
  const scale = largest > 0 ? strength / largest : 0;
  return ({ items, scores }, order) => {
    const falling = new Float64Array(order.length);
    scaledScores(scores, falling);
    for (let n = 0; n < falling.length; n++) falling[n] = scale * penalties[items[n]!]! - falling[n]!;
    order.set(ascendingOrder(falling));
  };
}

export const popularity: RerankerPart<typeof schema> = {
  schema,
  isNeutral: ({ strength }) => strength === 0,
  prepare: eachList(prepare),
};
