import type { Core } from "../../src/core/index.ts";
import { dataSchema } from "../../src/log/options.ts";
import { requestedMetrics } from "../../src/metrics/index.ts";
import { recommenderSchema } from "../../src/recommender/options.ts";
import { type SimulationOptions, simulate } from "../../src/simulation/index.ts";
import { usersSchema } from "../../src/users/options.ts";
import { catalogueSchema, drawnWorld, type World } from "../../src/world/index.ts";
import { drawnWorldSchema } from "../../src/world/options.ts";

/** A user makes one choice a round on average, as a T-RECS user makes one interaction a step; ten are logged. */
const HISTORY = 10;
/** more than will be timed: memory is planned for all of them */
const MOST_ROUNDS = 100;

/** Draws a world, runs round 0, and returns what runs the next round of the same simulation. */
export async function prepareRound(core: Core, users: number, items: number): Promise<() => Promise<unknown>> {
  const key = { seed: 1, replicate: 1 };
  const options = drawnWorldSchema.parse({
    kind: "drawn",
    users,
    items,
    history: HISTORY,
    activity: { mean: 1, sigma: 0 },
  });
  const rounds = simulate(roundOptions(core, await drawnWorld(core, key, options), 32, MOST_ROUNDS));
  await rounds.next();
  return () => rounds.next();
}

/** Everything at its default: accumulate, slates of ten, iALS with three warm sweeps; all metrics. */
export function roundOptions(core: Core, world: World, factors: number, rounds: number): SimulationOptions {
  return {
    core,
    world,
    key: { seed: 1, replicate: 1 },
    rounds,
    treatment: {
      users: usersSchema.parse({}),
      recommender: recommenderSchema.parse({ model: { kind: "ials", factors, warmSweeps: 3 } }),
      data: dataSchema.parse({ regime: "accumulate" }),
      catalogue: catalogueSchema.parse({}),
    },
    metrics: requestedMetrics("all"),
    measure: { pairs: 10_000, tail: 0.2 },
    log: "none",
  };
}
