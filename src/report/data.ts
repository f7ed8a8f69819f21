import type { MetricInfo } from "../metrics/records.ts";
import type { ReportInput } from "./input.ts";
import { type Lines, linesOf } from "./lines.ts";

/** A row of a chart's data: one arm and round of the metric ("value") or of its sampling floor ("floor"). */
export interface ChartRow {
  readonly arm: string;
  readonly round: number;
  readonly series: "value" | "floor";
  /** over replicates; null where the metric is undefined, so that the line breaks there */
  readonly mean: number | null;
  /** the 95 % interval of the mean; null where there is none */
  readonly low: number | null;
  readonly high: number | null;
  /** 1 in the round from which the arm counts as collapsed, else 0 */
  readonly onset: 0 | 1;
}

/** The run's records in columns, as the page embeds them: once, whatever the number of charts. */
export interface Columns {
  readonly arms: readonly string[];
  readonly metrics: readonly string[];
  /** (records) index into `arms` */
  readonly arm: readonly number[];
  readonly replicate: readonly number[];
  readonly round: readonly number[];
  /** (metrics, records) seven significant digits, null where undefined */
  readonly values: readonly (readonly (number | null)[])[];
}

const finite = (value: number | undefined): value is number => value !== undefined && Number.isFinite(value);

/** Values are rounded to seven significant digits: enough for any chart, a third of the bytes. */
export function columns(input: ReportInput): Columns {
  const arms = input.arms.map((a) => a.name);
  const index = new Map(arms.map((name, i) => [name, i]));
  const records = input.records.filter((r) => index.has(r.arm));
  return {
    arms,
    metrics: input.metrics.map((m) => m.name),
    arm: records.map((r) => index.get(r.arm)!),
    replicate: records.map((r) => r.replicate),
    round: records.map((r) => r.round),
    values: input.metrics.map((m) =>
      records.map((r) => (finite(r.metrics[m.name]) ? Number(r.metrics[m.name]!.toPrecision(7)) : null)),
    ),
  };
}

/** The round of collapse of each arm for a metric. */
export function onsets(input: ReportInput, metric: string): Map<string, number> {
  const judged = input.summary.filter((s) => s.metric === metric && s.collapse);
  return new Map(judged.map((s) => [s.arm, s.collapse!.onset]));
}

/** Rows of a metric and its floor by arm and round. Arms in which the metric is never defined have none. */
export function chartRows(
  input: ReportInput,
  metric: MetricInfo,
  floor?: MetricInfo,
  { rounds, of }: Lines = linesOf(input),
): ChartRow[] {
  const onset = onsets(input, metric.name);
  const rowsOf = (series: ChartRow["series"], name: string) =>
    of(name).flatMap(({ arm, mean, low, high }) =>
      rounds.map((round, t): ChartRow => {
        const collapsed = series === "value" && onset.get(arm) === round ? 1 : 0;
        return { arm, round, series, mean: mean[t]!, low: low?.[t] ?? null, high: high?.[t] ?? null, onset: collapsed };
      }),
    );
  return [...rowsOf("value", metric.name), ...(floor ? rowsOf("floor", floor.name) : [])];
}

/** Mean over replicates of a metric by round, ascending, rounds without a value left out. */
export function meanByRound(input: ReportInput, arm: string, metric: string): { round: number; mean: number }[] {
  const sums = new Map<number, { total: number; count: number }>();
  for (const record of input.records) {
    const value = record.arm === arm ? record.metrics[metric] : undefined;
    if (!finite(value)) continue;
    const sum = sums.get(record.round) ?? { total: 0, count: 0 };
    sums.set(record.round, { total: sum.total + value, count: sum.count + 1 });
  }
  return [...sums]
    .map(([round, { total, count }]) => ({ round, mean: total / count }))
    .sort((a, b) => a.round - b.round);
}
