/** Measures one feature: node scale-feature.mjs "two stages" threads. Prints a `FeatureOutcome` as one line of JSON. */
import { loadCore } from "../../src/core/index.ts";
import { dataSchema } from "../../src/log/options.ts";
import { requestedMetrics } from "../../src/metrics/index.ts";
import { recommenderSchema } from "../../src/recommender/options.ts";
import { simulate } from "../../src/simulation/index.ts";
import { usersSchema } from "../../src/users/options.ts";
import { catalogueSchema, drawnWorld } from "../../src/world/index.ts";
import { drawnWorldSchema } from "../../src/world/options.ts";
import { featureRounds, features } from "./features.ts";

export interface FeatureOutcome {
  /** seconds before the loop, and of each round */
  readonly setUp: number;
  readonly rounds: readonly number[];
  readonly residentBytes: number;
}

const feature = features.find(({ name }) => name === process.argv[2])!;
const alive = setInterval(() => {}, 2 ** 30); // keeps Node alive while threads start
const core = await loadCore({ threads: Number(process.argv[3] ?? "1") });
const key = { seed: 1, replicate: 1 };
const size = { kind: "drawn", users: 100_000, items: 10_000, activity: { mean: 5, sigma: 1 } };
const world = await drawnWorld(core, key, drawnWorldSchema.parse({ ...size, ...feature.world }));
const rounds = simulate({
  ...{ core, world, key, rounds: featureRounds, log: "none" },
  treatment: {
    users: usersSchema.parse(feature.users ?? {}),
    recommender: recommenderSchema.parse({ model: { kind: "ials", factors: 16 }, ...feature.recommender }),
    data: dataSchema.parse({}),
    catalogue: catalogueSchema.parse({}),
  },
  metrics: requestedMetrics(feature.metrics),
  measure: { pairs: 10_000, tail: 0.2 },
});
const seconds: number[] = [];
for (let round = 0; round <= featureRounds; round++) {
  const begin = performance.now();
  await rounds.next();
  seconds.push((performance.now() - begin) / 1e3);
}
const [setUp, ...each] = seconds;
const outcome: FeatureOutcome = { setUp: setUp!, rounds: each, residentBytes: process.resourceUsage().maxRSS * 1024 };
process.stdout.write(`${JSON.stringify(outcome)}\n`);
clearInterval(alive);
await core.close();
