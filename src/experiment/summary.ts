import { shareAt } from "../log/index.ts";
import {
  type ArmMetricSummary,
  collapseOf,
  type Metric,
  meanChanges,
  pairedChanges,
  type RoundRecord,
} from "../metrics/index.ts";
import type { PlannedArm } from "./arms.ts";
import { compared, corrected } from "./comparison.ts";
import { courseOf, uncertaintyOf } from "./judgement.ts";
import { mean, pairedByRound, type SeriesTable, tabulate, valuesAt } from "./series.ts";
import type { Inference } from "./statistics/inference.ts";

/** The settings of a summary: rounds of the loop, and the collapse rule's window. */
interface Frame {
  readonly table: SeriesTable;
  readonly rounds: number;
  readonly window: number;
  readonly inference: Inference | undefined;
}

/**
 * For each arm and metric: means over replicates at the first and last round of the loop, the paired differences from the
 * control and the twins at the last round, and what the collapse rule says of arms: a twin is a yardstick, and is not judged.
 * @param inference adds intervals, p-values, and how sure the collapse rule's answer is
 */
export function summarise(
  arms: readonly PlannedArm[],
  metrics: readonly Metric[],
  records: readonly RoundRecord[],
  rounds: number,
  window: number,
  inference?: Inference,
): ArmMetricSummary[] {
  const frame = { table: tabulate(records, rounds), rounds, window, inference };
  const lines = arms.flatMap((arm) => metrics.flatMap((metric) => lineOf(frame, arm, metric) ?? []));
  const twins = new Set(arms.flatMap(({ name, kind }) => (kind === "twin" ? [name] : [])));
  return corrected(lines, (arm) => twins.has(arm));
}

function lineOf(frame: Frame, arm: PlannedArm, metric: Metric): ArmMetricSummary | undefined {
  const { table, rounds, inference } = frame;
  const own = table.of(arm.name, metric.name);
  const [firsts, lasts] = [valuesAt(own, 0), valuesAt(own, rounds - 1)];
  if (firsts.length === 0 || lasts.length === 0) return undefined;
  const beside = (name: string) =>
    compared(pairedByRound(own, table.of(name, metric.name), rounds), metric.bounds, inference);
  const twins = (arm.twins ?? []).flatMap((twin) => {
    const comparison = beside(twin);
    return comparison ? [{ twin, ...comparison }] : [];
  });
  const control = arm.control === undefined ? undefined : beside(arm.control);
  return {
    arm: arm.name,
    metric: metric.name,
    first: mean(firsts),
    last: mean(lasts),
    ...control,
    ...(control && arm.kind === "arm" ? judged(frame, arm, metric) : {}),
    ...(twins.length > 0 ? { twins } : {}),
  };
}

/** What the collapse rule says of an arm beside its control. */
function judged({ table, rounds, window, inference }: Frame, arm: PlannedArm, metric: Metric) {
  const changes = pairedChanges(table.of(arm.name, metric.name), table.of(arm.control!, metric.name));
  const means = meanChanges(changes);
  // round 1 cannot exceed itself, so that no more rounds than w are never judged
  const change = rounds > window ? means[rounds - 1] : undefined;
  const rule = { ...metric, window };
  const collapse = collapseOf(means, rule, lateSafeguard(arm, rounds));
  const uncertainty = change === undefined || !inference ? undefined : uncertaintyOf(changes, rule, inference);
  return {
    ...(change === undefined ? {} : { change }),
    ...(change === undefined || metric.harm === "none" ? {} : { course: courseOf(changes, metric.bounds, inference) }),
    ...(collapse ? { collapse } : {}),
    ...(uncertainty ? { uncertainty } : {}),
  };
}

/** The round in which the arm begins late, or else its schedule first makes more rows authentic than in round 1. */
function lateSafeguard({ from, treatment }: PlannedArm, rounds: number): number | undefined {
  if (from !== undefined) return from;
  const share = treatment.data?.authentic.share;
  if (share === undefined) return undefined;
  for (let t = 2; t <= rounds; t++) if (shareAt(share, t) > shareAt(share, 1)) return t;
  return undefined;
}
