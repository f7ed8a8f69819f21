import type { Core } from "../core/index.ts";
import { type LiftedLogit, utility } from "../world/index.ts";

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
  logit: LiftedLogit,
  logAttention: Float64Array,
  slates: OfferedSlates,
): Float64Array {
  const width = slates.k + 1;
  const weights = new Float64Array(slates.owner.length * width);
  const values = new Float64Array(width);
  for (let row = 0; row < slates.owner.length; row++) {
    const largest = slateValues(logit, logAttention, slates, row, values);
    for (let slot = 0; slot < width; slot++) {
      if (values[slot]! > Number.NEGATIVE_INFINITY) weights[row * width + slot] = core.exp(values[slot]! - largest);
    }
  }
  return weights;
}

/**
 * ln attention + utility of each slot and, last, the outside option's 0; -∞ for an empty slot or no outside option.
 * (rows, k + 1)
 */
export function slateLogWeights(logit: LiftedLogit, logAttention: Float64Array, slates: OfferedSlates): Float64Array {
  const width = slates.k + 1;
  const values = new Float64Array(slates.owner.length * width);
  for (let row = 0; row < slates.owner.length; row++) {
    slateValues(logit, logAttention, slates, row, values.subarray(row * width, (row + 1) * width));
  }
  return values;
}

/**
 * What each slate is worth to its user: the expected maximum of perturbed utilities, less Euler's constant,
 * ln(1 + Σ attention · exp(utility)), without the 1 where there is no outside option. -∞ for an empty slate without one.
 * It is the logit's value of a slate, whatever the choice model. (rows)
 */
export function slateUtilities(
  core: Core,
  logit: LiftedLogit,
  logAttention: Float64Array,
  slates: OfferedSlates,
): Float64Array {
  const utilities = new Float64Array(slates.owner.length).fill(Number.NEGATIVE_INFINITY);
  const values = new Float64Array(slates.k + 1);
  for (let row = 0; row < utilities.length; row++) {
    const largest = slateValues(logit, logAttention, slates, row, values);
    if (largest === Number.NEGATIVE_INFINITY) continue;
    let sum = 0;
    for (const value of values) if (value > Number.NEGATIVE_INFINITY) sum += core.exp(value - largest);
    utilities[row] = largest + core.log(sum);
  }
  return utilities;
}

/**
 * Utility + ln attention of each slot, and the outside option's 0; -∞ for an empty slot or no outside option.
 * @param values (k + 1) is written
 * @returns the largest
 */
function slateValues(
  logit: LiftedLogit,
  logAttention: Float64Array,
  { k, owner, items }: OfferedSlates,
  row: number,
  values: Float64Array,
): number {
  const user = owner[row]!;
  values[k] = logit.outside ? 0 : Number.NEGATIVE_INFINITY;
  let largest = values[k]!;
  for (let slot = 0; slot < k; slot++) {
    const item = items[row * k + slot]!;
    const value = item >= 0 ? utility(logit, user, item) + logAttention[slot]! : Number.NEGATIVE_INFINITY;
    values[slot] = value;
    if (value > largest) largest = value;
  }
  return largest;
}
