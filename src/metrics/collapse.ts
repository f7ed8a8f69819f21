import type { Harm } from "./records.ts";

/** The values of one replicate by round, from round 1; undefined where the metric was not defined. */
export type Series = readonly (number | undefined)[];

export interface CollapseRule {
  readonly harm: Harm;
  /** δ, in the metric's own unit */
  readonly delta: number;
  /** w: how many rounds running must exceed δ */
  readonly window: number;
}

/**
 * The collapse rule: the mean over replicates of (arm_t - arm_1) - (control_t - control_1), paired by replicate, exceeds
 * δ in the harmful direction for w rounds running. A round's mean is over the replicates in which the four values exist; a
 * round without any does not exceed.
 * @param arm a series for each replicate, all of one length
 * @param control the same replicates of the control
 * @returns the first of those w rounds (round 1 is the first of the series); undefined without collapse, where harm is
 * "none", or where there are fewer rounds than w
 * @throws RangeError where the series do not match, a value is not finite, or δ or w is out of range
 */
export function collapse(
  arm: readonly Series[],
  control: readonly Series[],
  { harm, delta, window }: CollapseRule,
): { readonly onset: number } | undefined {
  if (!(delta >= 0 && delta < Infinity)) throw new RangeError(`collapse: delta is ${delta}, expected at least 0`);
  if (!(window >= 1 && Math.trunc(window) === window)) {
    throw new RangeError(`collapse: window is ${window}, expected a whole number of rounds, at least 1`);
  }
  const rounds = matchingRounds(arm, control);
  if (harm === "none") return undefined;
  const sign = harm === "rises" ? 1 : -1;
  let running = 0;
  for (let t = 0; t < rounds; t++) {
    const change = meanChange(arm, control, t);
    running = change !== undefined && sign * change > delta ? running + 1 : 0;
    if (running === window) return { onset: t + 1 - (window - 1) };
  }
  return undefined;
}

/**
 * The change that the rule judges, at the last round; undefined where there are no more rounds than w, as round 1 itself
 * cannot exceed.
 */
export function lastChange(arm: readonly Series[], control: readonly Series[], window: number): number | undefined {
  const rounds = matchingRounds(arm, control);
  return rounds > window ? meanChange(arm, control, rounds - 1) : undefined;
}

function matchingRounds(arm: readonly Series[], control: readonly Series[]): number {
  if (arm.length !== control.length) {
    throw new RangeError(`collapse: got ${arm.length} and ${control.length} replicates, expected the same of both`);
  }
  const rounds = arm[0]?.length ?? 0;
  for (const series of [...arm, ...control]) {
    if (series.length !== rounds) {
      throw new RangeError(`collapse: got series of ${series.length} and ${rounds} rounds, expected one length`);
    }
    const bad = series.findIndex((value) => value !== undefined && !(Math.abs(value) < Infinity));
    if (bad >= 0) throw new RangeError(`collapse: round ${bad + 1} is ${series[bad]}, expected a finite number`);
  }
  return rounds;
}

/** Mean over replicates of the paired change from round 1 to the round at index t. */
function meanChange(arm: readonly Series[], control: readonly Series[], t: number): number | undefined {
  let sum = 0;
  let replicates = 0;
  for (let r = 0; r < arm.length; r++) {
    const [armFirst, armNow] = [arm[r]![0], arm[r]![t]];
    const [controlFirst, controlNow] = [control[r]![0], control[r]![t]];
    if (armFirst === undefined || armNow === undefined) continue;
    if (controlFirst === undefined || controlNow === undefined) continue;
    sum += armNow - armFirst - (controlNow - controlFirst);
    replicates++;
  }
  return replicates > 0 ? sum / replicates : undefined;
}
