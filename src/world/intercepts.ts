import type { Core, Logit } from "../core/index.ts";
import { type FreeChoices, withOutsideShare } from "./outside.ts";
import { everyone } from "./world.ts";

/** What a world's expected organic demand is matched to. */
export interface Demand extends FreeChoices {
  /** (items) observed choices of each item */
  readonly counts: Float64Array;
  /** declared share of occasions that end in the outside option */
  readonly outsideShare: number;
}

/**
 * Intercepts at which the world's expected organic choices, of the very process that is simulated, have the observed
 * item shares: the contraction of Berry, Levinsohn and Pakes (1995), "Automobile prices in market equilibrium",
 * δ ← δ + ln s - ln ŝ(δ), on shares among choices, weighted by activity. The level of all intercepts, which those shares
 * do not depend on, then gives the outside option its declared share.
 *
 * Stops when no observed share is off by more than `tolerance`, relatively, or after `most` steps.
 * Items never chosen keep their intercepts but for the level.
 */
export async function matchShares(core: Core, start: Logit, demand: Demand, tolerance: number, most = 200) {
  const total = sum(demand.counts);
  let logit = start;
  let worst = Number.POSITIVE_INFINITY;
  for (let step = 0; step < most && !(worst < tolerance); step++) {
    const expected = await expectedDemand(core, logit, demand);
    const inside = sum(expected);
    worst = 0;
    const intercepts = logit.intercepts.map((b, i) => {
      if (!(demand.counts[i]! > 0)) return b;
      const gap = core.log(demand.counts[i]! / total) - core.log(expected[i]! / inside);
      worst = Math.max(worst, Math.abs(gap));
      return b + gap;
    });
    logit = { ...logit, intercepts };
  }
  return { logit: await withOutsideShare(core, logit, demand, demand.outsideShare), worst };
}

/** Expected organic choices of each item when every user makes the choices of their activity. (items) */
export async function expectedDemand(
  core: Core,
  logit: Logit,
  { activity, repeats }: FreeChoices,
): Promise<Float64Array> {
  const users = everyone(activity.length);
  const inside = { ...logit, outside: false };
  const { items } =
    repeats === "allow"
      ? await core.expectedShares(inside, users, activity, {})
      : await core.expectedInclusions(inside, users, activity, {});
  return items;
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
