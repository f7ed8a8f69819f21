import type { Core, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { DataOptions, RowSchedule } from "./options.ts";
import { type Moment, type Regime, regimeNamed, type Selection } from "./regimes/index.ts";
import { roundOf } from "./regimes/regime.ts";
import { pickRows, type Rows } from "./rows.ts";

const regimeOf = ({ regime }: DataOptions): Regime => regimeNamed(regime);

/**
 * The parts of the log that round `round` or a later one may train on: with those of the regime, the authentic log of
 * round 0 under `seed: keep`. A part holds the rows of one round, and they stand in order.
 */
export function keptParts(log: readonly Rows[], options: DataOptions, moment: Moment): readonly Rows[] {
  const oldest = regimeOf(options).oldest(moment, options);
  return log.filter((part) => roundOf(part) >= oldest || (options.seed === "keep" && roundOf(part) === 0));
}

/**
 * The rows that a round trains on, of the parts that `keptParts` left: the parts themselves where a regime takes them
 * whole. Draws are keyed by round and number, and fall on row numbers of the pool.
 */
export function selectTraining(
  core: Pick<Core, "uniform">,
  key: Key,
  parts: readonly Rows[],
  options: DataOptions,
  moment: Moment,
): readonly Rows[] {
  const { select } = regimeOf(options);
  if (!select) return parts;
  const stream = { key, round: moment.round, purpose: purposes.subsample };
  const uniform = (n: number) => core.uniform(stream, 0, n, 0);
  return select({ ...moment, parts, options, uniform })
    .map(rowsOf)
    .filter(({ user }) => user.length > 0);
}

function rowsOf({ part, rows, values }: Selection): Rows {
  if (!rows && !values) return part;
  const picked = rows ? pickRows(part, rows) : part;
  return values ? { ...picked, value: values } : picked;
}

/** How many rows are new in a round, given what the users' activity amounts to. */
export function scheduledRows(core: Core, schedule: RowSchedule, round: number, activity: number): number {
  if (schedule === "activity") return activity;
  if (typeof schedule === "number") return schedule;
  if (Array.isArray(schedule)) return schedule[Math.min(round, schedule.length) - 1]!;
  return Math.round(schedule.start * core.pow(round, schedule.power));
}
