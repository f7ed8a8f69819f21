import type { Core, Logit } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { countBy, drawByWeight } from "../log/index.ts";
import { gini, totalVariation } from "../metrics/index.ts";
import {
  type Demand,
  everyone,
  expectedDemand,
  type FitEvidence,
  type FittedWorldOptions,
  logLikelihood,
  utility,
  utilityFactors,
  type World,
  withOutsideShare,
} from "../world/index.ts";

/** How well a world stands for the log it was fitted to, judged on the test part. */
export interface FitReport {
  readonly users: number;
  readonly items: number;
  readonly fitRows: number;
  readonly tuneRows: number;
  readonly testRows: number;
  /** rows of tune and test whose user or item the fit part does not hold */
  readonly unknownRows: number;
  readonly scale: number;
  /** total variation between the test part's item shares and the world's expected shares */
  readonly totalVariation: number;
  /** what a sample of that size drawn from the world itself would show */
  readonly totalVariationFloor: number;
  readonly giniReal: number;
  readonly giniSimulated: number;
  /** mean log-likelihood of a test row given that something was chosen, nats */
  readonly logLikelihood: { readonly world: number; readonly popularity: number; readonly uniform: number };
  /** the declared share of the outside option: an assumption, as purchases do not tell it */
  readonly outsideShare: number;
  /** share of occasions on which a user shown the ten best items would choose one, for other declared shares */
  readonly outsideSensitivity: readonly { readonly outsideShare: number; readonly acceptance: number }[];
}

const DECLARED = [0.1, 0.3, 0.5, 0.7];
const SLATE = 10;
const SAMPLED_USERS = 1_000;

export async function reportFit(
  core: Core,
  world: World,
  evidence: FitEvidence,
  options: FittedWorldOptions,
): Promise<FitReport> {
  const { test, demand } = evidence;
  const expected = await expectedDemand(core, world.preferences, demand);
  const observed = countBy(test.item, world.items);
  const simulated = sample(core, options.fit.seed, expected, test.item.length);
  const total = demand.counts.reduce((sum, n) => sum + n, 0);
  const popularity = test.item.reduce((sum, i) => sum + core.log(demand.counts[i]! / total), 0) / test.item.length;
  return {
    users: world.users,
    items: world.items,
    fitRows: evidence.fitRows,
    tuneRows: evidence.tuneRows,
    testRows: test.item.length,
    unknownRows: evidence.unknownRows,
    scale: world.preferences.scale,
    totalVariation: totalVariation(observed, expected)!,
    totalVariationFloor: totalVariation(simulated, expected)!,
    giniReal: gini(observed),
    giniSimulated: gini(simulated),
    logLikelihood: {
      world: await logLikelihood(core, world.preferences, test),
      popularity,
      uniform: -core.log(world.items),
    },
    outsideShare: options.outsideShare,
    outsideSensitivity: await sensitivity(core, world, demand),
  };
}

async function sensitivity(core: Core, world: World, demand: Demand) {
  const step = Math.ceil(world.users / SAMPLED_USERS);
  const users = everyone(world.users).filter((u) => u % step === 0);
  const key = { seed: 0, replicate: 0 };
  const best = await core.topK(utilityFactors(world), users, SLATE, {}, { key, round: 0, purpose: purposes.bestTies });
  const shares = [...new Set([...DECLARED, demand.outsideShare])].sort((a, b) => a - b);
  const lines = [];
  for (const outsideShare of shares) {
    const logit = await withOutsideShare(core, world.preferences, demand, outsideShare);
    lines.push({ outsideShare, acceptance: acceptanceOf(core, logit, users, best.items) });
  }
  return lines;
}

/** Mean probability of choosing something from a slate, positions ignored. */
function acceptanceOf(core: Core, logit: Logit, users: Int32Array, slates: Int32Array): number {
  let total = 0;
  users.forEach((u, n) => {
    let weight = 0;
    for (const item of slates.subarray(n * SLATE, (n + 1) * SLATE))
      if (item >= 0) weight += core.exp(utility(logit, u, item));
    total += weight / (1 + weight);
  });
  return total / users.length;
}

/** Counts of n draws from weights. */
function sample(core: Core, seed: number, weights: Float64Array, n: number): Float64Array {
  const stream = { key: { seed, replicate: 0 }, purpose: purposes.fitSample, round: 0 };
  return countBy(
    drawByWeight(weights, everyone(n), (row) => core.uniform(stream, 0, row, 0)),
    weights.length,
  );
}
