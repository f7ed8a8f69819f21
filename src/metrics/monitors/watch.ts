import type { Series } from "../collapse.ts";
import type { RoundRecord } from "../records.ts";
import { type Monitor, statisticsOf } from "./monitor.ts";
import { recommendedMonitor } from "./recommended.ts";

/** The first round in which a monitor's statistic exceeded its threshold. */
export interface Alarm {
  readonly arm: string;
  readonly replicate: number;
  readonly metric: string;
  readonly detector: string;
  readonly round: number;
  readonly statistic: number;
  readonly threshold: number;
}

/**
 * What monitors would have said of a run while it went on: of every arm, replicate and monitor at most one alarm, the first.
 * Round 0, before the loop, does not count; the levels are those of the first rounds of each arm and replicate itself.
 * @param records of any run, of which only the monitors' metrics are looked at
 * @returns by arm and replicate in the order of the records, then by monitor
 * @throws RangeError as `observe`
 */
export function watch(
  records: readonly RoundRecord[],
  { monitors = [recommendedMonitor] }: { readonly monitors?: readonly Monitor[] } = {},
): Alarm[] {
  const units = new Map<string, RoundRecord[]>();
  for (const record of records) {
    if (record.round === 0) continue;
    const unit = JSON.stringify([record.arm, record.replicate]);
    units.set(unit, [...(units.get(unit) ?? []), record]);
  }
  return [...units.values()].flatMap((unit) => {
    const rounds = unit.sort((a, b) => a.round - b.round);
    const { arm, replicate } = rounds[0]!;
    return monitors.flatMap((monitor): Alarm[] => {
      const alarm = watchSeries(
        rounds.map(({ metrics }) => metrics[monitor.metric]),
        monitor,
      );
      if (!alarm) return [];
      const { metric, detector, threshold } = monitor;
      const { round } = rounds[alarm.round - 1]!;
      return [{ arm, replicate, metric, detector, round, statistic: alarm.statistic, threshold }];
    });
  });
}

/**
 * What a monitor would have said of one series of a user's own, such as a metric's value each month.
 * @param series from the first round; undefined where there was no value
 * @returns the first alarm, its round counted from 1; undefined where none was raised
 * @throws RangeError as `observe`
 */
export function watchSeries(
  series: Series,
  monitor: Monitor,
): { readonly round: number; readonly statistic: number } | undefined {
  const statistics = statisticsOf(monitor, series);
  const at = statistics.findIndex((statistic) => statistic !== undefined && statistic > monitor.threshold);
  return at < 0 ? undefined : { round: at + 1, statistic: statistics[at]! };
}
