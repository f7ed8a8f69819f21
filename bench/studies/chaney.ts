import { join } from "node:path";
import { purposes } from "../../src/core/purposes.ts";
import { type Core, type Csr, loadCore, loadScenario, type Scenario, simulate, simulationOf } from "../../src/index.ts";
import { nearestPairs, RING } from "../../src/metrics/nearest.ts";
import { consumptionJaccard } from "../../src/metrics/overlap.ts";
import { userRows } from "../../src/models/index.ts";
import type { Quantity, Study, StudyRun, Value } from "./study.ts";

/** What is compared with the ideal arm. */
interface Step {
  readonly consumed: Csr;
  /** (2 · users) users and whom the model of the step takes for most like them */
  readonly pairs: Int32Array;
  /** mean of θ · β over what was chosen in the step */
  readonly utility: number;
}

/**
 * Overlap with the nearest user, and utility, each less that of the ideal arm in the same replicate. The former is the
 * study's: the arm's own pairs of the step, of which also the ideal arm's consumption so far is asked. No arm of a run sees
 * another, so the run is simulated once more from its scenario, with the same draws.
 * @throws {Error} where an arm's overlap is not what the run recorded
 */
export const chaney: Study["quantities"] = async (run) => {
  const core = await loadCore({ threads: 1 });
  const scenario = await loadScenario(join(run.directory, "scenario.yaml"), { set: ["metrics=[rows]"] });
  const overlap: Value[] = [];
  const utility: Value[] = [];
  for (let replicate = 1; replicate <= scenario.replicates; replicate++) {
    const ideal = await stepsOf(core, scenario, "ideal", replicate);
    for (const arm of Object.keys(scenario.arms)) {
      const steps = arm === "ideal" ? ideal : await stepsOf(core, scenario, arm, replicate);
      steps.forEach(({ consumed, pairs, utility: own }, n) => {
        const at = { arm, replicate, round: n + 1 };
        const jaccard = consumptionJaccard(consumed, pairs)!;
        requireRecorded(run, at, jaccard);
        overlap.push({ ...at, value: jaccard - consumptionJaccard(ideal[n]!.consumed, pairs)! });
        utility.push({ ...at, value: own - ideal[n]!.utility });
      });
    }
  }
  return [
    { title: "Overlap with the nearest user, minus ideal", format: ".3f", values: overlap },
    { title: "Overlap of random pairs, minus ideal", format: ".3f", values: aboveIdeal(run, "consumption_jaccard") },
    { title: "True utility of choices, minus ideal", format: ".3f", values: utility },
  ] satisfies Quantity[];
};

/** The rounds of the loop, in order. */
async function stepsOf(core: Core, scenario: Scenario, arm: string, replicate: number): Promise<Step[]> {
  const simulation = await simulationOf(scenario, { arm, replicate, core });
  const { key, world } = simulation;
  const everybody = Int32Array.from({ length: world.users }, (_, user) => user);
  const stream = { key, round: 0, purpose: purposes.network };
  const steps: Step[] = [];
  for await (const { round, state, interactions } of simulate(simulation)) {
    if (round === 0) continue;
    const { user, item } = interactions.chosen;
    const { dims } = world.preferences.factors;
    let utility = 0;
    for (let n = 0; n < user.length; n++) {
      for (let k = 0; k < dims; k++) {
        utility += state.truth.users[user[n]! * dims + k]! * state.truth.items[item[n]! * dims + k]!;
      }
    }
    const rows = userRows(state.trained!.models[0]!);
    const pairs = nearestPairs(rows, everybody, (u) => core.uniform(stream, RING, u, 0));
    steps.push({ consumed: state.consumed, pairs, utility: utility / user.length });
  }
  return steps;
}

function requireRecorded({ records }: StudyRun, at: Omit<Value, "value">, jaccard: number): void {
  const { arm, replicate, round } = at;
  const record = records.find((one) => one.arm === arm && one.replicate === replicate && one.round === round);
  const recorded = record?.metrics.consumption_jaccard_nearest;
  if (recorded === jaccard) return;
  throw new Error(
    `${arm}, replicate ${replicate}, step ${round}: got an overlap of ${jaccard}, but ${recorded} was recorded`,
  );
}

function aboveIdeal({ records }: StudyRun, metric: string): Value[] {
  const place = (replicate: number, round: number) => `${replicate}.${round}`;
  const ideal = new Map(
    records.filter(({ arm }) => arm === "ideal").map((r) => [place(r.replicate, r.round), r.metrics[metric]!]),
  );
  return records
    .filter(({ round }) => round > 0)
    .map(({ arm, replicate, round, metrics }) => {
      return { arm, replicate, round, value: metrics[metric]! - ideal.get(place(replicate, round))! };
    });
}
