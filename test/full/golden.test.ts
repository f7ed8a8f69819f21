import { join } from "node:path";
import { test } from "vitest";
import { expectGolden } from "../golden/golden.ts";

const root = join(import.meta.dirname, "../..");

test.each(["online-retail", "homogenisation", "replace-or-accumulate", "authentic-dose", "creators"])(
  "%s, whole",
  async (name) => {
    // the built package: workers are loaded from it
    const { digestOf, loadScenario, runExperiment } = (await import(
      join(root, "dist/index.js")
    )) as typeof import("../../src/index.ts");
    const scenario = await loadScenario(join(root, "scenarios", `${name}.yaml`));
    const { arms, records } = await runExperiment(scenario, { jobs: 2 });
    expectGolden(
      name,
      digestOf(
        arms.map((arm) => arm.name),
        records,
      ),
    );
  },
);
