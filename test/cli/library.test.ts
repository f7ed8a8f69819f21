import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import {
  digestOf,
  loadScenario,
  runExperiment,
  simulate,
  simulationOf,
  type UnitRound,
  UsageError,
} from "../../src/index.ts";
import { fitted, folders, logCsv, monoculture, tiny } from "./support.ts";

const folder = folders();

async function scenarioIn(text: string, set: readonly string[] = []) {
  const here = folder({ "s.yaml": text, "log.csv": logCsv(300, 10, 8) });
  return { here, scenario: await loadScenario(join(here, "s.yaml"), { set }) };
}

describe("the library", () => {
  it("runs its example through the package's own name", async () => {
    const example = fileURLToPath(new URL("../../examples/library.mjs", import.meta.url));
    const { stdout } = await promisify(execFile)(process.execPath, [example]);
    expect(stdout).toMatch(/^\S+, round 4: coverage 0\.\d{3}$/m);
    expect(stdout).toMatch(/^\S+: coverage 0\.\d{3} → 0\.\d{3}, -?0\.\d{3} from its control$/m);
  });

  it("gives in this thread the digest that the command line gives", async () => {
    const { here, scenario } = await scenarioIn(tiny);
    const rounds: UnitRound[] = [];
    const { arms, records } = await runExperiment(scenario, { onRound: (round) => void rounds.push(round) });
    expect(rounds).toHaveLength(4 * 2 * 4);
    const { stdout } = await monoculture(here, ["run", "s.yaml", "--json", "--quiet"]);
    expect(
      digestOf(
        arms.map(({ name }) => name),
        records,
      ),
    ).toBe(JSON.parse(stdout).digest);
  });

  it("hands one unit to simulate, with the same records", async () => {
    const { scenario } = await scenarioIn(tiny);
    const { records } = await runExperiment(scenario);
    const own = records.filter(({ arm, replicate }) => arm === "control-replace" && replicate === 2);
    const simulated = [];
    for await (const { metrics } of simulate(await simulationOf(scenario, { arm: "control-replace", replicate: 2 })))
      simulated.push(metrics);
    expect(own.map(({ metrics }) => metrics)).toEqual(simulated);
    expect(own.length).toBe(4);
    await expect(simulationOf(scenario, { arm: "nobody" })).rejects.toThrow(
      /got the arm "nobody", expected one of accumulate/,
    );
  });

  it("finds a scenario's log beside it, whatever the working directory", async () => {
    const { here, scenario } = await scenarioIn(fitted());
    expect(scenario.world).toMatchObject({ kind: "log", log: { file: join(here, "log.csv") } });
    const { fit } = await runExperiment(scenario);
    expect(fit).toMatchObject({ users: 10, items: 8 });
  });

  it("stops with the signal's reason", async () => {
    const { scenario } = await scenarioIn(tiny, ["rounds=2000"]);
    const controller = new AbortController();
    const run = runExperiment(scenario, {
      signal: controller.signal,
      onRound: () => controller.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
    await expect(runExperiment(scenario, { jobs: -1 })).rejects.toThrow(/jobs is -1, expected a whole number/);
  });

  it("says that a scenario's file is not there", async () => {
    await expect(loadScenario("/nowhere/s.yaml")).rejects.toThrow(UsageError);
    await expect(loadScenario("/nowhere/s.yaml")).rejects.toThrow(/no such file; correct the path/);
  });
});
