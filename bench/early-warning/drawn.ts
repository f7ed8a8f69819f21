import { purposes } from "../../src/core/purposes.ts";
import { type Core, parseScenario, type Scenario } from "../../src/index.ts";
import { watched } from "../../src/metrics/monitors/index.ts";
import { targets } from "./targets.ts";

export const ROUNDS = 40;

const ials = (factors: number) => ({ kind: "ials", factors });
const flatter = { kind: "popularity", exponent: 0.7 };

/**
 * The n-th scenario: a small world, how its users behave, what is recommended and what it is trained on, each drawn by key.
 * One arm and its control. In two of five the authentic share falls over the run, so that collapse may come late.
 */
export function scenarioOf(core: Core, seed: number, n: number): Scenario {
  let use = 0;
  const uniform = () =>
    core.uniform({ key: { seed, replicate: n }, round: 0, purpose: purposes.benchmark }, use++, 0, 0);
  const between = (low: number, high: number) => low + (high - low) * uniform();
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1));
  const oneOf = <T>(...values: readonly T[]) => values[whole(0, values.length - 1)]!;
  const items = whole(60, 200);
  const world = {
    kind: "drawn",
    users: whole(100, 250),
    items,
    topics: whole(3, 8),
    tasteStrength: between(2, 8),
    popularityExponent: between(0.4, 1.3),
    activity: { mean: between(3, 8), sigma: between(0, 1) },
    history: whole(3, 8),
  };
  const users = { drift: oneOf(0, 0, 0.1, 0.3), organic: oneOf(0, 0, 0.2, 0.5), repeats: "allow" };
  const model = oneOf<{ readonly kind: string }>(
    ials(4),
    ials(8),
    { kind: "itemKnn" },
    { kind: "popularity" },
    flatter,
    { kind: "random" },
  );
  const rank = oneOf("greedy", "greedy", "proportional");
  const recommender = {
    model,
    rank: model.kind === "itemKnn" ? "greedy" : rank, // the whole catalogue is scored by factors alone
    explore: oneOf(0, 0, 0.05, 0.2),
    slate: oneOf(5, 10),
    rerank: oneOf<readonly object[]>([], [], [{ kind: "mmr" }]),
  };
  const end = oneOf(0, 0, 0.1);
  const falling = { start: between(0.6, 1), end, rounds: whole(15, 35) };
  const data = {
    regime: oneOf("accumulate", "replace", "window", "subsample"),
    window: whole(2, 5),
    seed: oneOf("keep", "drop"),
    authentic: { share: uniform() < 0.4 ? falling : oneOf(0, 0, 0.05, 0.2, 0.5, 0.8) },
  };
  const metrics = [...new Set([...watched.map(({ metric }) => metric), ...targets.map(({ metric }) => metric)])];
  const scenario = {
    version: 1,
    name: `run-${n}`,
    seed: whole(1, 1e9),
    rounds: ROUNDS,
    replicates: 1,
    measure: { pairs: 500 },
  };
  return parseScenario(JSON.stringify({ ...scenario, world, users, recommender, data, metrics }), { file: `run ${n}` });
}
