import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { AUTHENTIC, SYNTHETIC } from "../../src/log/index.ts";
import type { World } from "../../src/world/index.ts";
import { zOfShare } from "./statistics.ts";
import { type Given, ials, optionsOf, run, smallWorld, worldOfShares } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const names = ["authentic_rows_bought", "synthetic_rows", "exploration_slots", "utility_forgone", "training_work"];

/** Rounds 0 to 3, with the ledger. */
const ledger = (given: Given, other = world) =>
  run(optionsOf(core, other, { recommender: { model: ials }, metrics: names, ...given }));

test("without a safeguard nothing is paid but training", async () => {
  const [before, ...rounds] = await ledger({});
  expect(Object.keys(before!.metrics)).toEqual(["authentic_rows_bought", "synthetic_rows", "training_work"]);
  for (const { metrics } of rounds) {
    expect(metrics).toMatchObject({
      authentic_rows_bought: 0,
      synthetic_rows: 0,
      exploration_slots: 0,
      utility_forgone: 0,
    });
    expect(metrics.training_work).toBeGreaterThan(0);
  }
});

test("rows bought are the authentic ones but for what users find by themselves", async () => {
  for (const by of ["fresh", "replayed"]) {
    const data = { authentic: { share: 0.3, by }, synthetic: { share: 0.2 } };
    for (const organic of [0, 0.4]) {
      for (const { metrics, interactions } of (await ledger({ users: { organic }, data })).slice(1)) {
        const { provenance } = interactions.rows;
        const authentic = provenance.filter((p) => p === AUTHENTIC).length;
        if (organic === 0) expect(metrics.authentic_rows_bought).toBe(authentic);
        else expect(metrics.authentic_rows_bought).toBeLessThan(authentic);
        expect(metrics.authentic_rows_bought).toBeGreaterThan(0);
        expect(metrics.synthetic_rows).toBe(provenance.filter((p) => p === SYNTHETIC).length);
      }
    }
  }
});

test("slots given to exploration: all of them at ε = 1, a share ε else, of 8,000 slots", async () => {
  const wide = worldOfShares(core, { items: 30, exponent: 1 }, 500, 1);
  const of = async (explore: number | object) =>
    (await ledger({ recommender: { model: { kind: "popularity" }, slate: 4, explore }, rounds: 4 }, wide))
      .slice(1)
      .map(({ metrics }) => metrics.exploration_slots!);
  expect(await of(1)).toEqual([1, 1, 1, 1]);
  const shares = await of(0.15);
  expect(Math.abs(zOfShare(shares.reduce((a, b) => a + b) * 2000, 8000, 0.15))).toBeLessThan(4);
  expect(new Set(shares).size).toBeGreaterThan(1);
  const requests = await of({ by: "request", rate: 0.15 });
  expect(Math.abs(zOfShare(requests.reduce((a, b) => a + b) * 500, 2000, 0.15))).toBeLessThan(4);
  for (const share of requests) expect(share * 500).toBeCloseTo(Math.round(share * 500), 9);
});

test("slots given to exploration: under a rank that draws, those with an item that is not in the greedy slate", async () => {
  const of = async (rank: unknown, explore = 0) => {
    const recommender = { model: { kind: "popularity" }, slate: 4, rank, explore };
    const rounds = await ledger({ recommender, rounds: 3 }, worldOfShares(core, { items: 30, exponent: 1 }, 500, 1));
    return rounds.slice(1).map(({ metrics }) => metrics.exploration_slots!);
  };
  // far above the range of scores all items are alike: 26 of 30 are not among the best four, and slots hold them as often
  const flat = await of({ kind: "softmax", temperature: 1e6 });
  expect(Math.abs(flat.reduce((a, b) => a + b) / 3 - 26 / 30)).toBeLessThan(4 * Math.sqrt((26 * 4) / 900 / (3 * 500)));
  expect(await of({ kind: "softmax", temperature: 1e-9 })).toEqual([0, 0, 0]);
  for (const share of await of("proportional")) expect(share).toBeGreaterThan(0.1);
  expect(await of("proportional", 1)).toEqual([1, 1, 1]);
});

test("exploration and random ranking forgo what users would gain from an oracle's best slates: that is the regret", async () => {
  for (const more of [{ explore: 0.5 }, { rank: "proportional" }, { rerank: [{ kind: "random", slots: 2 }] }]) {
    const recommender = { model: { kind: "oracle" }, slate: 5, ...more };
    const rounds = await ledger({ recommender, metrics: [...names, "regret_current"] });
    for (const { metrics } of rounds.slice(1)) {
      expect(metrics.utility_forgone).toBeGreaterThan(0);
      // the oracle's scores are float32 utilities, and so are those that the best slate is searched with
      expect(Math.abs(metrics.utility_forgone! - metrics.regret_current!)).toBeLessThan(1e-6);
    }
  }
});

test("a random model forgoes nothing by exploring, within four standard errors over 30 rounds", async () => {
  const recommender = { model: { kind: "random" }, slate: 5, explore: 1 };
  const rounds = await ledger({ recommender, rounds: 30 });
  const values = rounds.slice(1).map(({ metrics }) => metrics.utility_forgone!);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const sd = Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
  expect(sd).toBeGreaterThan(0);
  expect(Math.abs(mean) / (sd / Math.sqrt(values.length))).toBeLessThan(4);
});

test("training work by the published formula, and none in rounds that do not train", async () => {
  const model = { kind: "ials", factors: 3, sweeps: 4, warmSweeps: 2 };
  const rounds = await ledger({ recommender: { model, every: 2 }, rounds: 4 });
  const work = rounds.map(({ metrics }) => metrics.training_work!);
  const pairs = new Set(Array.from(world.log.user, (u, r) => `${u} ${world.log.item[r]}`)).size;
  const filled = new Set(world.log.user).size + new Set(world.log.item).size;
  const sweep = (world.users + world.items) * 6 + pairs * 18 + filled * (4.5 + 9);
  expect(work.slice(0, 3)).toEqual([4 * sweep, 2 * sweep, 0]);
  expect(work[3]).toBeGreaterThan(2 * sweep);
  expect(work[4]).toBe(0);
  const cg = await ledger({ recommender: { model: { ...model, solver: "cg", cgSteps: 3 } }, rounds: 0 });
  expect(cg[0]!.metrics.training_work).toBe(4 * ((world.users + world.items) * 6 + 4 * (4 * pairs * 3 + filled * 9)));
  const popular = await ledger({ recommender: { model: { kind: "popularity" } }, rounds: 0 });
  expect(popular[0]!.metrics.training_work).toBe(pairs + world.items);
  for (const kind of ["random", "oracle"]) {
    expect((await ledger({ recommender: { model: { kind } }, rounds: 0 }))[0]!.metrics.training_work).toBe(0);
  }
});

test("replace, trained every third round, learns from what came since the last training and loses none of it", async () => {
  const data = { regime: "replace", rows: 50 };
  const recommender = { model: { kind: "popularity" }, every: 3 };
  const rounds = await run(optionsOf(core, world, { recommender, data, rounds: 8 }));
  const logged = rounds.map(({ state }) => state.log.map(({ round }) => round[0]));
  // trained in rounds 1, 4 and 7
  expect(logged.slice(3, 8)).toEqual([[1, 2, 3], [4], [4, 5], [4, 5, 6], [7]]);
  expect(rounds.map(({ state }) => state.trained!.rows.reduce((a, b) => a + b))).toEqual([
    ...new Array(4).fill(world.log.user.length),
    ...new Array(3).fill(150),
    ...new Array(2).fill(150),
  ]);
});

test("what stays short is not paid for: rows that were not found, slots that hold nothing", async () => {
  // everything there is has been consumed after a round or two: 4 items a user
  const few = await smallWorld(core, { items: 4, topics: 2 });
  const rounds = await ledger(
    {
      users: { repeats: "deny" },
      recommender: { model: { kind: "popularity" }, slate: 3, explore: 1 },
      data: { authentic: { share: 0.5 } },
    },
    few,
  );
  let missing = 0;
  for (const { metrics, interactions } of rounds.slice(1)) {
    missing += interactions.missing;
    const authentic = interactions.rows.provenance.filter((p) => p === AUTHENTIC).length;
    expect(metrics.authentic_rows_bought).toBe(authentic);
    if (metrics.exploration_slots !== undefined) expect(metrics.exploration_slots).toBe(1);
  }
  expect(missing).toBeGreaterThan(0);
  const short = rounds
    .slice(1)
    .flatMap(({ interactions }) => interactions.firstSlates.flatMap(({ items }) => [...items]));
  expect(short.some((item) => item < 0) && short.some((item) => item >= 0)).toBe(true);
});

test("sources are trained too, models of equal options once", async () => {
  const work = async (...models: object[]) => {
    const [model, ...sources] = models;
    const retrieve = sources.map((source) => ({ model: source, count: 10 }));
    return (await ledger({ recommender: { model, retrieve }, rounds: 0 }))[0]!.metrics.training_work!;
  };
  const popular = { kind: "popularity" };
  const [one, other] = [await work(ials), await work(popular)];
  expect(await work(ials, popular)).toBe(one + other);
  expect(await work(ials, popular, ials, popular)).toBe(one + other);
});
