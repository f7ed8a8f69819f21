import { expect, test } from "vitest";
import { DataError, type LogColumns } from "../../src/log/index.ts";
import { type FittedWorldOptions, worldSchema } from "../../src/world/index.ts";
import { firstOfPairs, heldOutPairs, splitInTime } from "../../src/world/splits.ts";

const DAY = 86_400_000;

/** time in days, user, item; in order of time */
function log(rows: readonly (readonly [number, number, number])[]): LogColumns {
  const users = Math.max(...rows.map(([, u]) => u)) + 1;
  const items = Math.max(...rows.map(([, , i]) => i)) + 1;
  return {
    users,
    items,
    rows: rows.length,
    user: Int32Array.from(rows, ([, u]) => u),
    item: Int32Array.from(rows, ([, , i]) => i),
    time: Float64Array.from(rows, ([day]) => day * DAY),
    userIds: Array.from({ length: users }, (_, u) => `u${u}`),
    itemIds: Array.from({ length: items }, (_, i) => `i${i}`),
  };
}

function options(given: object = {}): FittedWorldOptions {
  const source = { file: "log.csv", columns: { user: "u", item: "i", time: "t" } };
  const parsed = worldSchema.parse({ kind: "log", log: source, splits: { tune: 0.2, test: 0.2 }, ...given });
  if (parsed.kind !== "log") throw new Error("a world of a log was expected");
  return parsed;
}

const pairs = (rows: { user: Int32Array; item: Int32Array }) => Array.from(rows.user, (u, r) => [u, rows.item[r]]);

/** Ten rows, a day each: six to fit, two to tune, two to test. Users 1, 4 and items 0, 3 alone stand in the fit part. */
const ten = [
  [0, 4, 3],
  [1, 1, 0],
  [2, 1, 0],
  [3, 4, 0],
  [4, 1, 3],
  [5, 4, 3],
  [6, 1, 3],
  [7, 2, 3],
  [8, 4, 0],
  [9, 4, 1],
] as const;

test("fit, tune and test follow in time, and those unknown to the fit part are left out and counted", () => {
  const splits = splitInTime(log(ten), options());
  expect([...splits.userOf, ...splits.itemOf]).toEqual([1, 4, 0, 3]);
  expect([splits.users, splits.items]).toEqual([2, 2]);
  expect(pairs(splits.fit)).toEqual([
    [1, 1],
    [0, 0],
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  expect(pairs(splits.tune)).toEqual([[0, 1]]);
  expect(pairs(splits.test)).toEqual([[1, 0]]);
  expect(splits.unknownRows).toBe(2);
  expect(heldOutPairs(splits).indices.length).toBe(0); // (1, 0) stands in the fit part
  expect(pairs(firstOfPairs(splits))).toEqual([
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ]);
});

test("rows of one moment stay together, in the earlier part", () => {
  const known = ten.map(([day, u, i]) => [day, u === 2 ? 1 : u, i === 1 ? 3 : i] as const);
  const at = (moment: (day: number) => number) => {
    const { fit, tune, test } = splitInTime(log(known.map(([day, u, i]) => [moment(day), u, i] as const)), options());
    return [fit, tune, test].map((part) => part.user.length);
  };
  expect(at((day) => day)).toEqual([6, 2, 2]);
  expect(at((day) => (day >= 4 && day <= 6 ? 5 : day))).toEqual([7, 1, 2]);
  expect(at((day) => (day >= 7 && day <= 8 ? 7 : day))).toEqual([6, 3, 1]);
  expect(at((day) => (day >= 6 && day <= 7 ? 7 : day))).toEqual([6, 2, 2]);
});

test("held-out pairs are those of the test part that the fit part does not hold", () => {
  const rows = [
    [0, 0, 0],
    [1, 1, 1],
    [2, 0, 1],
    [3, 1, 1],
    [4, 1, 0],
    [5, 0, 0],
  ] as const;
  const splits = splitInTime(log(rows), options({ splits: { tune: 0.17, test: 0.33 } }));
  expect(pairs(splits.fit)).toEqual([
    [0, 0],
    [1, 1],
    [0, 1],
  ]);
  const { indptr, indices } = heldOutPairs(splits);
  expect([...indptr, ...indices]).toEqual([0, 0, 1, 0]);
});

test("activity counts rows by user and equal period, in the whole number of periods nearest to the length stated", () => {
  // the fit part spans days 0 to 5; periods of two days: 5 / 2 rounds to three, of 5 / 3 days each
  const splits = splitInTime(log(ten), options({ periodDays: 2 }));
  expect(splits.activity.periods).toBe(3);
  // user 1 (0 now) at days 1, 2, 4; user 4 (1 now) at days 0, 3, 5; the last moment belongs to the last period
  expect([...splits.activity.counts]).toEqual([1, 1, 1, 1, 1, 1]);
  expect(splitInTime(log(ten), options({ periodDays: 4 })).activity).toEqual({
    periods: 1,
    counts: Int32Array.of(3, 3),
  });
  expect(splitInTime(log(ten), options({ periodDays: 400 })).activity.periods).toBe(1);
  const total = splitInTime(log(ten), options({ periodDays: 0.7 })).activity.counts.reduce((a, b) => a + b, 0);
  expect(total).toBe(6);
});

test("a log of one moment, or too short, or of one user or item, is refused with what to do", () => {
  const refusal = (rows: Parameters<typeof log>[0], given: Partial<FittedWorldOptions> = {}) => {
    try {
      splitInTime(log(rows), { ...options(), ...given });
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      return (error as DataError).message;
    }
    throw new Error("the log was taken");
  };
  const moment = ten.map(([, u, i]) => [3, u, i] as const);
  expect(refusal(moment)).toBe(
    "the log's 10 rows give 10 to fit, 0 to tune and 0 to test, but each part needs at least one: use a longer log, or larger world.splits",
  );
  expect(refusal(ten.slice(0, 1))).toContain("each part needs at least one");
  expect(refusal(ten, { splits: { tune: 0, test: 0.2 } })).toContain("give 8 to fit, 0 to tune and 2 to test");
  expect(refusal(ten, { splits: { tune: 0.49, test: 0.49 } })).toContain("give 0 to fit");
  expect(refusal(ten.map(([day, , i]) => [day, 0, i] as const))).toContain("1 user(s) and 2 item(s)");
  expect(refusal(ten.map(([day, u]) => [day, u, 0] as const))).toContain("2 user(s) and 1 item(s)");
  const strangers = ten.map(([day, u, i]) => [day, day < 8 ? u : 3, i] as const);
  expect(refusal(strangers)).toContain("0 test rows are of users and items that the fit part knows");
});

test("a log without times, or out of order, is refused", () => {
  const timeless = { ...log(ten), time: new Float64Array(10).fill(Number.NaN) };
  expect(() => splitInTime(timeless, options())).toThrow(DataError);
  expect(() => splitInTime(timeless, options())).toThrow("time");
  expect(() => splitInTime(log([...ten].reverse()), options())).toThrow(DataError);
});
