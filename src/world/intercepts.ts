import type { Core, Logit } from "../core/index.ts";
import { everyone } from "./world.ts";

/** What a world's expected organic demand is matched to. */
export interface Demand {
  /** (items) observed choices of each item */
  readonly counts: Float64Array;
  /** (users) choices each user makes: the weights of the expected shares */
  readonly activity: Float64Array;
  /** declared share of occasions that end in the outside option */
  readonly outsideShare: number;
  readonly repeats: "allow" | "deny";
}

/**
 * Intercepts at which the world's expected organic choices, of the very process that is simulated, have the observed
 * item shares and the declared outside share: the contraction of Berry, Levinsohn and Pakes (1995), "Automobile prices
 * in market equilibrium", δ ← δ + ln s - ln ŝ(δ). The common level moves by the difference of log-odds of choosing at all,
 * which has the same fixed point and does not slow down as the outside share grows.
 *
 * Stops when no observed share is off by more than `tolerance`, relatively, or after `most` steps.
 * Items never chosen keep their intercepts.
 */
export async function matchShares(core: Core, start: Logit, demand: Demand, tolerance: number, most = 200) {
  const total = sum(demand.counts);
  let logit = start;
  let worst = Number.POSITIVE_INFINITY;
  for (let step = 0; step < most; step++) {
    const expected = await expectedDemand(core, logit, demand);
    const inside = sum(expected.items);
    const level = core.log((1 - demand.outsideShare) / demand.outsideShare) - core.log(inside / expected.outside);
    worst = Math.abs(level);
    const intercepts = logit.intercepts.map((b, i) => {
      if (!(demand.counts[i]! > 0)) return b;
      const gap = core.log(demand.counts[i]! / total) - core.log(expected.items[i]! / inside);
      worst = Math.max(worst, Math.abs(gap));
      return b + gap + level;
    });
    logit = { ...logit, intercepts };
    if (worst < tolerance) break;
  }
  return { logit, worst };
}

/** Expected organic choices of each item, and of the outside option, over all users. */
export function expectedDemand(core: Core, logit: Logit, { activity, repeats }: Pick<Demand, "activity" | "repeats">) {
  const users = everyone(activity.length);
  return repeats === "allow"
    ? core.expectedShares(logit, users, activity, {})
    : core.expectedInclusions(logit, users, activity, {});
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
