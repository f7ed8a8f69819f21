import type { Estimate } from "../../metrics/records.ts";

/** A ratio of two means over replicates: Σ above / Σ below. (replicates) each */
export interface Ratio {
  readonly above: readonly number[];
  readonly below: readonly number[];
}

/** (resamples, n) places in a sample of n, drawn with replacement. */
export interface Resamples {
  readonly n: number;
  readonly resamples: number;
  readonly places: Int32Array;
}

/** Intervals and resamples over replicates. */
export interface Statistics {
  /** of the mean of the values; undefined where they are too few */
  ofDifferences(values: readonly number[]): { readonly low: number; readonly high: number } | undefined;
  resamples(n: number): Resamples;
}

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** NaN where the denominator is not above zero. */
export function ratioOf({ above, below }: Ratio): number {
  const total = sum(below);
  return total > 0 ? sum(above) / total : Number.NaN;
}

/** The ratio in each resample of the replicates. (resamples) */
export function resampledRatios({ above, below }: Ratio, { n, resamples, places }: Resamples): Float64Array {
  return Float64Array.from({ length: resamples }, (_, b) => {
    let [a, total] = [0, 0];
    for (let at = b * n; at < (b + 1) * n; at++) {
      a += above[places[at]!]!;
      total += below[places[at]!]!;
    }
    return total > 0 ? a / total : Number.NaN;
  });
}

/**
 * The ratio with the interval of its linearisation: the ratio's error is the mean of (above - ratio · below) / mean(below) but for
 * terms of second order. Cochran (1977), "Sampling techniques", section 6.4.
 * @returns undefined where the denominator is not above zero
 */
export function estimateOf(ratio: Ratio, statistics: Pick<Statistics, "ofDifferences">): Estimate | undefined {
  const mean = ratioOf(ratio);
  if (!(Math.abs(mean) < Infinity)) return undefined;
  const { above, below } = ratio;
  const scale = sum(below) / below.length;
  const interval = statistics.ofDifferences(above.map((a, r) => (a - mean * below[r]!) / scale));
  return interval ? { mean, low: mean + interval.low, high: mean + interval.high } : { mean };
}
