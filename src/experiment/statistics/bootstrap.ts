import { purposes } from "../../core/purposes.ts";
import { momentsOf } from "./moments.ts";
import type { Numbers } from "./numbers.ts";
import type { Ends } from "./skewed.ts";

/** One less than a round number, so that the quantiles at 2.5 % are order statistics: the 50th of 1999 from either end. */
export const RESAMPLES = 1_999;

/** (resamples, n) places in a sample of n, drawn with replacement. */
export interface Plan {
  readonly n: number;
  readonly resamples: number;
  readonly places: Int32Array;
}

/** The resamples of a sample of n: keyed by (seed, resample, place), so that every metric and arm has the same ones. */
export function planResamples(
  { uniform }: Pick<Numbers, "uniform">,
  seed: number,
  n: number,
  resamples = RESAMPLES,
): Plan {
  const stream = { key: { seed, replicate: 0 }, purpose: purposes.resample, round: 0 };
  const places = new Int32Array(resamples * n);
  for (let b = 0; b < resamples; b++) {
    for (let i = 0; i < n; i++) places[b * n + i] = Math.min(n - 1, Math.trunc(uniform(stream, 0, b, i) * n));
  }
  return { n, resamples, places };
}

/**
 * The bootstrap-t interval of a mean: ends at mean - t* s/√n, t* the upper and the lower quantile of the resamples' own
 * (mean* - mean) / (s* / √n). Second-order accurate on both sides, which percentile intervals are not.
 *
 * Efron & Tibshirani (1993), "An introduction to the bootstrap", section 12.5; Hall (1988), "Theoretical comparison of
 * bootstrap confidence intervals".
 * @returns undefined where a quantile is not finite, as too many resamples hold one value only
 */
export function bootstrapInterval(values: ArrayLike<number>, level: number, plan: Plan): Ends | undefined {
  const { n, mean, deviation } = momentsOf(values);
  const { resamples, places } = plan;
  const centred = Float64Array.from({ length: n }, (_, i) => values[i]! - mean);
  const ratios = new Float64Array(resamples);
  for (let b = 0; b < resamples; b++) {
    let sum = 0;
    let squares = 0;
    for (let at = b * n; at < (b + 1) * n; at++) {
      const e = centred[places[at]!]!;
      sum += e;
      squares += e * e;
    }
    const variance = (squares - (sum * sum) / n) / (n - 1);
    // below this share of the sample's own variance it is rounding: the resample holds one value only
    const flat = !(variance > 1e-12 * deviation * deviation);
    ratios[b] = flat ? (sum < 0 ? -Infinity : Infinity) : sum / Math.sqrt(n * variance);
  }
  ratios.sort();
  const place = Math.trunc(((1 - level) / 2) * (resamples + 1) + 1e-9) - 1;
  const error = deviation / Math.sqrt(n);
  const [low, high] = [mean - ratios[resamples - 1 - place]! * error, mean - ratios[place]! * error];
  return high - low < Infinity ? [low, high] : undefined;
}
