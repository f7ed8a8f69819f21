import type { Core, Logit } from "../core/index.ts";
import { utility } from "../world/index.ts";

/** Slates to choose from: items is (rows, k), -1 for an empty slot; owner is the user of each row. */
export interface OfferedSlates {
  readonly k: number;
  readonly owner: Int32Array;
  readonly items: Int32Array;
}

/**
 * Weights of a multinomial logit over each slate (McFadden 1974): attention · exp(utility) a slot and, last, 1 for the
 * outside option if the logit has it; a row is scaled by its largest weight. (rows, k + 1)
 */
export function slateWeights(
  core: Core,
  logit: Logit,
  logAttention: Float64Array,
  slates: OfferedSlates,
): Float64Array {
  const { k, owner, items } = slates;
  const weights = new Float64Array(owner.length * (k + 1));
  for (let row = 0; row < owner.length; row++) {
    const values = slateValues(logit, logAttention, owner[row]!, items.subarray(row * k, (row + 1) * k));
    const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    values.forEach((value, slot) => {
      weights[row * (k + 1) + slot] = value > Number.NEGATIVE_INFINITY ? core.exp(value - largest) : 0;
    });
  }
  return weights;
}

/**
 * What a slate is worth to the user: the expected maximum of perturbed utilities, less Euler's constant,
 * ln(1 + Σ attention · exp(utility)), without the 1 where there is no outside option. -∞ for an empty slate without one.
 */
export function slateUtility(
  core: Core,
  logit: Logit,
  logAttention: Float64Array,
  user: number,
  items: Int32Array,
): number {
  const values = slateValues(logit, logAttention, user, items);
  const largest = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (largest === Number.NEGATIVE_INFINITY) return largest;
  return largest + core.log(values.reduce((sum, value) => sum + core.exp(value - largest), 0));
}

/** Utility + ln attention of each slot, and the outside option's 0; -∞ for an empty slot or no outside option. (k + 1) */
function slateValues(logit: Logit, logAttention: Float64Array, user: number, items: Int32Array): Float64Array {
  const values = new Float64Array(items.length + 1).fill(Number.NEGATIVE_INFINITY);
  items.forEach((item, slot) => {
    if (item >= 0) values[slot] = utility(logit, user, item) + logAttention[slot]!;
  });
  if (logit.outside) values[items.length] = 0;
  return values;
}
