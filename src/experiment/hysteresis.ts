import type {
  ArmMetricSummary,
  Hysteresis,
  LateArm,
  LateMetric,
  Metric,
  RoundRecord,
  Series,
} from "../metrics/index.ts";
import { treatmentsOf } from "../simulation/index.ts";
import type { PlannedArm } from "./arms.ts";
import { compared } from "./comparison.ts";
import { tabulate } from "./series.ts";
import type { Inference } from "./statistics/inference.ts";

/**
 * What safeguards that began late brought back, and what they left behind: docs/hysteresis.md. An arm's early counterpart
 * is the arm of the same treatment from round 1 on, the one without is that of the treatment before it began; both are
 * found by what they do, whatever they are called.
 * @param summary the lines of the same arms
 * @param rounds the last round
 * @param window w of the collapse rule
 * @returns undefined where no arm begins late
 */
export function hysteresisOf(
  arms: readonly PlannedArm[],
  metrics: readonly Metric[],
  records: readonly RoundRecord[],
  summary: readonly ArmMetricSummary[],
  rounds: number,
  window: number,
  inference: Inference,
): Hysteresis | undefined {
  const all = arms.filter(({ kind }) => kind === "arm");
  const late = all.filter(({ from }) => from !== undefined && from <= rounds);
  if (late.length === 0) return undefined;
  const table = tabulate(records, rounds);
  const judged = metrics.filter(({ harm }) => harm !== "none");
  const same = (one: object) => all.find(({ treatment }) => JSON.stringify(treatment) === JSON.stringify(one))?.name;
  const found = late.map((arm): LateArm => {
    const { name, safeguard, dose, treatment } = arm;
    const from = arm.from!;
    const [before, after] = treatmentsOf(treatment);
    const [early, without] = [same(after!), same(before!)];
    const lineOf = (metric: string) => summary.find((line) => line.arm === name && line.metric === metric);
    const spans = { from, rounds, window };
    return {
      arm: name,
      ...(safeguard === undefined ? {} : { safeguard }),
      ...(dose === undefined ? {} : { dose }),
      from,
      ...(early === undefined ? {} : { early }),
      ...(without === undefined ? {} : { without }),
      metrics: judged.flatMap((metric) => {
        const line = lineOf(metric.name);
        if (!line) return [];
        const of = (other: string | undefined) => (other === undefined ? [] : table.of(other, metric.name));
        const told = besideEarly(of(name), of(early), spans, metric, inference);
        const gain = compared(pairs(of(name), rounds, of(without), rounds), metric.bounds, inference);
        return [{ metric: metric.name, ...broughtBack(line, from), ...told, ...(gain ? { gain } : {}) }];
      }),
    };
  });
  return { rounds, arms: found };
}

/** What the collapse rule says of an arm that had collapsed when it began. */
function broughtBack({ collapse, uncertainty }: ArmMetricSummary, from: number): Partial<LateMetric> {
  const { onset, recovery } = collapse ?? {};
  if (onset === undefined || !recovery || onset >= from) return {};
  const [low, high] = uncertainty?.left ?? [];
  return {
    onset,
    ...(recovery.round === undefined ? {} : { back: recovery.round - from }),
    left: { mean: recovery.left, ...(low === undefined ? {} : { low, high: high! }) },
    ...(uncertainty?.recovered === undefined ? {} : { recovered: uncertainty.recovered }),
  };
}

interface Spans {
  readonly from: number;
  readonly rounds: number;
  readonly window: number;
}

/** The arm minus its early counterpart: at the end, after as many rounds of the safeguard, and how that moves at last. */
function besideEarly(
  own: readonly Series[],
  early: readonly Series[],
  { from, rounds, window }: Spans,
  { bounds }: Metric,
  inference: Inference,
): Partial<LateMetric> {
  const last = pairs(own, rounds, early, rounds);
  const end = compared(last, bounds, inference);
  if (!end) return {};
  const since = compared(pairs(own, rounds, early, rounds - from + 1), bounds, inference);
  const earlier = rounds - window;
  const moved = own.flatMap((series, r) => {
    const four = [series[rounds - 1], early[r]![rounds - 1], series[earlier - 1], early[r]![earlier - 1]];
    if (earlier < from || four.some((value) => value === undefined)) return [];
    const [a, b, c, d] = four as number[];
    return [a! - b! - (c! - d!)];
  });
  const trend = compared(moved, bounds && [2 * bounds[0], 2 * bounds[1]], inference);
  return { end, ...(since ? { since } : {}), ...(trend ? { trend } : {}) };
}

/** Differences of one arm in a round and another in a round of its own, of the replicates that have both. */
function pairs(one: readonly Series[], t: number, other: readonly Series[], s: number): number[] {
  if (one.length !== other.length) return [];
  return one.flatMap((series, r) => {
    const [a, b] = [series[t - 1], other[r]![s - 1]];
    return a === undefined || b === undefined ? [] : [a - b];
  });
}
