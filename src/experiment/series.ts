import type { RoundRecord, Series } from "../metrics/index.ts";

/** The rounds of the loop by arm and metric: a series a replicate in ascending order, undefined where there is no value. */
export interface SeriesTable {
  readonly replicates: number;
  of(arm: string, metric: string): readonly Series[];
}

/** Every arm and metric has a series for each replicate, so that they pair by place. */
export function tabulate(records: readonly RoundRecord[], rounds: number): SeriesTable {
  const replicates = [...new Set(records.map(({ replicate }) => replicate))].sort((a, b) => a - b);
  const empty = () => replicates.map(() => new Array<number | undefined>(rounds).fill(undefined));
  const place = new Map(replicates.map((replicate, r) => [replicate, r]));
  const table = new Map<string, (number | undefined)[][]>();
  for (const { arm, replicate, round, metrics } of records) {
    if (round === 0) continue;
    for (const [metric, value] of Object.entries(metrics)) {
      const name = `${arm} ${metric}`;
      const series = table.get(name) ?? empty();
      table.set(name, series);
      series[place.get(replicate)!]![round - 1] = value;
    }
  }
  return { replicates: replicates.length, of: (arm, metric) => table.get(`${arm} ${metric}`) ?? [] };
}

/** The values at index t of the replicates that have one. */
export function valuesAt(series: readonly Series[], t: number): number[] {
  return series.flatMap((values) => values[t] ?? []);
}

/** Differences at index t of the replicates in which both have a value. */
export function pairedAt(one: readonly Series[], other: readonly Series[], t: number): number[] {
  if (one.length !== other.length) return [];
  return one.flatMap((series, r) => {
    const [a, b] = [series[t], other[r]![t]];
    return a === undefined || b === undefined ? [] : [a - b];
  });
}

/** Such differences at every index: (rounds, replicates that have both). */
export function pairedByRound(one: readonly Series[], other: readonly Series[], rounds: number): number[][] {
  return Array.from({ length: rounds }, (_, t) => pairedAt(one, other, t));
}

export const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
