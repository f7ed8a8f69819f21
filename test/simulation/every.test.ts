import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import { societyOf, type World } from "../../src/world/index.ts";
import { societySchema } from "../../src/world/society/index.ts";
import { ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  const drawn = await smallWorld(core);
  const { friends } = societyOf(core, { seed: 4, replicate: 1 }, drawn, societySchema.parse({ kind: "smallWorld" }));
  world = { ...drawn, friends: friends! };
});

const sources = [
  { model: { kind: "bpr", factors: 2, epochs: 3 }, count: 8 },
  { model: { kind: "itemKnn", neighbours: 5 }, count: 8 },
  { model: { kind: "content" }, count: 8 },
  { model: { kind: "social" }, count: 8 },
  { model: ials, count: 8 },
];

test.each([
  [1, [0, 1, 2, 3, 4, 5, 6, 7]],
  [2, [0, 1, 1, 3, 3, 5, 5, 7]],
  [3, [0, 1, 1, 1, 4, 4, 4, 7]],
  [9, [0, 1, 1, 1, 1, 1, 1, 1]],
])(
  "every %d: the models in service are those of rounds %j, and no others are made between",
  async (every, expected) => {
    const recommender = { model: ials, every, retrieve: sources };
    const rounds = await run(optionsOf(core, world, { recommender, rounds: 7 }));
    expect(rounds.map(({ state }) => state.trained!.round)).toEqual(expected);
    rounds.slice(1).forEach(({ round, state }, n) => {
      const before = rounds[n]!.state.trained;
      if (expected[round] === expected[round - 1]) expect(state.trained).toBe(before);
      else {
        expect(state.trained).not.toBe(before);
        // rounds 0 and 1 train on the same rows
        for (const [m, model] of round > 1 ? state.trained!.models.entries() : []) {
          expect(model).not.toEqual(before!.models[m]);
        }
      }
    });
    const [ranker, , , , , last] = rounds[7]!.state.trained!.models;
    expect(last).toBe(ranker); // of equal options: trained once
  },
);

test("an interval of one is the same as none, bytes and all", async () => {
  const of = async (recommender: object) => {
    const rounds = await run(optionsOf(core, world, { recommender, metrics: metricNames }));
    return rounds.map((round) => [round.metrics, rowsText(round)]);
  };
  const plain = await of({ model: ials });
  expect(await of({ model: ials, every: 1, retrieve: [] })).toEqual(plain);
  expect(await of({ model: ials, every: 2 })).not.toEqual(plain);
});

test.each(["popularity", "foldIn", "random"])(
  "saved in the middle of an interval it goes on with the same bits, cold users by %s",
  async (coldUser) => {
    const data = { regime: "replace", rows: 30 };
    const recommender = { model: ials, every: 3, coldUser, retrieve: sources };
    const options = optionsOf(core, world, { recommender, data, rounds: 6, metrics: metricNames });
    const through = await run(options);
    expect(through.slice(1).some(({ metrics }) => metrics.users_cold! > 0)).toBe(true);
    for (const { round, state } of through) {
      const rest = await run(options, structuredClone(state));
      const told = (rounds: typeof rest) => rounds.map((r) => [r.metrics, rowsText(r), r.state.trained]);
      expect(told(rest)).toEqual(told(through.slice(round + 1)));
    }
  },
);

test("between trainings, metrics of training data are those of the data the model was trained on", async () => {
  const metrics = ["training_share_recommended"];
  const rounds = await run(optionsOf(core, world, { recommender: { model: ials, every: 2 }, rounds: 4, metrics }));
  const shares = rounds.map((round) => round.metrics.training_share_recommended);
  expect(shares.slice(0, 3)).toEqual([0, 0, 0]);
  expect(shares[3]).toBeGreaterThan(0);
  expect(shares[4]).toBe(shares[3]);
});

test.each(["bpr", "explicit", "itemKnn", "userKnn", "content", "social", "popularity", "random", "oracle"])(
  "%s ranks the whole catalogue, round after round",
  async (kind) => {
    const rounds = await run(optionsOf(core, world, { recommender: { model: { kind } }, metrics: metricNames }));
    const { metrics, state } = rounds[3]!;
    expect(metrics.coverage).toBeGreaterThan(0);
    expect(metrics.acceptance).toBeGreaterThan(0);
    const isFactors = state.trained!.models[0]!.form === "factors";
    expect(metrics.effective_rank !== undefined).toBe(isFactors);
  },
);
