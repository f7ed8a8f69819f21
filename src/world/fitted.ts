import type { Core, Logit } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { LogColumns } from "../log/columns.ts";
import { countBy, type Rows, trainingSet } from "../log/index.ts";
import { alsProblem, initialFactors } from "../models/index.ts";
import { type Demand, matchShares } from "./intercepts.ts";
import type { FittedWorldOptions } from "./options.ts";
import { firstOfPairs, heldOutPairs, type Splits, splitInTime } from "./splits.ts";
import { utility } from "./truth.ts";
import type { World } from "./world.ts";

/** How closely expected shares follow the observed ones: loosely while the scale is searched, closely in the end. */
const SEARCH_TOLERANCE = 0.02;
const FINAL_TOLERANCE = 1e-4;

/** What the fit leaves behind for whoever judges it. */
export interface FitEvidence {
  readonly demand: Demand;
  readonly test: Rows;
  readonly fitRows: number;
  readonly tuneRows: number;
  /** rows of tune and test whose user or item the fit part does not hold */
  readonly unknownRows: number;
  /** (users) the log's number of each user of the world */
  readonly userOf: Int32Array;
}

/**
 * A world fitted to a log. Utility(u, i) = scale · <x_u, y_i> + intercepts[i]: factors by iALS on the fit part,
 * intercepts by matching shares, scale by the likelihood of the tune part; the test part says how well it fits.
 * `repeats` declares the process: any choice may repeat, or none.
 */
export async function fittedWorld(
  core: Core,
  log: LogColumns,
  options: FittedWorldOptions,
  repeats: "allow" | "deny",
): Promise<{ world: World; evidence: FitEvidence }> {
  const splits = splitInTime(log, options, repeats);
  const rows = repeats === "allow" ? splits.fit : firstOfPairs(splits);
  const demand: Demand = {
    counts: countBy(rows.item, splits.items),
    activity: countBy(rows.user, splits.users),
    outsideShare: options.outsideShare,
    repeats,
  };
  const start = await startingLogit(core, splits, options, demand);
  const { logit, scale } = await fitScale(core, start, splits.tune, demand);
  const preferences = (await matchShares(core, { ...logit, scale }, demand, FINAL_TOLERANCE)).logit;
  const world: World = {
    users: splits.users,
    items: splits.items,
    preferences,
    groups: new Int32Array(splits.users),
    groupNames: ["everyone"],
    activity: splits.activity,
    log: splits.fit,
    heldOut: heldOutPairs(splits),
    attributes: preferences.factors.items,
    attributeDims: preferences.factors.dims,
  };
  const { fit, tune, test, unknownRows, userOf } = splits;
  const [fitRows, tuneRows] = [fit.user.length, tune.user.length];
  return { world, evidence: { demand, test, fitRows, tuneRows, unknownRows, userOf } };
}

async function startingLogit(core: Core, splits: Splits, options: FittedWorldOptions, demand: Demand): Promise<Logit> {
  const { users, items, fit } = splits;
  const training = trainingSet([fit], users, items, { authentic: 1, recommended: 1, synthetic: 1 });
  const key = { seed: options.fit.seed, replicate: 0 };
  const initial = initialFactors(core, key, options.fit.factors, training, purposes.fitUser, purposes.fitItem);
  const factors = await core.als(alsProblem(core, training, options.fit), initial, options.fit.sweeps);
  const total = demand.counts.reduce((sum, n) => sum + n, 0);
  const intercepts = Float32Array.from(demand.counts, (n) => core.log(n / total));
  return { factors, scale: 0, intercepts, outside: true };
}

/**
 * The scale under which the tune part is most likely, by golden-section search; intercepts follow it. At scale 0 the
 * world is popularity alone.
 */
async function fitScale(
  core: Core,
  start: Logit,
  tune: Rows,
  demand: Demand,
): Promise<{ logit: Logit; scale: number }> {
  let logit = start;
  const known = new Map<number, number>();
  const likelihood = async (scale: number): Promise<number> => {
    if (!known.has(scale)) {
      ({ logit } = await matchShares(core, { ...logit, scale }, demand, SEARCH_TOLERANCE, 20));
      known.set(scale, await logLikelihood(core, logit, tune));
    }
    return known.get(scale)!;
  };
  let high = 1;
  while (high < 64 && (await likelihood(2 * high)) > (await likelihood(high))) high *= 2;
  return { scale: await goldenSection(likelihood, high === 1 ? 0 : high / 2, 2 * high), logit };
}

/** Mean log-likelihood (nats) of rows given that something was chosen: mean of utility minus ln Σ exp(utility). */
export async function logLikelihood(core: Core, logit: Logit, rows: Rows): Promise<number> {
  const users = Int32Array.from(new Set(rows.user)).sort();
  const { logsum } = await core.logitMoments({ ...logit, outside: false }, users);
  const place = new Map(Array.from(users, (u, k) => [u, k]));
  let total = 0;
  for (let r = 0; r < rows.user.length; r++) {
    total += utility(logit, rows.user[r]!, rows.item[r]!) - logsum[place.get(rows.user[r]!)!]!;
  }
  return total / rows.user.length;
}

/** The maximum of a unimodal function on [low, high] to a thirtieth of the interval. */
async function goldenSection(f: (x: number) => Promise<number>, low: number, high: number): Promise<number> {
  const ratio = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [low, high];
  let [x, y] = [b - ratio * (b - a), a + ratio * (b - a)];
  while (b - a > (high - low) / 30) {
    if ((await f(x)) > (await f(y))) [b, y, x] = [y, x, y - ratio * (y - a)];
    else [a, x, y] = [x, y, x + ratio * (b - x)];
  }
  return (a + b) / 2;
}
