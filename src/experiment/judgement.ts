import {
  type CollapseRule,
  type CollapseUncertainty,
  type Course,
  depthOf,
  meanChanges,
  onsetOf,
  type Series,
} from "../metrics/index.ts";
import { valuesAt } from "./series.ts";
import type { Plan } from "./statistics/bootstrap.ts";
import { type Inference, LEAST_FOR_P, LEVEL } from "./statistics/inference.ts";
import type { Bounds } from "./statistics/scale.ts";

/** The change by round with its intervals, each beside the others and not jointly. */
export function courseOf(changes: readonly Series[], bounds?: Bounds, inference?: Inference): Course {
  const change = meanChanges(changes).map((value) => value ?? null);
  if (!inference || changes.length < 2) return { change };
  // a change is a difference of two differences
  const twice: Bounds | undefined = bounds && [2 * bounds[0], 2 * bounds[1]];
  const intervals = change.map((_, t) => inference.ofDifferences(valuesAt(changes, t), twice));
  return {
    change,
    low: intervals.map((interval) => interval?.low ?? null),
    high: intervals.map((interval) => interval?.high ?? null),
  };
}

/**
 * The collapse rule on resamples of the replicates: how many collapse, when, and how deep. A resample draws whole replicates,
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
  const onsets: number[] = [];
  const depths: number[] = [];
  for (let b = 0; b < plan.resamples; b++) {
    const means = resampledMeans(changes, plan, b);
    const onset = onsetOf(means, rule);
    if (onset !== undefined) onsets.push(onset);
    const depth = depthOf(means, rule.harm);
    if (depth) depths.push(depth.change);
  }
  return {
    resamples: plan.resamples,
    share: onsets.length / plan.resamples,
    ...(onsets.length > 0 ? { onset: middle(onsets) } : {}),
    ...(depths.length > 0 ? { depth: middle(depths) } : {}),
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
