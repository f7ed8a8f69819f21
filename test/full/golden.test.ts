import { join } from "node:path";
import { test } from "vitest";
import { expectGolden } from "../golden/golden.ts";

const root = join(import.meta.dirname, "../..");

/** The whole ones, and one replicate of those that would take many minutes. */
test.each([
  ...["online-retail", "homogenisation", "replace-or-accumulate", "authentic-dose", "creators"].map((name) => [
    name,
    [],
  ]),
  ...["safeguards", "hysteresis"].map((name) => [name, ["replicates=1"]]),
] as [string, string[]][])("%s, all rounds %j", async (name, set) => {
  // the built package: workers are loaded from it
  const { digestOf, loadScenario, runExperiment } = (await import(
    join(root, "dist/index.js")
  )) as typeof import("../../src/index.ts");
  const scenario = await loadScenario(join(root, "scenarios", `${name}.yaml`), { set });
  const { arms, records } = await runExperiment(scenario, { jobs: 2 });
  expectGolden(
    set.length > 0 ? `${name}, 1 replicate` : name,
    digestOf(
      arms.map((arm) => arm.name),
      records,
    ),
  );
});
