import type { Collapse, Harm, Recovery } from "./records.ts";

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
 * The collapse rule, and what a collapse comes to. The rule: the mean change beside the control (`meanChanges` of
 * `pairedChanges`) exceeds δ in the harmful direction for w rounds running; a round without a change does not exceed, and
 * onset is the first of those w. Depth is the worst change, half-life the first round at which half of it is reached, and
 * recovery whether the change comes back within δ to stay.
 * @param means changes by round, from round 1
 * @param safeguard the round in which a safeguard began, where one began late
 * @returns undefined without collapse, where harm is "none", or where there are fewer rounds than w
 * @throws RangeError where δ or w is out of range
 */
export function collapseOf(means: Series, rule: CollapseRule, safeguard?: number): Collapse | undefined {
  const onset = onsetOf(means, rule);
  if (onset === undefined) return undefined;
  const depth = depthOf(means, rule.harm)!;
  const half = Math.abs(depth.change) / 2;
  const sign = signOf(rule.harm);
  const halfLife = 1 + means.findIndex((change) => change !== undefined && sign * change >= half);
  return { onset, depth, halfLife, recovery: recoveryOf(means, rule, onset, depth.change, safeguard) };
}

/** The first of w rounds running that exceed δ. */
function onsetOf(means: Series, { harm, delta, window }: CollapseRule): number | undefined {
  if (!(delta >= 0 && delta < Infinity)) throw new RangeError(`collapse: delta is ${delta}, expected at least 0`);
  if (!(window >= 1 && Math.trunc(window) === window)) {
    throw new RangeError(`collapse: window is ${window}, expected a whole number of rounds, at least 1`);
  }
  if (harm === "none") return undefined;
  const sign = signOf(harm);
  let running = 0;
  for (let t = 0; t < means.length; t++) {
    const change = means[t];
    running = change !== undefined && sign * change > delta ? running + 1 : 0;
    if (running === window) return t + 1 - (window - 1);
  }
  return undefined;
}

/** The change that goes furthest in the harmful direction, at its first round; undefined where no round has one. */
export function depthOf(means: Series, harm: Harm): { readonly change: number; readonly round: number } | undefined {
  const sign = signOf(harm);
  let worst: { change: number; round: number } | undefined;
  means.forEach((change, t) => {
    if (change !== undefined && (!worst || sign * change > sign * worst.change)) worst = { change, round: t + 1 };
  });
  return worst;
}

function recoveryOf(
  means: Series,
  { harm, delta, window }: CollapseRule,
  onset: number,
  worst: number,
  safeguard?: number,
): Recovery {
  const sign = signOf(harm);
  const last = means.findLast((change) => change !== undefined)!;
  let back = means.length;
  while (back > onset && means[back - 1] !== undefined && sign * means[back - 1]! <= delta) back--;
  return {
    ...(means.length - back >= window ? { round: back + 1 } : {}),
    left: last / worst + 0,
    ...(safeguard === undefined ? {} : { safeguard }),
  };
}

const signOf = (harm: Harm) => (harm === "falls" ? -1 : 1);

/**
 * (arm_t - arm_1) - (control_t - control_1) of each replicate by round, undefined where one of the four is.
 * @param arm a series for each replicate, all of one length
 * @param control the same replicates of the control
 * @throws RangeError where the series do not match, or a value is not finite
 */
export function pairedChanges(arm: readonly Series[], control: readonly Series[]): Series[] {
  const rounds = matchingRounds(arm, control);
  return arm.map((own, r) =>
    Array.from({ length: rounds }, (_, t) => {
      const [armFirst, armNow, controlFirst, controlNow] = [own[0], own[t], control[r]![0], control[r]![t]];
      if (armFirst === undefined || armNow === undefined) return undefined;
      if (controlFirst === undefined || controlNow === undefined) return undefined;
      return armNow - armFirst - (controlNow - controlFirst);
    }),
  );
}

/** Means by round over the replicates that have a value. */
export function meanChanges(changes: readonly Series[]): Series {
  return Array.from({ length: changes[0]?.length ?? 0 }, (_, t) => {
    const present = changes.flatMap((series) => series[t] ?? []);
    return present.length > 0 ? present.reduce((sum, change) => sum + change, 0) / present.length : undefined;
  });
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
