import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { describe, expect, it } from "vitest";
import { fitted, folders, logCsv, monoculture, namesIn, tiny } from "./support.ts";

const folder = folders();
const record = (here: string, run = "run") => JSON.parse(readFileSync(join(here, run, "run.json"), "utf8"));

async function query(sql: string) {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const rows = (await connection.runAndReadAll(sql)).getRows();
  connection.closeSync();
  instance.closeSync();
  return rows;
}

describe("run", () => {
  it.concurrent("writes the run directory, shows a finished run again, and repeats it with --force", async () => {
    const here = folder({ "s.yaml": tiny });
    const args = ["run", "s.yaml", "--out", "run"];
    const first = await monoculture(here, args);
    expect(first.code).toBe(0);
    expect(namesIn(join(here, "run"))).toEqual([
      "items.parquet",
      "metrics.parquet",
      "report.html",
      "run.json",
      "scenario.yaml",
    ]);
    const before = readFileSync(join(here, "run", "run.json"), "utf8");

    const second = await monoculture(here, args);
    expect(second.code).toBe(0);
    expect(second.stderr).toMatch(/shown again/);
    expect(second.stdout).toBe(first.stdout);
    expect(readFileSync(join(here, "run", "run.json"), "utf8")).toBe(before);

    writeFileSync(join(here, "run", "notes.txt"), "mine");
    const third = await monoculture(here, [...args, "--force"]);
    expect(third.code).toBe(0);
    expect(third.stderr).toMatch(/replicate 2 done/);
    expect(third.stdout).toBe(first.stdout);
    expect(readFileSync(join(here, "run", "notes.txt"), "utf8")).toBe("mine");
  });

  it.concurrent("refuses another run's place without --force, and a stranger's folder with it", async () => {
    const here = folder({ "s.yaml": tiny });
    expect((await monoculture(here, ["run", "s.yaml", "--out", "run"])).code).toBe(0);
    const other = ["run", "s.yaml", "--out", "run", "--seed", "2"];
    const refused = await monoculture(here, other);
    expect(refused.code).toBe(2);
    expect(refused.stderr).toMatch(/run: holds another run \(tiny, identity [0-9a-f]{8}, not [0-9a-f]{8}\); .*--force/);
    expect(record(here).seed).toBe(1);
    expect((await monoculture(here, [...other, "--force"])).code).toBe(0);
    expect(record(here).seed).toBe(2);

    const stranger = folder({ "s.yaml": tiny, "thesis.tex": "years of work" });
    const { code, stderr } = await monoculture(stranger, ["run", "s.yaml", "--out", ".", "--force"]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/is not a run directory and not empty \(it holds s\.yaml, thesis\.tex\)/);
    expect(namesIn(stranger)).toEqual(["s.yaml", "thesis.tex"]);
  });

  it.concurrent("gives one JSON object, the same digest with one worker and two, and again from its scenario.yaml", async () => {
    const here = folder({ "s.yaml": tiny });
    const run = async (args: readonly string[]) => {
      const { code, stdout, stderr } = await monoculture(here, ["run", ...args, "--json", "--quiet"]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      return JSON.parse(stdout);
    };
    const one = await run(["s.yaml", "--jobs", "1", "--out", "one"]);
    const two = await run(["s.yaml", "--jobs", "2", "--out", "two"]);
    const threads = await run(["s.yaml", "--jobs", "1", "--threads", "3", "--out", "threads"]);
    const again = await run(["one/scenario.yaml", "--out", "again"]);
    expect(one.digest).toMatch(/^[0-9a-f]{64}$/);
    expect(one.verdict).toHaveLength(2);
    expect(one.directory).toBe(join(here, "one"));
    expect(one.reused).toBe(false);
    expect([two.digest, two.identity]).toEqual([one.digest, one.identity]);
    expect([threads.digest, threads.identity]).toEqual([one.digest, one.identity]);
    expect([again.digest, again.identity]).toEqual([one.digest, one.identity]);
    expect(readFileSync(join(here, "again", "scenario.yaml"), "utf8")).toBe(
      readFileSync(join(here, "one", "scenario.yaml"), "utf8"),
    );
    const reused = await run(["s.yaml", "--out", "one"]);
    expect(reused).toEqual({ ...one, reused: true });
    const seeded = await run(["s.yaml", "--seed", "2", "--out", "seeded"]);
    expect(seeded.digest).not.toBe(one.digest);
    expect(seeded.identity).not.toBe(one.identity);
  });

  it.concurrent("fits a log from beside the scenario, names its items, and keeps the interaction log", async () => {
    const more = "log: all\nseed: 3\n";
    const here = folder({ "s.yaml": fitted(more), "log.csv": logCsv(400, 10, 8) });
    const { code, stdout } = await monoculture(here, ["run", "s.yaml", "--out", "deep/run"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/How well the world stands for the log\n {2}users, items {9}/);
    const run = join(here, "deep/run");
    expect(readFileSync(join(run, "scenario.yaml"), "utf8")).toContain("file: ../../log.csv");
    expect(record(here, "deep/run").logSha256).toMatch(/^[0-9a-f]{64}$/);

    const items = await query(`SELECT DISTINCT item, item_id FROM '${run}/items.parquet'`);
    expect(items.length).toBeGreaterThan(2);
    expect(items.map(([, id]) => id)).toEqual(items.map(([item]) => `i${item}`));
    const counts = await query(
      `SELECT event, provenance, count(*)::INT, count(position)::INT, min(value) FROM '${run}/log.parquet' GROUP BY ALL ORDER BY ALL`,
    );
    const shown = counts.find(([event]) => event === "impression")!;
    const chosen = counts.filter(([event]) => event === "choice");
    expect(shown[1]).toBe("recommended");
    expect(shown[3]).toBe(shown[2]);
    expect(chosen.map(([, provenance]) => provenance)).toEqual(["authentic", "recommended"]);
    expect(chosen.map(([, , , slots]) => (slots as number) > 0)).toEqual([false, true]);
    const rerun = await monoculture(here, ["run", "deep/run/scenario.yaml", "--out", "rerun", "--json"]);
    expect(JSON.parse(rerun.stdout).digest).toBe(record(here, "deep/run").digest);
    expect(JSON.parse(rerun.stdout).identity).toBe(record(here, "deep/run").identity);
  });

  it.concurrent("runs only the arms asked for, with their control", async () => {
    const here = folder({ "s.yaml": tiny });
    const { code } = await monoculture(here, ["run", "s.yaml", "--arms", "replace", "--out", "run"]);
    expect(code).toBe(0);
    expect(record(here).arms.map(({ name }: { name: string }) => name)).toEqual(["replace", "control-replace"]);
  });

  it.concurrent("names the directory after scenario and identity", async () => {
    const here = folder({ "s.yaml": tiny });
    const { code, stdout } = await monoculture(here, ["run", "s.yaml"]);
    expect(code).toBe(0);
    const [name] = namesIn(join(here, "runs"));
    expect(name).toBe(`tiny-${record(here, `runs/${name}`).identity.slice(0, 8)}`);
    expect(stdout).toContain(`report  runs/${name}/report.html`);
  });

  it.concurrent("prints plain lines without a terminal: no colour, no cursor, at most 100 columns", async () => {
    const here = folder({ "s.yaml": tiny });
    const { stdout, stderr } = await monoculture(here, ["run", "s.yaml", "--out", "run", "--set", "measure.window=2"], {
      TERM: "xterm-256color",
    });
    expect(stdout + stderr).not.toContain("\x1b");
    expect(stderr.trim().split("\n")).toHaveLength(8);
    expect(stderr).toMatch(/^accumulate: replicate 1 done, catalogue coverage [\d.]+% \(\d+ %, \d:\d\d left\)$/m);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
    expect(stdout).toMatch(
      /^accumulate +Catalogue coverage +[\d.]+% → [\d.]+% +[+−]?[\d.]+ ± [\d.]+ pp +(no|round \d+)$/m,
    );
  });
});

describe("init", () => {
  it.concurrent("writes a scenario that checks and runs as it is", async () => {
    const here = folder();
    expect((await monoculture(here, ["init"])).code).toBe(0);
    expect(readFileSync(join(here, "scenario.yaml"), "utf8")).toMatch(/^rounds: /m);
    const check = await monoculture(here, ["check", "scenario.yaml"]);
    expect(check.code).toBe(0);
    expect(check.stdout).toMatch(/6 lines × 5 replicates = 30 units of 12 rounds/);
    expect(check.stdout).toMatch(/time {4}about \d+:\d\d with \d+ worker/);
    expect(check.stdout).toMatch(/memory {2}about [\d.]+ MB/);
    const small = ["--rounds", "2", "--replicates", "1", "--quiet"];
    const { code, stdout } = await monoculture(here, ["run", "scenario.yaml", ...small]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/Is it collapsing\?/);
  });
});

describe("report", () => {
  it.concurrent("writes the same page again from the run's files", async () => {
    const here = folder({ "s.yaml": tiny });
    await monoculture(here, ["run", "s.yaml", "--out", "run"]);
    const page = join(here, "run", "report.html");
    const before = readFileSync(page, "utf8");
    rmSync(page);
    const { code, stdout } = await monoculture(here, ["report", "run"]);
    expect(code).toBe(0);
    expect(stdout.trim()).toBe(page);
    expect(readFileSync(page, "utf8") === before).toBe(true);
  });
});

describe("the smaller commands", () => {
  it.concurrent("print the schema as JSON, the version and help", async () => {
    const here = folder();
    const [schema, version, help, list] = await Promise.all(
      [["schema"], ["--version"], ["run", "--help"], ["list"]].map((args) => monoculture(here, args)),
    );
    expect(JSON.parse(schema!.stdout).title).toBe("Monoculture scenario");
    expect(version!.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
    for (const option of [
      "--out",
      "--set",
      "--seed",
      "--replicates",
      "--rounds",
      "--arms",
      "--threads",
      "--jobs",
      "--json",
      "--quiet",
      "--force",
    ])
      expect(help!.stdout).toContain(option);
    expect([schema!.code, version!.code, help!.code, list!.code]).toEqual([0, 0, 0, 0]);
  });
});
