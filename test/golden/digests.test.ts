import { join } from "node:path";
import { test } from "vitest";
import { digestOf, loadScenario, runExperiment } from "../../src/index.ts";
import { expectGolden } from "./golden.ts";

const scenarios = join(import.meta.dirname, "../../scenarios");

// The first rounds of one replicate of every shipped scenario; test/full runs them whole.
test.each(["online-retail", "homogenisation", "replace-or-accumulate", "authentic-dose", "creators"])(
  "%s",
  async (name) => {
    const scenario = await loadScenario(join(scenarios, `${name}.yaml`), { set: ["rounds=2", "replicates=1"] });
    const { arms, records } = await runExperiment(scenario);
    expectGolden(
      `${name}, 2 rounds, 1 replicate`,
      digestOf(
        arms.map((arm) => arm.name),
        records,
      ),
    );
  },
);
