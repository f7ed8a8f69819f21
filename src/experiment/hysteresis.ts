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
        const gained = since(from, rounds, (t) => pairs(of(name), t, of(without), t));
        const gain = compared(gained, metric.bounds, inference);
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
  const end = compared(
    since(from, rounds, (t) => pairs(own, t, early, t)),
    bounds,
    inference,
  );
  if (!end) return {};
  const asLong = since(from, rounds, (t) => pairs(own, t, early, t - from + 1));
  const after = compared(asLong, bounds, inference);
  const moved = since(from + window, rounds, (t) => moves(own, early, t, t - window));
  const trend = compared(moved, bounds && [2 * bounds[0], 2 * bounds[1]], inference);
  return { end, ...(after ? { since: after } : {}), ...(trend ? { trend } : {}) };
}

/** Samples from a round to the last. */
function since(from: number, last: number, sample: (t: number) => number[]): number[][] {
  return Array.from({ length: Math.max(0, last - from + 1) }, (_, n) => sample(from + n));
}

/** What the difference of two arms in round t is more than in round s, of the replicates that have all four. */
function moves(one: readonly Series[], other: readonly Series[], t: number, s: number): number[] {
  return one.flatMap((series, r) => {
    const four = [series[t - 1], other[r]![t - 1], series[s - 1], other[r]![s - 1]];
    if (four.some((value) => value === undefined)) return [];
    const [a, b, c, d] = four as number[];
    return [a! - b! - (c! - d!)];
  });
}

/** Differences of one arm in a round and another in a round of its own, of the replicates that have both. */
function pairs(one: readonly Series[], t: number, other: readonly Series[], s: number): number[] {
  if (one.length !== other.length) return [];
  return one.flatMap((series, r) => {
    const [a, b] = [series[t - 1], other[r]![s - 1]];
    return a === undefined || b === undefined ? [] : [a - b];
  });
}
