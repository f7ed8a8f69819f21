import {
  type Collapse,
  type CollapseRule,
  type CollapseUncertainty,
  type Course,
  collapseOf,
  depthOf,
  meanChanges,
  type Series,
} from "../metrics/index.ts";
import { valuesAt } from "./series.ts";
import type { Plan } from "./statistics/bootstrap.ts";
import { type Inference, LEAST_FOR_P, LEVEL } from "./statistics/inference.ts";
import { pooledSkewness } from "./statistics/moments.ts";
import type { Bounds } from "./statistics/scale.ts";

/** The change by round with its intervals, each beside the others and not jointly. */
export function courseOf(changes: readonly Series[], bounds?: Bounds, inference?: Inference): Course {
  const change = meanChanges(changes).map((value) => value ?? null);
  if (!inference || changes.length < 2) return { change };
  // a change is a difference of two differences
  const twice: Bounds | undefined = bounds && [2 * bounds[0], 2 * bounds[1]];
  const samples = change.map((_, t) => valuesAt(changes, t));
  const skewness = pooledSkewness(samples);
  const intervals = samples.map((sample) => inference.ofDifferences(sample, twice, skewness));
  return {
    change,
    low: intervals.map((interval) => interval?.low ?? null),
    high: intervals.map((interval) => interval?.high ?? null),
  };
}

/**
 * The collapse rule on resamples of the replicates: how many collapse, when, how deep, and what comes back. A resample draws whole replicates,
 * so that what hangs together over rounds stays together.
 * @returns undefined below five replicates
 */
export function uncertaintyOf(
  changes: readonly Series[],
  rule: CollapseRule,
  inference: Inference,
): CollapseUncertainty | undefined {
  if (rule.harm === "none" || changes.length < LEAST_FOR_P) return undefined;
  const plan = inference.resamples(changes.length);
  const found: Collapse[] = [];
  const depths: number[] = [];
  for (let b = 0; b < plan.resamples; b++) {
    const means = resampledMeans(changes, plan, b);
    const collapse = collapseOf(means, rule);
    if (collapse) found.push(collapse);
    const depth = depthOf(means, rule.harm);
    if (depth) depths.push(depth.change);
  }
  const recoveries = found.map(({ recovery }) => recovery!);
  const recovered = recoveries.filter(({ round }) => round !== undefined).length / found.length;
  return {
    resamples: plan.resamples,
    share: found.length / plan.resamples,
    ...(found.length > 0 ? { onset: middle(found.map(({ onset }) => onset)) } : {}),
    ...(found.length > 0 ? { halfLife: middle(found.map(({ halfLife }) => halfLife!)) } : {}),
    ...(depths.length > 0 ? { depth: middle(depths) } : {}),
    ...(found.length > 0 ? { left: middle(recoveries.map(({ left }) => left)), recovered } : {}),
  };
}

function resampledMeans(changes: readonly Series[], { n, places }: Plan, b: number): Series {
  const rounds = changes[0]!.length;
  const sums = new Float64Array(rounds);
  const counts = new Int32Array(rounds);
  for (let i = b * n; i < (b + 1) * n; i++) {
    const series = changes[places[i]!]!;
    for (let t = 0; t < rounds; t++) {
      const value = series[t];
      if (value === undefined) continue;
      sums[t]! += value;
      counts[t]!++;
    }
  }
  return Array.from(sums, (sum, t) => (counts[t]! > 0 ? sum / counts[t]! : undefined));
}

/** The quantiles that leave half of 5 % on either side: values of the sample. */
function middle(values: number[]): readonly [number, number] {
  const sorted = Float64Array.from(values).sort();
  const tail = Math.trunc(((1 - LEVEL) / 2) * sorted.length);
  return [sorted[tail]!, sorted[sorted.length - 1 - tail]!];
}
