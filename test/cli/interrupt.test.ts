import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fitted, folders, logCsv, long, monoculture, namesIn, outcomeOf, start } from "./support.ts";

const folder = folders();

/**
 * Starts a command, waits for what tells that it is under way, sends a signal a little later, and times the end.
 * @throws Error where the command ends before
 */
async function stopWhen(
  here: string,
  args: readonly string[],
  underWay: (said: string) => boolean,
  signal: NodeJS.Signals,
) {
  const child = start(here, args);
  let said = "";
  child.stderr!.on("data", (piece) => {
    said += piece;
  });
  const outcome = outcomeOf(child);
  while (!underWay(said)) {
    if (child.exitCode !== null) throw new Error(`ended before it was under way: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await new Promise((resolve) => setTimeout(resolve, 400));
  const sent = performance.now();
  child.kill(signal);
  return { ...(await outcome), seconds: (performance.now() - sent) / 1000 };
}

describe("an interrupted run", () => {
  it.concurrent("ends within two seconds, says how to go on, and gives the digest of a run that was not", async () => {
    const here = folder({ "s.yaml": long });
    const args = ["run", "s.yaml", "--jobs", "2"];
    const started = () => existsSync(join(here, "run", "run.json"));
    const stopped = await stopWhen(here, [...args, "--out", "run"], started, "SIGINT");
    expect(stopped.code).toBe(130);
    expect(stopped.seconds).toBeLessThan(2);
    expect(stopped.stderr).toMatch(/interrupted; finished rounds are kept in run\nthe same command goes on from there/);
    expect(JSON.parse(readFileSync(join(here, "run", "run.json"), "utf8")).status).toBe("interrupted");
    expect(namesIn(join(here, "run", "checkpoint")).length).toBeGreaterThan(0);
    const report = await monoculture(here, ["report", "run"]);
    expect(report.stderr).toMatch(/the run is not finished \(interrupted\)/);
    expect(report.code).toBe(2);

    const resumed = await monoculture(here, [...args, "--out", "run"]);
    expect(resumed.stderr).toMatch(/going on from \d+ of \d+ rounds/);
    const whole = await monoculture(here, [...args, "--out", "whole", "--quiet", "--json"]);
    expect([resumed.code, whole.code]).toEqual([0, 0]);
    expect(resumed.stdout).toContain(`digest  ${JSON.parse(whole.stdout).digest}`);
    expect(namesIn(join(here, "run"))).not.toContain("checkpoint");
    const items = (run: string) => readFileSync(join(here, run, "items.parquet"));
    expect(items("run").equals(items("whole"))).toBe(true);
  });

  it.concurrent("ends within two seconds in the middle of a fit, and leaves nothing", async () => {
    const here = folder({ "s.yaml": fitted(), "log.csv": logCsv(30_000, 900, 700) });
    const heavy = ["--set", "world.fit.factors=500", "--set", "world.fit.sweeps=1000"];
    const stopped = await stopWhen(
      here,
      ["run", "s.yaml", ...heavy, "--json"],
      (said) => said.includes("fitting the world"),
      "SIGTERM",
    );
    expect(stopped.code).toBe(130);
    expect(stopped.seconds).toBeLessThan(2);
    expect(JSON.parse(stopped.stdout).error).toMatchObject({ name: "Interrupted", exitCode: 130 });
    expect(namesIn(here)).toEqual(["log.csv", "s.yaml"]);
  });
});

describe("a reader that goes away", () => {
  it.concurrent("ends the program in silence", async () => {
    const child = start(folder(), ["schema"]);
    child.stdout!.destroy();
    const { code, stderr } = await outcomeOf(child);
    expect(stderr).toBe("");
    expect(code).toBe(0);
  });
});
