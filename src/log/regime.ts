import type { Core } from "../core/index.ts";
import type { DataOptions, RowSchedule } from "./options.ts";
import { concatRows, type Rows, sliceRows } from "./rows.ts";

/**
 * The rows that round `round` trains on. The log is in order of rounds, round 0 first.
 *
 *   accumulate  everything so far
 *   replace     the rows of the last round
 *   window      the rows of the last `window` rounds
 *
 * with the authentic log of round 0 beside them under `seed: keep`. In round 1 the last round is round 0 itself.
 */
export function selectTraining(log: Rows, options: DataOptions, round: number): readonly Rows[] {
  const seedEnd = firstOfRound(log, 1);
  const oldest = oldestRound(options, round);
  const recent = sliceRows(log, firstOfRound(log, Math.max(oldest, 1)));
  const seed = options.seed === "keep" || oldest <= 0;
  return seed ? [sliceRows(log, 0, seedEnd), recent] : [recent];
}

/** Drops the rows no round after `round` can train on, so that a short memory stays short. */
export function forget(log: Rows, options: DataOptions, round: number): Rows {
  if (options.regime === "accumulate" && options.seed === "keep") return log;
  const seedEnd = options.seed === "keep" ? firstOfRound(log, 1) : 0;
  const begin = firstOfRound(log, oldestRound(options, round + 1));
  return begin <= seedEnd ? log : concatRows(sliceRows(log, 0, seedEnd), sliceRows(log, begin));
}

function oldestRound(options: DataOptions, round: number): number {
  if (options.regime === "accumulate") return options.seed === "drop" && round > 1 ? 1 : 0;
  return Math.max(0, round - (options.regime === "replace" ? 1 : options.window));
}

function firstOfRound(log: Rows, round: number): number {
  let low = 0;
  let high = log.round.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (log.round[middle]! < round) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** How many rows are new in a round, given what the users' activity amounts to. */
export function scheduledRows(core: Core, schedule: RowSchedule, round: number, activity: number): number {
  if (schedule === "activity") return activity;
  if (typeof schedule === "number") return schedule;
  if (Array.isArray(schedule)) return schedule[Math.min(round, schedule.length) - 1]!;
  return Math.round(schedule.start * core.pow(round, schedule.power));
}
