import { bootstrapInterval, type Plan, planResamples } from "./bootstrap.ts";
import { momentsOf } from "./moments.ts";
import type { Numbers } from "./numbers.ts";
import { type Bounds, differenceBounds, onScale } from "./scale.ts";
import { planSigns, type Signs, signFlipP } from "./signFlip.ts";
import { type Ends, skewedInterval, studentInterval } from "./skewed.ts";

export const LEVEL = 0.95;
/** From so many replicates on intervals are the bootstrap's. */
export const LEAST_FOR_BOOTSTRAP = 30;
/** Below five replicates no choice of signs is rarer than one in eight: there is no p-value, and nothing to resample. */
export const LEAST_FOR_P = 5;

export interface Interval {
  readonly low: number;
  readonly high: number;
  readonly level: number;
  readonly method: "t" | "bootstrap";
}

/**
 * Statistics of replicates, with resamples that are drawn once for each number of them. t intervals are corrected for the
 * sample's own skewness, or for that which is given: pooled over the rounds that it is one of.
 */
export interface Inference {
  /** of the mean of paired differences of a metric with these bounds; undefined below two of them */
  ofDifferences(differences: readonly number[], bounds?: Bounds, skewness?: number): Interval | undefined;
  /** of the mean of a metric with these bounds, always by t; undefined below two values */
  ofMean(values: readonly number[], bounds?: Bounds, skewness?: number): Interval | undefined;
  /** of paired differences; undefined below five of them */
  pValue(differences: readonly number[]): number | undefined;
  resamples(n: number): Plan;
}

/** docs/statistics.md says why these intervals, and how often they cover. */
export function inferenceOf(numbers: Numbers, seed: number): Inference {
  const plans = new Map<number, Plan>();
  const signs = new Map<number, Signs | undefined>();
  const resamples = (n: number) => remembered(plans, n, () => planResamples(numbers, seed, n));
  const between = (ends: Ends, mean: number, bounds: Bounds | undefined, method: Interval["method"]): Interval => {
    const [low, high] = bounds ? onScale(ends, mean, bounds, numbers) : ends;
    return { low, high, level: LEVEL, method };
  };
  const momentsWith = (values: readonly number[], skewness: number | undefined) => {
    const own = momentsOf(values);
    return skewness === undefined ? own : { ...own, skewness };
  };
  return {
    ofDifferences(differences, metricBounds, skewness) {
      const n = differences.length;
      if (n < 2) return undefined;
      const bounds = metricBounds && differenceBounds(metricBounds);
      const moments = momentsWith(differences, skewness);
      const ends = n >= LEAST_FOR_BOOTSTRAP ? bootstrapInterval(differences, LEVEL, resamples(n)) : undefined;
      if (ends) return between(ends, moments.mean, bounds, "bootstrap");
      return between(skewedInterval(moments, LEVEL, numbers), moments.mean, bounds, "t");
    },
    ofMean(values, bounds, skewness) {
      if (values.length < 2) return undefined;
      const moments = momentsWith(values, skewness);
      // the logit of a level already takes its skewness out: to correct for it as well would do so twice
      const ends = bounds ? studentInterval(moments, LEVEL) : skewedInterval(moments, LEVEL, numbers);
      return between(ends, moments.mean, bounds, "t");
    },
    pValue: (differences) => {
      const n = differences.length;
      if (n < LEAST_FOR_P) return undefined;
      return signFlipP(
        differences,
        remembered(signs, n, () => planSigns(numbers, seed, n)),
      );
    },
    resamples,
  };
}

function remembered<V>(map: Map<number, V>, n: number, make: () => V): V {
  if (!map.has(n)) map.set(n, make());
  return map.get(n)!;
}
