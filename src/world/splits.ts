import type { LogColumns } from "../log/columns.ts";
import { DataError } from "../log/errors.ts";
import { distinctPairs, emptyRows, type Rows, withoutPairs } from "../log/index.ts";
import type { FittedWorldOptions } from "./options.ts";
import type { Activity } from "./world.ts";

const DAY = 86_400_000;

/** A log cut in time, with the users and items of its first part renumbered from 0. */
export interface Splits {
  readonly users: number;
  readonly items: number;
  /** ids in the log of each user and item */
  readonly userOf: Int32Array;
  readonly itemOf: Int32Array;
  readonly fit: Rows;
  readonly tune: Rows;
  readonly test: Rows;
  /** rows of tune and test whose user or item the fit part does not hold */
  readonly unknownRows: number;
  readonly activity: Activity;
}

/**
 * Fit, tune and test follow each other in time; tune and test hold the stated shares of rows, cut between two moments so
 * that simultaneous rows stay together. Users and items are those of the fit part. Activity counts the rows of the fit
 * part, or without repeats its distinct pairs.
 * @throws DataError where the rows are not in order of time, or a part would be empty.
 */
export function splitInTime(log: LogColumns, options: FittedWorldOptions, repeats: "allow" | "deny" = "allow"): Splits {
  checkTimes(log);
  const fitEnd = cut(log, 1 - options.splits.tune - options.splits.test);
  const tuneEnd = cut(log, 1 - options.splits.test);
  if (!(fitEnd > 0 && tuneEnd > fitEnd && log.rows > tuneEnd)) {
    throw new DataError(
      `the log's ${log.rows} rows give ${fitEnd} to fit, ${Math.max(0, tuneEnd - fitEnd)} to tune and ${log.rows - tuneEnd} to test, ` +
        "but each part needs at least one: use a longer log, or larger world.splits",
    );
  }
  const users = renumber(log.user.subarray(0, fitEnd), log.users);
  const items = renumber(log.item.subarray(0, fitEnd), log.items);
  if (!(users.ids.length > 1 && items.ids.length > 1)) {
    throw new DataError(
      `the fit part of the log holds ${users.ids.length} user(s) and ${items.ids.length} item(s), but at least two of each are needed`,
    );
  }
  const part = (begin: number, end: number) => knownRows(log, begin, end, users.place, items.place);
  const fit = part(0, fitEnd);
  const tune = part(fitEnd, tuneEnd);
  const test = part(tuneEnd, log.rows);
  if (!(tune.user.length > 0 && test.user.length > 0)) {
    throw new DataError(
      `only ${tune.user.length} tune and ${test.user.length} test rows are of users and items that the fit part knows, ` +
        "but each part needs at least one: use a longer log, or larger world.splits",
    );
  }
  return {
    users: users.ids.length,
    items: items.ids.length,
    userOf: users.ids,
    itemOf: items.ids,
    fit,
    tune,
    test,
    unknownRows: log.rows - fitEnd - tune.user.length - test.user.length,
    activity: recordedActivity(
      fit.user,
      log.time.subarray(0, fitEnd),
      repeats === "allow" ? () => true : firstOfItsPair(fit, items.ids.length),
      users.ids.length,
      options.periodDays,
    ),
  };
}

/** Held-out pairs of the test part, without those of the fit part, by user. */
export function heldOutPairs({ fit, test, users, items }: Splits) {
  return withoutPairs(test, fit, users, items);
}

/** Distinct (user, item) of the fit part, one row each: what a world without repeats is fitted to. */
export function firstOfPairs({ fit, users, items }: Splits): Rows {
  const { indptr, indices } = distinctPairs(fit.user, fit.item, users, items);
  const rows = { ...emptyRows(indices.length), item: indices };
  for (let u = 0; u < users; u++) rows.user.fill(u, indptr[u]!, indptr[u + 1]!);
  return rows;
}

function checkTimes({ time, rows }: LogColumns): void {
  for (let row = 0; row < rows; row++) {
    if (time[row]! >= (row > 0 ? time[row - 1]! : Number.NEGATIVE_INFINITY)) continue;
    throw new DataError(
      `row ${row + 1} of the log has the time ${time[row]}, but a world is fitted to rows in order of time: ` +
        "name the log's time column, and sort the rows by it",
    );
  }
}

/** The first row that is later than the row at this share of the log. */
function cut(log: LogColumns, share: number): number {
  let row = Math.round(share * log.rows);
  while (row > 0 && row < log.rows && log.time[row] === log.time[row - 1]) row++;
  return row;
}

function renumber(ids: Int32Array, capacity: number): { ids: Int32Array; place: Int32Array } {
  const place = new Int32Array(capacity).fill(-1);
  for (const id of ids) place[id] = 0;
  let n = 0;
  for (let id = 0; id < capacity; id++) if (place[id] === 0) place[id] = n++;
  const kept = new Int32Array(n);
  for (let id = 0; id < capacity; id++) if (place[id]! >= 0) kept[place[id]!] = id;
  return { ids: kept, place };
}

function knownRows(log: LogColumns, begin: number, end: number, userPlace: Int32Array, itemPlace: Int32Array): Rows {
  const user: number[] = [];
  const item: number[] = [];
  for (let r = begin; r < end; r++) {
    const u = userPlace[log.user[r]!]!;
    const i = itemPlace[log.item[r]!]!;
    if (u < 0 || i < 0) continue;
    user.push(u);
    item.push(i);
  }
  return { ...emptyRows(user.length), user: Int32Array.from(user), item: Int32Array.from(item) };
}

/** Rows of each user in each of the whole number of equal periods nearest to the stated length. */
function recordedActivity(
  user: Int32Array,
  time: Float64Array,
  counted: (row: number) => boolean,
  users: number,
  periodDays: number,
): Activity {
  const first = time[0]!;
  const span = time[time.length - 1]! - first;
  const periods = Math.max(1, Math.round(span / DAY / periodDays));
  const counts = new Int32Array(users * periods);
  for (let r = 0; r < user.length; r++) {
    const p = Math.min(periods - 1, Math.floor(((time[r]! - first) / (span || 1)) * periods));
    if (counted(r)) counts[user[r]! * periods + p]!++;
  }
  return { periods, counts };
}

/** Whether a row, asked about in order, is the first of its user and item: where nothing repeats, only those are choices. */
function firstOfItsPair({ user, item }: Rows, items: number): (row: number) => boolean {
  const seen = new Set<number>();
  return (row) => {
    const before = seen.size;
    return seen.add(user[row]! * items + item[row]!).size > before;
  };
}
