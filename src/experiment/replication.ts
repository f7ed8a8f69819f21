import { metricsOf, type RoundRecord } from "../metrics/index.ts";
import type { PlannedArm } from "./arms.ts";
import { type ExperimentOptions, ownMetrics } from "./options.ts";
import { pairedByRound, tabulate } from "./series.ts";
import type { Inference } from "./statistics/inference.ts";
import { momentsOf, pooledSkewness } from "./statistics/moments.ts";
import { replicatesFor } from "./statistics/precision.ts";

/** Half-widths to reach, by metric: of the intervals of every arm minus its control at the last round. */
export type Targets = Readonly<Record<string, number>>;

/** Replicates until intervals are narrow enough. The options' own number of replicates is the most there may be. */
export interface Precision {
  readonly targets: Targets;
  /** how many to begin with */
  readonly from: number;
}

/**
 * With fewer replicates the variance that would end a run is hardly known itself, and runs end where it happens to look
 * small: docs/statistics.md says how often the intervals of such runs cover.
 */
export const LEAST_FOR_PRECISION = 10;

/** The replicates that a run begins with. */
export function firstReplicates({ replicates }: Pick<ExperimentOptions, "replicates">, precision?: Precision): number {
  return precision ? Math.min(replicates, Math.max(precision.from, LEAST_FOR_PRECISION)) : replicates;
}

/**
 * How many replicates to go on to, from what the first n say: as many as their variance asks for, at most twice as many as
 * there are. Decided by these replicates alone, so that a run that was stopped comes to the same number.
 * @returns undefined where the precision is reached, or there may be no more
 */
export function nextReplicates(
  options: ExperimentOptions,
  arms: readonly PlannedArm[],
  records: readonly RoundRecord[],
  n: number,
  { targets }: Precision,
  inference: Inference,
): number | undefined {
  const { rounds, replicates: most } = options;
  if (n >= most) return undefined;
  const own = records.filter(({ replicate }) => replicate <= n);
  const table = tabulate(own, rounds);
  const metrics = metricsOf(own, ownMetrics(options)).filter(({ name }) => name in targets);
  const wanted = arms.flatMap(({ name: arm, kind, control }) => {
    if (kind !== "arm" || control === undefined) return [];
    return metrics.flatMap(({ name, bounds }) => {
      const target = targets[name]!;
      const samples = pairedByRound(table.of(arm, name), table.of(control, name), rounds);
      const differences = samples.at(-1)!;
      const interval = inference.ofDifferences(differences, bounds, pooledSkewness(samples));
      if (differences.length === 0 || (interval && isPrecise(interval, target))) return [];
      if (!interval) return [2 * n];
      return [replicatesFor(target, momentsOf(differences).deviation, interval.level, most) ?? most];
    });
  });
  if (wanted.length === 0) return undefined;
  const asked = wanted.reduce((a, b) => Math.max(a, b));
  return Math.min(most, Math.max(n + 1, Math.min(2 * n, asked)));
}

/** Whether an interval is as narrow as ± target. */
export function isPrecise({ low, high }: { readonly low: number; readonly high: number }, target: number): boolean {
  return (high - low) / 2 <= target;
}
