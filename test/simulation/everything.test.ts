import { deserialize, serialize } from "node:v8";
import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import { societyOf, type World, worldSchema } from "../../src/world/index.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = befriended(await smallWorld(core));
});

/** The world with friends. */
function befriended(alone: World): World {
  const { society } = worldSchema.parse({
    kind: "drawn",
    users: 40,
    items: 30,
    society: { kind: "smallWorld", degree: 4 },
  });
  const { friends } = societyOf(core, { seed: 4, replicate: 1 }, alone, society);
  return { ...alone, friends: friends! };
}

const users = {
  organic: 0.1,
  adoption: 0.9,
  drift: 0.1,
  satiation: { strength: 0.5, threshold: 0.05 },
  reinforcement: { rate: 0.1 },
  shocks: [{ round: 2, share: 0.5, size: 0.5 }],
  discovery: { from: "topic", size: 6, memory: 2 },
  wordOfMouth: 0.2,
  influence: { strength: 1, memory: 2 },
  arrivals: 3.5,
  churn: { rate: 0.5, tolerance: 0.1 },
  choices: 2,
  rating: { noise: 0.3 },
};
const catalogue = {
  arrivals: 1.5,
  quality: { sigma: 0.5 },
  ageing: 0.05,
  lifetime: 6,
  creators: { count: 5, production: 2, imitation: 0.5, floor: 0.6, patience: 2 },
};
const staged = {
  model: ials,
  slate: 5,
  retrieve: [
    { model: { kind: "popularity" }, count: 8 },
    { model: { kind: "social" }, count: 8 },
    { model: { kind: "content" }, count: 8 },
    { model: { kind: "explicit", factors: 2 }, count: 8 },
    { model: { kind: "bpr", factors: 2 }, count: 8 },
  ],
  pool: 12,
  rerank: [
    { kind: "mmr", relevance: 0.8 },
    { kind: "calibrated", weight: 0.3 },
    { kind: "popularity", strength: 0.2 },
    { kind: "floor", slots: 1 },
    { kind: "newest", slots: 1 },
    { kind: "random", slots: 1 },
  ],
  rank: { kind: "softmax", temperature: 0.3 },
  explore: { by: "request", rate: 0.2 },
  coldUser: "foldIn",
  every: 2,
  train: {
    propensity: { by: "inclusion" },
    popularity: { exponent: 0.3 },
    decay: { halfLife: 3 },
    negatives: { weight: 0.2 },
  },
};

/** Everything that a scenario can switch on, as far as it goes together. */
const worlds: Readonly<Record<string, Given>> = {
  "in stages, subsampled, rows of the previous model": {
    users,
    catalogue,
    recommender: staged,
    data: { regime: "subsample", authentic: { share: 0.1 }, synthetic: { share: 0.2, from: "previous" } },
  },
  "without repeats, by cascade, in a window of several rounds": {
    users: { ...users, repeats: "deny", choice: { kind: "cascade" }, discovery: { from: "friends", memory: 2 } },
    catalogue,
    recommender: {
      ...staged,
      retrieve: staged.retrieve.slice(0, 2),
      rerank: staged.rerank.slice(3),
      rank: "proportional",
      explore: 0.1,
      every: 1,
      train: { ...staged.train, propensity: { by: "propensity" } },
    },
    data: { regime: "window", window: 2, authentic: { share: 0.1, by: "replayed" }, synthetic: { share: 0.1 } },
  },
  "by Thompson sampling, without an outside option": {
    users: { ...users, outside: false, choice: { kind: "rank" }, discovery: { from: "popular", size: 6 } },
    catalogue: { ...catalogue, lifetime: "none" },
    recommender: { ...staged, retrieve: [], rerank: [], pool: undefined, rank: { kind: "thompson" } },
    data: { regime: "replace", synthetic: { share: { start: 0, end: 0.4, rounds: 3 } } },
  },
};

const outcome = (rounds: readonly SimulatedRound[]) => rounds.map((round) => [round.metrics, rowsText(round)]);
const all = (given: Given, rounds: number, of = world) =>
  run(optionsOf(core, of, { ...given, metrics: metricNames, rounds }));

test.each(Object.entries(worlds))("everything on goes on from any round with the same bits: %s", async (_, given) => {
  const options = optionsOf(core, world, { ...given, metrics: metricNames, rounds: 5 });
  const through = await run(options);
  expect(through.length).toBe(6);
  expect(through.slice(1).every(({ interactions }) => interactions.rows.user.length > 0)).toBe(true);
  for (const round of through) {
    const saved: typeof round.state = deserialize(serialize(round.state));
    const rest = await run(options, saved);
    expect(outcome(rest)).toEqual(outcome(through.slice(round.round + 1)));
    expect(rest.map(({ state }) => state)).toEqual(through.slice(round.round + 1).map(({ state }) => state));
  }
});

test.each(Object.entries(worlds))("everything on: a longer run begins like a shorter one: %s", async (_, given) => {
  const short = outcome(await all(given, 3));
  expect(outcome(await all(given, 6)).slice(0, 4)).toEqual(short);
});

test.each(Object.entries(worlds))(
  "everything on: every metric is finite, to the last user and item: %s",
  async (_, given) => {
    const dying: Given = {
      ...given,
      users: { ...given.users, churn: { rate: 1, tolerance: 0 }, arrivals: 0.3 },
      catalogue: { ...given.catalogue, lifetime: 1, arrivals: 0.4, creators: { count: 2, floor: 1, patience: 1 } },
    };
    for (const sizes of [{}, { users: 2, items: 8 }]) {
      const small = befriendedOf(await smallWorld(core, sizes));
      const rounds = await all(
        { ...dying, recommender: { ...given.recommender, model: { ...ials, factors: 2 } } },
        8,
        small,
      );
      expect(rounds.length).toBe(9);
      for (const { metrics } of rounds) {
        for (const [name, value] of Object.entries(metrics))
          expect([name, Number.isFinite(value)]).toEqual([name, true]);
      }
    }
  },
);

/** Nobody has a friend in a world too small for a ring. */
const befriendedOf = (small: World): World =>
  small.users > 4
    ? befriended(small)
    : { ...small, friends: { indptr: new Int32Array(small.users + 1), indices: new Int32Array(0) } };
