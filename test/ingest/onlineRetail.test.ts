import { statSync } from "node:fs";
import { expect, test } from "vitest";
import { type ReadLogSettings, readLog } from "../../src/ingest/index.ts";
import type { LogColumns } from "../../src/log/columns.ts";
import { options } from "./files.ts";

const file = "scenarios/data/online-retail.parquet";
const columns = { user: "customer", item: "product", time: "time", name: "description" };
const shipped = (others = {}, settings: ReadLogSettings = {}) =>
  readLog(options(file, { columns, ...others }), settings);

const ascending = (ids: string[]) => ids.every((id, k) => k === 0 || ids[k - 1]! < id);
const ordered = ({ rows, time, user, item }: LogColumns) => {
  for (let k = 1; k < rows; k++) {
    const step = time[k]! - time[k - 1]! || user[k]! - user[k - 1]! || item[k]! - item[k - 1]!;
    if (!(step >= 0)) return false;
  }
  return true;
};

test("the shipped log has the counts of its README", async () => {
  const { columns: log, counts, sha256 } = await shipped();
  expect(sha256).toBe("bea290f290383a7e5d6c5e196ac469af0d93de2f9987d33ed15b571552ec58ac");
  expect([log.rows, log.users, log.items]).toEqual([396_244, 4_334, 3_657]);
  expect(counts).toMatchObject({ read: 396_244, kept: 396_244 });
  expect(new Set(log.user.map((u, k) => u * log.items + log.item[k]!)).size).toBe(266_149);
  expect([log.time[0], log.time.at(-1)]).toEqual([Date.UTC(2010, 11, 1, 8, 26), Date.UTC(2011, 11, 9, 12, 50)]);
  expect(ordered(log)).toBe(true);
  expect(ascending(log.userIds) && ascending(log.itemIds)).toBe(true);
  expect(log.itemIds.filter((id) => !/^\d{5}[A-Za-z]*$/.test(id))).toEqual([]);
  expect(log.itemNames![log.itemIds.indexOf("85123A")]).toBe("WHITE HANGING HEART T-LIGHT HOLDER");
  expect(statSync(file).size).toBeLessThan(1.5e6);
});

test("one thread and four give the same columns, filters and pairs included", async () => {
  const others = { unit: "pairs", minimumInteractions: { user: 5, item: 10 }, where: "time < '2011-09-01'" } as const;
  const one = await shipped(others, { threads: 1 });
  const four = await shipped(others, { threads: 4 });
  expect(four).toEqual(one);
  expect(ordered(one.columns)).toBe(true);
  const fewest = (ids: Int32Array, count: number) => {
    const rows = new Int32Array(count);
    for (const id of ids) rows[id]!++;
    return Math.min(...rows);
  };
  expect(fewest(one.columns.user, one.columns.users)).toBeGreaterThanOrEqual(5);
  expect(fewest(one.columns.item, one.columns.items)).toBeGreaterThanOrEqual(10);
});
