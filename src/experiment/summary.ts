import {
  type ArmMetricSummary,
  collapse,
  lastChange,
  type Metric,
  type RoundRecord,
  type Series,
} from "../metrics/index.ts";
import type { PlannedArm } from "./arms.ts";

/**
 * For each arm and metric: means over replicates at the first and last round of the loop, the paired difference from the
 * control at the last round with its standard error over replicates, and the collapse rule's onset.
 */
export function summarise(
  arms: readonly PlannedArm[],
  metrics: readonly Metric[],
  records: readonly RoundRecord[],
  rounds: number,
  window: number,
): ArmMetricSummary[] {
  const table = tabulate(records, rounds);
  return arms.flatMap((arm) =>
    metrics.flatMap((metric): ArmMetricSummary[] => {
      const own = seriesOf(table, arm.name, metric.name);
      const [first, last] = [meanAt(own, 0), meanAt(own, rounds - 1)];
      if (first === undefined || last === undefined) return [];
      const control = arm.control ? seriesOf(table, arm.control, metric.name) : [];
      const differences = pairedDifferences(own, control, rounds - 1);
      const compared = differences.length > 0;
      const onset = compared ? collapse(own, control, { ...metric, window }) : undefined;
      const change = compared ? lastChange(own, control, window) : undefined;
      return [
        {
          arm: arm.name,
          metric: metric.name,
          first,
          last,
          ...(compared ? { difference: mean(differences) } : {}),
          ...(change === undefined ? {} : { change }),
          ...(differences.length > 1 ? { standardError: standardError(differences) } : {}),
          ...(onset ? { collapse: onset } : {}),
        },
      ];
    }),
  );
}

/** Series by arm and metric, one a replicate in ascending order, from round 1. */
type Table = ReadonlyMap<string, readonly Series[]>;

/** Every arm and metric has a series for each replicate, so that they pair by place; undefined where there is no value. */
function tabulate(records: readonly RoundRecord[], rounds: number): Table {
  const replicates = [...new Set(records.map(({ replicate }) => replicate))].sort((a, b) => a - b);
  const empty = () => replicates.map(() => new Array<number | undefined>(rounds).fill(undefined));
  const place = new Map(replicates.map((replicate, r) => [replicate, r]));
  const table = new Map<string, (number | undefined)[][]>();
  for (const { arm, replicate, round, metrics } of records) {
    if (round === 0) continue;
    for (const [metric, value] of Object.entries(metrics)) {
      entry(table, `${arm} ${metric}`, empty)[place.get(replicate)!]![round - 1] = value;
    }
  }
  return table;
}

function seriesOf(table: Table, arm: string, metric: string): readonly Series[] {
  return table.get(`${arm} ${metric}`) ?? [];
}

function meanAt(series: readonly Series[], t: number): number | undefined {
  const values = series.map((values) => values[t]).filter((value) => value !== undefined);
  return values.length > 0 ? mean(values) : undefined;
}

function pairedDifferences(arm: readonly Series[], control: readonly Series[], t: number): number[] {
  if (arm.length !== control.length) return [];
  const differences = arm.map((series, r) => {
    const [a, b] = [series[t], control[r]![t]];
    return a === undefined || b === undefined ? undefined : a - b;
  });
  return differences.filter((difference) => difference !== undefined);
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function standardError(values: readonly number[]): number {
  const centre = mean(values);
  const squares = values.reduce((sum, value) => sum + (value - centre) * (value - centre), 0);
  return Math.sqrt(squares / (values.length - 1) / values.length);
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}
