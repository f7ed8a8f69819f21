import { decayRule } from "./decay.ts";
import type { TrainOptions } from "./options.ts";
import { popularityRule } from "./popularity.ts";
import { positionRule } from "./position.ts";
import { propensityRule } from "./propensity.ts";
import type { RowRule, Weighing } from "./rule.ts";

export { decayOf } from "./decay.ts";
export {
  type LookedAt,
  type NegativePairs,
  type Negatives,
  negativePairs,
  negativesOf,
  type SummedNegatives,
  summedNegatives,
} from "./negatives.ts";
export { type TrainOptions, trainSchema } from "./options.ts";
export type { RowRule, Weighing } from "./rule.ts";

/** What multiplies the weights of training rows, in this order. */
export function rowRules(options: TrainOptions, weighing: Weighing): RowRule[] {
  return [
    propensityRule(options.propensity, weighing),
    positionRule(options.position, weighing),
    popularityRule(options.popularity, weighing),
    decayRule(options.decay, weighing),
  ].filter((rule) => rule !== undefined);
}
