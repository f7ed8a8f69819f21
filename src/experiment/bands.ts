import type { Band, MetricInfo, RoundRecord, Series } from "../metrics/index.ts";
import type { PlannedArm } from "./arms.ts";
import { pairedAt, type SeriesTable, tabulate, valuesAt } from "./series.ts";
import type { Inference, Interval } from "./statistics/inference.ts";
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
  const value = byRound(rounds, (t) => inference.ofMean(valuesAt(own, t), bounds));
  const minus = [...(control === undefined ? [] : [control]), ...twins].map((name) => {
    const other: readonly Series[] = table.of(name, metric);
    return {
      minus: name,
      ...byRound(rounds, (t) => inference.bandOfDifferences(pairedAt(own, other, t), bounds)),
    };
  });
  return [value, ...minus].filter(hasAny).map((band) => ({ arm, metric, ...band }));
}

function byRound(rounds: number, at: (t: number) => Interval | undefined): Pick<Band, "low" | "high"> {
  const intervals = Array.from({ length: rounds }, (_, t) => at(t));
  return { low: intervals.map((one) => one?.low ?? null), high: intervals.map((one) => one?.high ?? null) };
}

const hasAny = ({ low }: Pick<Band, "low">) => low.some((end) => end !== null);
