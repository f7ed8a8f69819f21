import { readFileSync } from "node:fs";
import type { Core } from "../../src/core/index.ts";
import { worldOf } from "../../src/experiment/index.ts";
import { parseScenario, type Scenario } from "../../src/scenario/index.ts";
import { type SimulatedRound, simulate } from "../../src/simulation/index.ts";

/** A scenario of scenarios/validity, as users run it, with overrides. */
export function validity(name: string, ...set: string[]): Scenario {
  const file = new URL(`../../scenarios/validity/${name}.yaml`, import.meta.url);
  return parseScenario(readFileSync(file, "utf8"), { file: `${name}.yaml`, set });
}

/** What `look` sees in the rounds asked for, one list a replicate, of the scenario's only arm. */
export async function replicates<T>(
  core: Core,
  scenario: Scenario,
  many: number,
  rounds: readonly number[],
  look: (round: SimulatedRound) => T,
): Promise<T[][]> {
  const [arm] = Object.values(scenario.arms);
  const seen: T[][] = rounds.map(() => []);
  for (let replicate = 1; replicate <= many; replicate++) {
    const key = { seed: scenario.seed, replicate };
    const world = await worldOf(core, scenario.world, {}, key);
    const options = {
      core,
      world,
      key,
      rounds: Math.max(...rounds),
      treatment: arm!,
      metrics: [],
      measure: { pairs: 1, tail: 0.2 },
      log: "none" as const,
    };
    for await (const round of simulate(options)) {
      const at = rounds.indexOf(round.round);
      if (at >= 0) seen[at]!.push(look(round));
    }
  }
  return seen;
}

export const zipf = (items: number, exponent: number): number[] => {
  const weights = Array.from({ length: items }, (_, i) => (i + 1) ** -exponent);
  const total = weights.reduce((a, b) => a + b, 0);
  return weights.map((w) => w / total);
};

export function countsOf(items: Int32Array, size: number): number[] {
  const counts = new Array<number>(size).fill(0);
  for (const i of items) counts[i]!++;
  return counts;
}

/** Σ c (c - 1) / (N (N - 1)), by hand rather than by the metric under the loop. */
export function pairHhi(counts: readonly number[]): number {
  const N = counts.reduce((a, b) => a + b, 0);
  return counts.reduce((sum, c) => sum + c * (c - 1), 0) / (N * (N - 1));
}

export const squares = (p: readonly number[]) => p.reduce((sum, x) => sum + x * x, 0);
