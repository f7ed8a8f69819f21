import type { Band, MetricInfo, RoundRecord, Series } from "../metrics/index.ts";
import type { PlannedArm } from "./arms.ts";
import { pairedByRound, type SeriesTable, tabulate, valuesAt } from "./series.ts";
import type { Inference, Interval } from "./statistics/inference.ts";
import { pooledSkewness } from "./statistics/moments.ts";
import { withInference } from "./statistics/withInference.ts";

type NamedArm = Pick<PlannedArm, "name" | "control" | "twins">;

/** What bands are made of: a run as it is, or as it was written down. */
export interface BandsInput {
  readonly arms: readonly NamedArm[];
  readonly metrics: readonly MetricInfo[];
  readonly records: readonly RoundRecord[];
  readonly rounds: number;
  readonly seed: number;
}

/**
 * The 95 % intervals of every arm's mean by round, and of the arm minus its control and minus each of its twins, paired by
 * replicate: docs/statistics.md. What no two replicates have has no band.
 */
export async function bandsOf({ arms, metrics, records, rounds, seed }: BandsInput): Promise<Band[]> {
  const table = tabulate(records, rounds);
  if (table.replicates < 2) return [];
  return withInference(seed, (inference) =>
    arms.flatMap((arm) => metrics.flatMap((metric) => bandsOfLine(table, arm, metric, rounds, inference))),
  );
}

function bandsOfLine(
  table: SeriesTable,
  { name: arm, control, twins = [] }: NamedArm,
  { name: metric, bounds }: MetricInfo,
  rounds: number,
  inference: Inference,
): Band[] {
  const own = table.of(arm, metric);
  const values = Array.from({ length: rounds }, (_, t) => valuesAt(own, t));
  const value = byRound(values, (sample, skewness) => inference.ofMean(sample, bounds, skewness));
  const minus = [...(control === undefined ? [] : [control]), ...twins].map((name) => {
    const other: readonly Series[] = table.of(name, metric);
    return {
      minus: name,
      ...byRound(pairedByRound(own, other, rounds), (sample, skewness) =>
        inference.ofDifferences(sample, bounds, skewness),
      ),
    };
  });
  return [value, ...minus].filter(hasAny).map((band) => ({ arm, metric, ...band }));
}

type OfSample = (sample: readonly number[], skewness: number | undefined) => Interval | undefined;

/** All rounds are corrected for the skewness that they have on average. */
function byRound(samples: readonly (readonly number[])[], of: OfSample): Pick<Band, "low" | "high"> {
  const skewness = pooledSkewness(samples);
  const intervals = samples.map((sample) => of(sample, skewness));
  return { low: intervals.map((one) => one?.low ?? null), high: intervals.map((one) => one?.high ?? null) };
}

const hasAny = ({ low }: Pick<Band, "low">) => low.some((end) => end !== null);
