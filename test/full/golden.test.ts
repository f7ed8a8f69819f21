import { join } from "node:path";
import { test } from "vitest";
import { studies } from "../../bench/studies/studies.ts";
import { expectGolden } from "../golden/golden.ts";

const root = join(import.meta.dirname, "../..");

async function digestOfRun(name: string, set: readonly string[]): Promise<string> {
  // the built package: workers are loaded from it
  const { digestOf, loadScenario, runExperiment } = (await import(
    join(root, "dist/index.js")
  )) as typeof import("../../src/index.ts");
  const scenario = await loadScenario(join(root, "scenarios", `${name}.yaml`), { set: [...set] });
  const { arms, records } = await runExperiment(scenario, { jobs: 2 });
  return digestOf(
    arms.map((arm) => arm.name),
    records,
  );
}

/** The whole ones, and one replicate of those that would take many minutes. */
test.each([
  ...["online-retail", "homogenisation", "replace-or-accumulate", "authentic-dose", "creators"].map((name) => [
    name,
    [],
  ]),
  ...["safeguards", "hysteresis"].map((name) => [name, ["replicates=1"]]),
] as [string, string[]][])("%s, all rounds %j", async (name, set) => {
  expectGolden(set.length > 0 ? `${name}, 1 replicate` : name, await digestOfRun(name, set));
});

// docs/studies.md quotes whole runs, which take a quarter of an hour: their first rounds tell that these are no longer true
test.each(Object.keys(studies))("studies/%s, its first rounds", async (study) => {
  const name = `studies/${study}`;
  const digest = await digestOfRun(name, ["rounds=5", "replicates=1"]);
  const renew = `docs/studies.md has figures of other results: npm run studies -- ${study}, and read its section again`;
  expectGolden(`${name}, 5 rounds, 1 replicate`, digest, renew);
});
