import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PlannedArm } from "../../src/experiment/index.ts";
import { emptyRows, provenances } from "../../src/log/index.ts";
import { digestOf, loadCheckpoints, openTables, readRecord, recordRun, type Tables } from "../../src/results/index.ts";
import { keepsItems } from "../../src/results/items.ts";
import { factsIn, folders, identity, roundOf } from "./support.ts";

const folder = folders();
const arms = [{ name: "only", kind: "arm", description: "the one", treatment: {} }] as unknown as PlannedArm[];
const page = () => "<html>";

let tables: Tables;
beforeAll(async () => {
  tables = await openTables();
});
afterAll(() => tables.close());

const result = (rounds: number) => ({
  arms,
  records: Array.from({ length: rounds + 1 }, (_, t) => {
    const { arm, replicate, round, metrics } = roundOf(t);
    return { arm, replicate, round, metrics };
  }),
  summary: [{ arm: "only", metric: "coverage", first: 0.25, last: 0.125 }],
  replicates: 1,
  notes: [],
});

describe("recordRun", () => {
  it("writes nothing before it starts, and whole files then", async () => {
    const here = join(folder(), "run");
    const recorder = recordRun(tables, factsIn(here), [], false);
    expect(recorder.stop("failed", "too early")).toBe(false);
    expect(readRecord(here)).toBeUndefined();
    recorder.start(arms, undefined);
    expect(readRecord(here)?.status).toBe("running");
    for (let t = 0; t <= 3; t++) await recorder.round(roundOf(t));
    const record = await recorder.finish(result(3), { total: 1 }, page);
    expect(readdirSync(here).sort()).toEqual([
      "items.parquet",
      "metrics.parquet",
      "report.html",
      "run.json",
      "scenario.yaml",
    ]);
    expect(readRecord(here)).toEqual(record);
    expect(record).toMatchObject({
      status: "finished",
      params: { seed: 1 },
      metrics: { "only/coverage": 0.125 },
      tags: { name: "made-up", identity: "abababab" },
      artifacts: ["scenario.yaml", "metrics.parquet", "items.parquet", "report.html"],
    });
    const back = await tables.readRecords(join(here, "metrics.parquet"));
    expect(back).toEqual(result(3).records);
    expect(digestOf(["only"], back)).toBe(record.digest);
  });

  it("saves a unit every five seconds and at its last round, and goes on from there to the same files", async () => {
    let clock = 0;
    const here = folder();
    const recorder = recordRun(tables, factsIn(here), [], false, () => clock);
    recorder.start(arms, undefined);
    await recorder.round(roundOf(0));
    clock = 4_999;
    await recorder.round(roundOf(1));
    expect(loadCheckpoints(here, identity)).toEqual([]);
    clock = 5_000;
    await recorder.round(roundOf(2));
    const [saved] = loadCheckpoints(here, identity);
    expect(saved).toMatchObject({
      arm: "only",
      replicate: 1,
      state: { round: 2, minds: { tastes: Float32Array.from([2]) } },
    });
    expect(saved!.records.map(({ round }) => round)).toEqual([0, 1, 2]);

    const next = recordRun(tables, factsIn(here), [saved!], false, () => clock);
    next.start(arms, undefined);
    await next.round(roundOf(3));
    const [closed] = loadCheckpoints(here, identity);
    expect(closed!.state.round).toBe(3);
    expect(closed!.state.log).toHaveLength(0);
    const record = await next.finish(result(3), {}, page);

    const whole = folder();
    const other = recordRun(tables, factsIn(whole), [], false);
    other.start(arms, undefined);
    for (let t = 0; t <= 3; t++) await other.round(roundOf(t));
    expect((await other.finish(result(3), {}, page)).digest).toBe(record.digest);
    const items = (run: string) => readFileSync(join(run, "items.parquet"));
    expect(items(here).equals(items(whole))).toBe(true);
  });

  it("leaves the newest round of an interrupted run, and no checkpoint of another run or a broken one", async () => {
    const here = folder();
    const recorder = recordRun(tables, factsIn(here), [], false);
    recorder.start(arms, undefined);
    await recorder.round(roundOf(0));
    await recorder.round(roundOf(1));
    expect(recorder.stop("interrupted")).toBe(true);
    expect(readRecord(here)?.status).toBe("interrupted");
    expect(loadCheckpoints(here, identity).map(({ state }) => state.round)).toEqual([1]);
    expect(loadCheckpoints(here, "cd".repeat(32))).toEqual([]);
    writeFileSync(join(here, "checkpoint", "only.1.v8"), "broken");
    expect(loadCheckpoints(here, identity)).toEqual([]);
  });

  it("joins the log of all rounds in the order of the records", async () => {
    const here = folder();
    const recorder = recordRun(tables, factsIn(here, { keepsLog: true, rounds: 1 }), [], false);
    recorder.start(arms, undefined);
    const rows = {
      user: Int32Array.from([4, 5]),
      item: Int32Array.from([1, 0]),
      round: Int32Array.from([1, 1]),
      provenance: Uint8Array.from([provenances.indexOf("synthetic"), provenances.indexOf("recommended")]),
      position: Int16Array.from([-1, 2]),
      propensity: Float64Array.from([0, 0.5]),
      inclusion: Float32Array.from([0, 0.75]),
      value: Float64Array.from([1, 1]),
      rating: Float32Array.from([-1.5, 0]),
    };
    const impressions = {
      user: Int32Array.from([5]),
      item: Int32Array.from([0]),
      position: Int16Array.from([2]),
      propensity: Float64Array.from([0.5]),
      inclusion: Float32Array.from([0]),
    };
    const empty = {
      user: new Int32Array(0),
      item: new Int32Array(0),
      position: new Int16Array(0),
      propensity: new Float64Array(0),
      inclusion: new Float32Array(0),
    };
    const nobody = emptyRows();
    await recorder.round(roundOf(0, { log: { rows: nobody, impressions: empty } }));
    await recorder.round(roundOf(1, { log: { rows, impressions } }));
    await recorder.finish(result(1), {}, page);
    const { DuckDBInstance } = await import("@duckdb/node-api");
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const read = await connection.runAndReadAll(`FROM '${join(here, "log.parquet")}'`);
    expect(read.columnNames()).toEqual([
      "arm",
      "replicate",
      "round",
      "event",
      "user",
      "item",
      "position",
      "propensity",
      "inclusion",
      "provenance",
      "value",
      "rating",
    ]);
    expect(read.getRows()).toEqual([
      ["only", 1, 1, "impression", 5, 0, 2, 0.5, null, "recommended", null, null],
      ["only", 1, 1, "synthetic", 4, 1, null, null, null, "synthetic", 1, -1.5],
      ["only", 1, 1, "choice", 5, 0, 2, 0.5, 0.75, "recommended", 1, null],
    ]);
    connection.closeSync();
  });
});

describe("keepsItems", () => {
  const kept = (rounds: number) => Array.from({ length: rounds + 1 }, (_, t) => t).filter((t) => keepsItems(t, rounds));

  it("keeps every round of the loop up to fifty", () => {
    for (const rounds of [1, 2, 49, 50]) expect(kept(rounds)).toEqual(Array.from({ length: rounds }, (_, n) => n + 1));
  });

  it("keeps fifty of more, the first and the last among them, evenly", () => {
    for (const rounds of [51, 77, 99, 100, 1_000, 4_321]) {
      const some = kept(rounds);
      expect(some).toHaveLength(50);
      expect([some[0], some.at(-1)]).toEqual([1, rounds]);
      // gaps of (rounds - 1) / 49, rounded at both ends, differ by at most one
      const gaps = some.slice(1).map((t, n) => t - some[n]!);
      expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThanOrEqual(1);
    }
  });
});
