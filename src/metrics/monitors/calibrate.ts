import type { Series } from "../collapse.ts";
import type { Detector } from "./detector.ts";
import { levelOf, type Monitor, statisticsOf } from "./monitor.ts";

export interface CalibrationOptions {
  readonly metric: string;
  readonly harm: "falls" | "rises";
  /** rounds whose mean is a run's level */
  readonly baseline?: number;
}

/** Few, since a loop may do its harm early; more than one, since a level that is itself noise shifts all that follows. */
export const defaultBaseline = 3;

/**
 * A monitor that raises an alarm in at most the stated share of healthy runs: its threshold is the ⌈(1 - rate) (n + 1)⌉-th
 * smallest of the largest statistics of n healthy runs. Of one more run of the same kind and length the chance of an alarm
 * is then at most the rate, whatever the distribution, on average over healthy samples of n (split conformal prediction:
 * Vovk, Gammerman and Shafer 2005); given one sample it scatters by about √(rate / n).
 * @param healthy a series of each run that did not collapse, from round 1
 * @throws RangeError where the runs are too few for the rate (19 are needed for 5 %), too short, or none varies
 */
export function calibrate(
  { name: detector }: Pick<Detector, "name">,
  healthy: readonly Series[],
  rate: number,
  { metric, harm, baseline = defaultBaseline }: CalibrationOptions,
): Monitor {
  if (!(baseline >= 1 && Math.trunc(baseline) === baseline)) {
    throw new RangeError(`calibrate: baseline is ${baseline}, expected a whole number of rounds, at least 1`);
  }
  const spread = healthySpread(healthy, baseline, metric);
  const gauge = { detector, harm, baseline, spread };
  const largest = healthy.map((series) => largestOf(statisticsOf(gauge, series)));
  const rounds = Math.max(...healthy.map((series) => series.length));
  return { metric, ...gauge, threshold: thresholdOf(largest, rate, metric), rate, rounds };
}

/**
 * The ⌈(1 - rate) (n + 1)⌉-th smallest of the largest statistics of n healthy runs.
 * @throws RangeError where they are too few for the rate
 */
export function thresholdOf(largest: readonly number[], rate: number, what: string): number {
  if (!(rate > 0 && rate < 1)) throw new RangeError(`calibrate: rate is ${rate}, expected above 0 and below 1`);
  const rank = Math.ceil((1 - rate) * (largest.length + 1) - 1e-9);
  if (!(rank <= largest.length)) {
    const needed = Math.ceil(1 / rate - 1e-9) - 1;
    throw new RangeError(
      `calibrate: ${what} has ${largest.length} healthy runs, expected at least ${needed} for a rate of ${rate}`,
    );
  }
  return [...largest].sort((a, b) => a - b)[rank - 1]!;
}

/**
 * How far a healthy run strays from its level: the root mean square of its rounds after the baseline about the baseline's
 * mean; the median over the runs that stray at all, so that a few restless ones do not set the unit, nor those that cannot
 * move (the rank of a popularity model).
 * @throws RangeError where no run is longer than the baseline, or none varies
 */
export function healthySpread(healthy: readonly Series[], baseline: number, what = "the series"): number {
  const strays = healthy.flatMap((series) => {
    const values = series.filter((value) => value !== undefined);
    if (values.length <= baseline) return [];
    const level = levelOf(values.slice(0, baseline));
    const later = values.slice(baseline);
    const stray = Math.sqrt(later.reduce((sum, x) => sum + (x - level) * (x - level), 0) / later.length);
    return stray === 0 ? [] : [stray];
  });
  const sorted = strays.sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const spread = (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
  if (!(spread > 0 && spread < Infinity)) {
    throw new RangeError(
      `calibrate: ${what} has ${healthy.length} healthy runs with a spread of ${spread}, expected some that vary after ${baseline} rounds`,
    );
  }
  return spread;
}

/** The largest statistic of a run; below all others where there is none. */
export function largestOf(statistics: readonly (number | undefined)[]): number {
  return statistics.reduce<number>((most, x) => (x !== undefined && x > most ? x : most), -Infinity);
}
