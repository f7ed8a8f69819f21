import type { MonitorReport, RoundRecord } from "../records.ts";
import type { Monitor } from "./monitor.ts";
import { detectorNamed } from "./registry.ts";
import { shippedMonitors } from "./shipped.ts";
import { watch } from "./watch.ts";

/**
 * What monitors would have said of every arm and replicate of a run, silence included. Monitors of metrics that the run did not
 * measure are left out.
 * @returns by monitor; arms in the order of the records, replicates ascending
 */
export function monitorReports(
  records: readonly RoundRecord[],
  monitors: readonly Monitor[] = shippedMonitors,
): MonitorReport[] {
  return monitors.flatMap((monitor): MonitorReport[] => {
    const { metric, detector, threshold, rate, rounds } = monitor;
    const looped = records.filter((record) => record.round > 0 && record.metrics[metric] !== undefined);
    if (looped.length === 0) return [];
    const alarms = watch(looped, { monitors: [monitor] });
    const arms = [...new Set(looped.map(({ arm }) => arm))].map((arm) => {
      const replicates = new Set(looped.flatMap((record) => (record.arm === arm ? [record.replicate] : [])));
      const round = (replicate: number) =>
        alarms.find((alarm) => alarm.arm === arm && alarm.replicate === replicate)?.round ?? null;
      return { arm, alarms: [...replicates].sort((a, b) => a - b).map(round) };
    });
    return [{ metric, detector, title: detectorNamed(detector).title, threshold, rate, rounds, arms }];
  });
}
