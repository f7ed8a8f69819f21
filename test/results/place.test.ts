import { linkSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { removeRun, writeWhole } from "../../src/results/files.ts";
import { planFor, readRecord, UsageError } from "../../src/results/index.ts";
import { folders, identity, recordLike } from "./support.ts";

const folder = folders();

function runIn(status: string, of = identity): string {
  const here = folder();
  writeFileSync(join(here, "run.json"), JSON.stringify(recordLike({ identity: of, status: status as "finished" })));
  return here;
}

describe("planFor", () => {
  it("starts in a new or an empty folder, and makes neither", () => {
    const here = folder();
    expect(planFor(here, identity, false).kind).toBe("start");
    expect(planFor(join(here, "a", "b"), identity, false).kind).toBe("start");
    expect(readdirSync(here)).toEqual([]);
  });

  it("shows a finished identical run, resumes an unfinished one, and replaces either if forced", () => {
    expect(planFor(runIn("finished"), identity, false)).toMatchObject({ kind: "show", record: { name: "made-up" } });
    for (const status of ["running", "interrupted", "failed"])
      expect(planFor(runIn(status), identity, false).kind).toBe("resume");
    expect(planFor(runIn("finished"), identity, true).kind).toBe("replace");
    expect(planFor(runIn("interrupted"), identity, true).kind).toBe("replace");
  });

  it("refuses another run's place unless forced", () => {
    const here = runIn("finished", "cd".repeat(32));
    expect(() => planFor(here, identity, false)).toThrow(UsageError);
    expect(() => planFor(here, identity, false)).toThrow(/another run \(made-up, identity cdcdcdcd, not abababab\)/);
    expect(planFor(here, identity, true).kind).toBe("replace");
  });

  it.each([
    ["a file of somebody's", "letter.txt", "dear"],
    ["a run.json of another program", "run.json", '{"status":"finished"}'],
    ["a run.json that is none", "run.json", "{"],
  ])("refuses a folder with %s, forced or not", (_what, name, text) => {
    const here = folder();
    writeFileSync(join(here, name), text);
    for (const force of [false, true])
      expect(() => planFor(here, identity, force)).toThrow(/is not a run directory and not empty/);
    expect(readFileSync(join(here, name), "utf8")).toBe(text);
  });
});

describe("files", () => {
  it("of a run are removed, and nothing else: what it did not write stays", () => {
    const here = runIn("finished");
    mkdirSync(join(here, "checkpoint", "log"), { recursive: true });
    for (const name of ["metrics.parquet", ".items.parquet.partial", "notes.txt", "items.csv"])
      writeFileSync(join(here, name), "");
    removeRun(here);
    expect(readdirSync(here).sort()).toEqual(["items.csv", "notes.txt"]);
  });

  it("give a metric of one's own without an upper bound back as it was: JSON has no Infinity", () => {
    const here = folder();
    const own = { name: "m", title: "M", family: "own", summary: "", harm: "none", delta: 0, format: ".3f" };
    const written = {
      format: "monoculture run 1",
      identity: "ab",
      ownMetrics: [{ ...own, bounds: [0, Infinity] }, own],
    };
    writeWhole(join(here, "run.json"), JSON.stringify(written));
    expect(readRecord(here)?.ownMetrics).toEqual(written.ownMetrics);
  });

  it("are written beside their place: who holds the old one keeps it whole", () => {
    const here = folder();
    writeWhole(join(here, "run.json"), "old");
    linkSync(join(here, "run.json"), join(here, "held"));
    writeWhole(join(here, "run.json"), "new");
    expect(readFileSync(join(here, "run.json"), "utf8")).toBe("new");
    expect(readFileSync(join(here, "held"), "utf8")).toBe("old");
    expect(readdirSync(here).sort()).toEqual(["held", "run.json"]);
  });

  it("reads no record from a folder that is not there", () => {
    expect(readRecord(join(folder(), "nowhere"))).toBeUndefined();
  });
});
