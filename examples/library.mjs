// Runs the loop from a program: node examples/library.mjs
import { fileURLToPath } from "node:url";
import { loadScenario, runExperiment, simulate, simulationOf } from "monoculture";

const file = fileURLToPath(new URL("../scenarios/homogenisation.yaml", import.meta.url));
const scenario = await loadScenario(file, { set: ["rounds=4", "replicates=1"] });
const [arm] = Object.keys(scenario.arms);

// One arm, round by round: `simulate` is an async generator.
for await (const { round, metrics } of simulate(await simulationOf(scenario, { arm, replicate: 1 }))) {
  console.log(`${arm}, round ${round}: coverage ${metrics.coverage?.toFixed(3) ?? "-"}`);
}

// The whole experiment, in this thread (jobs: 2 would take two workers).
const { summary } = await runExperiment(scenario);
for (const { arm, metric, first, last, difference } of summary) {
  if (metric !== "coverage") continue;
  const gap = difference === undefined ? "" : `, ${difference.toFixed(3)} from its control`;
  console.log(`${arm}: coverage ${first.toFixed(3)} → ${last.toFixed(3)}${gap}`);
}
