import type { Core } from "../core/index.ts";
import type { DataOptions, RowSchedule } from "./options.ts";
import type { Rows } from "./rows.ts";

/**
 * The parts of the log that round `round` trains on. A part holds the rows of one round, and they stand in order.
 *
 *   accumulate  everything so far
 *   replace     the rows of the last round
 *   window      the rows of the last `window` rounds
 *
 * with the authentic log of round 0 beside them under `seed: keep`. In round 1 the last round is round 0 itself. What a
 * round does not train on no later round does.
 */
export function selectTraining(log: readonly Rows[], options: DataOptions, round: number): readonly Rows[] {
  const oldest = oldestRound(options, round);
  return log.filter((part) => roundOf(part) >= oldest || (options.seed === "keep" && roundOf(part) === 0));
}

function oldestRound(options: DataOptions, round: number): number {
  if (options.regime === "accumulate") return options.seed === "drop" && round > 1 ? 1 : 0;
  return Math.max(0, round - (options.regime === "replace" ? 1 : options.window));
}

const roundOf = (part: Rows): number => part.round[0] ?? 0;

/** How many rows are new in a round, given what the users' activity amounts to. */
export function scheduledRows(core: Core, schedule: RowSchedule, round: number, activity: number): number {
  if (schedule === "activity") return activity;
  if (typeof schedule === "number") return schedule;
  if (Array.isArray(schedule)) return schedule[Math.min(round, schedule.length) - 1]!;
  return Math.round(schedule.start * core.pow(round, schedule.power));
}
