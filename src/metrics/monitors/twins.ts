import type { Series } from "../collapse.ts";
import { type CalibrationOptions, largestOf, thresholdOf } from "./calibrate.ts";
import type { Detector } from "./detector.ts";
import { type Gauge, type Monitor, statisticsOf } from "./monitor.ts";

/**
 * A monitor that sets a run against its own twins: further runs of the same world, under other random draws, in which
 * nothing goes wrong. What is expected of a round is their mean, and the standard unit is how far one more run strays from
 * it, so that neither the level nor a trend of the world has to be learnt from the first rounds of the run that is watched.
 * The threshold is found as in `calibrate`, from each twin set against the others.
 * @param twins a series of each, from round 1
 * @param options baseline: 0 by default; above it, the mean of the run's own first differences from what is expected counts
 * as its level, where the twins' level is not to be trusted
 * @throws RangeError where twins are too few for the rate (19 are needed for 5 %), or do not vary
 */
export function calibrateOnTwins(
  { name: detector }: Pick<Detector, "name">,
  twins: readonly Series[],
  rate: number,
  { metric, harm, baseline = 0 }: CalibrationOptions,
): Monitor {
  const gaugeOf = (some: readonly Series[]): Gauge => ({ detector, harm, baseline, ...expectationOf(some, metric) });
  const largest = twins.map((series, n) => {
    const others = twins.filter((_, other) => other !== n);
    return largestOf(statisticsOf(gaugeOf(others), series));
  });
  const threshold = thresholdOf(largest, rate, metric);
  return { metric, ...gaugeOf(twins), threshold, rate, rounds: Math.max(...twins.map(({ length }) => length)) };
}

/**
 * What m twins lead one to expect: their mean by round, null where none has a value, and the standard deviation of the
 * difference of one more run from that mean, √(Σ (x - mean)² / Σ (m_t - 1)) · √(1 + 1/m), over all rounds.
 * @throws RangeError where fewer than two have values in any round, or they do not vary
 */
export function expectationOf(
  twins: readonly Series[],
  what = "the series",
): { readonly expected: readonly (number | null)[]; readonly spread: number } {
  let [squares, free] = [0, 0];
  const rounds = twins.reduce((most, { length }) => Math.max(most, length), 0);
  const expected = Array.from({ length: rounds }, (_, t) => {
    const values = twins.flatMap((series) => series[t] ?? []);
    if (values.length === 0) return null;
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    for (const x of values) squares += (x - mean) * (x - mean);
    free += values.length - 1;
    return mean;
  });
  const spread = Math.sqrt((squares / free) * (1 + 1 / twins.length));
  if (!(spread > 0 && spread < Infinity)) {
    throw new RangeError(
      `calibrate: ${what} has ${twins.length} twins with a spread of ${spread}, expected at least two that differ`,
    );
  }
  return { expected, spread };
}

/**
 * A monitor whose threshold was found elsewhere, in standard units, set against the twins of one's own world: where there
 * are too few of them for a threshold of their own.
 * @throws RangeError as `expectationOf`
 */
export function againstTwins(
  monitor: Omit<Monitor, "baseline" | "spread" | "expected">,
  twins: readonly Series[],
): Monitor {
  return { ...monitor, baseline: 0, ...expectationOf(twins, monitor.metric) };
}
