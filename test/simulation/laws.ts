import { readFileSync } from "node:fs";
import type { Core } from "../../src/core/index.ts";
import { worldOf } from "../../src/experiment/index.ts";
import { concatRows } from "../../src/log/index.ts";
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

/** N clicks a round over K items of Zipf's shares q: the world of the validity scenarios. */
const [N, K] = [50, 20];
const q = zipf(K, 1);

/** What law A2 speaks of: concentration, distance from q, and the number of authentic clicks. */
export function mixed({ interactions: { rows } }: SimulatedRound) {
  const counts = countsOf(rows.item, K);
  return {
    hhi: squares(counts.map((c) => c / N)),
    distance: counts.reduce((sum, c, i) => sum + (c / N - q[i]!) ** 2 / q[i]!, 0),
    authentic: rows.provenance.reduce((sum, p) => sum + (p === 0 ? 1 : 0), 0),
  };
}

/**
 * A2, exact at every t: both quantities move to their stationary values by the factor r a round. A round that has exactly
 * αN authentic clicks pairs two recommended ones with probability (1 - α)² - (1 - α)/N, not (1 - α)² (1 - 1/N).
 */
export function mixedLaw(draw: "independent" | "stratified", alpha: number) {
  const recommended = (1 - alpha) ** 2;
  const r = draw === "independent" ? (1 - 1 / N) * recommended : recommended - (1 - alpha) / N;
  const foreign = draw === "independent" ? (1 - 1 / N) * (1 - recommended) : 1 - recommended - alpha / N;
  const Q = squares(q);
  const stationary = (1 / N + foreign * Q) / (1 - r);
  return {
    amplification: 1 / (1 - r),
    hhi: (t: number) => stationary + (Q - stationary) * r ** t,
    distance: (t: number) => ((K - 1) / N / (1 - r)) * (1 - r ** t),
  };
}

/** Simpson diversity of all clicks since round 1. */
export function accumulated({ round, state }: SimulatedRound): number {
  const { item, round: past } = concatRows(...state.log);
  const pool = item.filter((_, r) => past[r]! > 0);
  return 1 - squares(countsOf(pool, K).map((c) => c / (N * round)));
}

/** A3 with every model trained on N clicks drawn with replacement: its value after t rounds, the first of which is authentic. */
export function pooledLaw(t: number): number {
  let expected = (1 - squares(q)) * (1 - 1 / N);
  for (let j = 2; j <= t; j++) expected *= 1 - (1 - (1 - 1 / N) ** 2) / j ** 2;
  return expected;
}
