import type { Core } from "../../src/core/index.ts";
import { planArms } from "../../src/experiment/arms.ts";
import { LEAST_FOR_PRECISION, nextReplicates } from "../../src/experiment/replication.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";
import type { RoundRecord } from "../../src/metrics/index.ts";
import { parseScenario } from "../../src/scenario/index.ts";
import type { Case } from "./coverage.ts";

export interface Stopped {
  /** share of simulations whose interval, at the number of replicates that they came to, holds the mean */
  readonly coverage: number;
  /** mean number of replicates that they came to */
  readonly replicates: number;
}

/** Simulations of `--precision` on a case: replicates are added by the rule of a run until the interval is ± half. */
export function stoppedCoverage(core: Core, { mean, bounds, draw }: Case, half: number, simulations: number): Stopped {
  const metric = bounds ? "coverage" : "utility_forgone";
  const options = parseScenario(scenario, { file: "test.yaml" });
  const arms = planArms(options);
  const inference = inferenceOf(core, 1);
  const stream = { key: { seed: 12, replicate: 0 }, purpose: 255, round: 0 };
  let [hits, total] = [0, 0];
  for (let s = 0; s < simulations; s++) {
    let drawn = 0;
    const uniform = () => core.uniform(stream, 0, s, drawn++);
    const differences: number[] = [];
    for (let n: number | undefined = LEAST_FOR_PRECISION; n !== undefined; ) {
      while (differences.length < n) differences.push(draw(uniform));
      const records = differences.flatMap((difference, r) => recordsOf(arms, metric, r + 1, difference));
      n = nextReplicates(options, arms, records, n, { targets: { [metric]: half }, from: 1 }, inference);
    }
    const { low, high } = inference.ofDifferences(differences, bounds)!;
    if (low <= mean && mean <= high) hits++;
    total += differences.length;
  }
  return { coverage: hits / simulations, replicates: total / simulations };
}

const scenario = `
version: 1
rounds: 1
replicates: 200
world: { kind: shares, users: 2, shares: { items: 2, exponent: 1 } }
recommender: { model: { kind: popularity }, slate: 1 }
`;

/** An arm that is `difference` above its control. */
function recordsOf(
  arms: ReturnType<typeof planArms>,
  metric: string,
  replicate: number,
  difference: number,
): RoundRecord[] {
  return arms.map(({ name: arm, kind }) => ({
    arm,
    replicate,
    round: 1,
    metrics: { [metric]: kind === "arm" ? difference : 0 },
  }));
}
