import { loadCore } from "../core/index.ts";
import { planArms, requireMemory, sizesOf } from "../experiment/index.ts";
import type { ScenarioLog } from "../index.ts";
import type { Scenario } from "../scenario/index.ts";
import { calibrate, secondsOf } from "./estimate.ts";
import { memoryOf } from "./memory.ts";

/** What a scenario would take on this machine: estimates. */
export interface Cost {
  readonly name: string;
  /** arms, controls and twins */
  readonly lines: number;
  readonly replicates: number;
  readonly rounds: number;
  readonly jobs: number;
  /** until the first round */
  readonly startSeconds: number;
  /** of one replicate of one line, on average */
  readonly roundSeconds: number;
  /** of the whole run on `jobs` workers */
  readonly seconds: number;
  readonly memory: ReturnType<typeof memoryOf>;
}

/**
 * Tries the core on a little work of the scenario's kinds.
 * @param log the scenario's, where its world is fitted to one
 * @throws CoreError where memory does not suffice
 */
export async function costOf(scenario: Scenario, jobs: number, log: ScenarioLog | undefined): Promise<Cost> {
  const arms = planArms(scenario);
  const { name, replicates, rounds } = scenario;
  const units = arms.length * replicates;
  const sizes = sizesOf(scenario.world, log?.splits);
  requireMemory(scenario, sizes);
  const seconds = secondsOf(scenario, arms, sizes, await calibrate(await loadCore(), scenario, sizes));
  return {
    ...{ name, lines: arms.length, replicates, rounds, jobs },
    startSeconds: seconds.fit,
    roundSeconds: seconds.units / (units * (rounds + 1)),
    seconds: seconds.fit + seconds.units / jobs,
    memory: memoryOf(scenario, arms, sizes, jobs),
  };
}
