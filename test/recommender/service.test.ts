import { beforeAll, expect, test } from "vitest";
import { type Core, type Csr, loadCore } from "../../src/core/index.ts";
import { distinctPairs } from "../../src/log/index.ts";
import { factorsOf, foldIn, type IalsOptions, scoresOf, train } from "../../src/models/index.ts";
import { recommend, recommenderSchema, serviceOf, trainModels } from "../../src/recommender/index.ts";
import { contextOf } from "../models/context.ts";
import { key, slatesOf } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

/** Users 0 to 3 have rows of items 0 to 3, user 4 none; nobody was seen with items 4 and 5. */
const entries = [
  [0, 0],
  [0, 1],
  [1, 0],
  [1, 2],
  [2, 0],
  [2, 3],
  [3, 1],
  [3, 0],
] as const;
const size = { users: 5, items: 6 };
const nothing: Csr = { indptr: new Int32Array(6), indices: new Int32Array(0) };

async function showing(given: object, history = nothing) {
  const options = recommenderSchema.parse({ slate: 3, model: { kind: "ials", factors: 2 }, ...given });
  const trained = await trainModels(contextOf(core, { ...size, entries }), options);
  const service = await serviceOf(core, trained, options, history);
  const show = async (users: readonly number[], excluded?: Csr) => {
    const available = new Uint8Array(size.items).fill(1);
    const eligibility = { available, ...(excluded ? { excluded } : {}) };
    const draws = users.map((u, n) => n - users.indexOf(u));
    const occasions = { users: Int32Array.from(users), draws: Int32Array.from(draws) };
    const shown = await recommend({ core, key, round: 1, options, eligibility }, service, occasions);
    const slates = Array.from(shown.rows, (row) => [...shown.items.subarray(3 * row, 3 * row + 3)]);
    return { slates, cold: Array.from(shown.rows, (row) => shown.cold[row]), propensity: shown.propensity };
  };
  return { options, service, show };
}

const everybody = [0, 1, 2, 3, 4];
const often = Array.from({ length: 300 }, () => 4);

test.each(["popularity", "foldIn", "random"])(
  "coldItem deny never retrieves an unseen item, also for users on %s",
  async (coldUser) => {
    for (const rank of ["greedy", "proportional"]) {
      const { show } = await showing({ coldUser, rank });
      const { slates } = await show(everybody);
      expect(slates.flat().every((item) => item >= 0 && item < 4)).toBe(true);
      expect(slates.every((slate) => new Set(slate).size === 3)).toBe(true);
    }
  },
);

test("an unseen item can be explored, or allowed", async () => {
  const explored = await (await showing({ explore: 0.5 })).show(often);
  expect(explored.slates.flat()).toContain(5);
  const allowed = await (await showing({ coldUser: "random", coldItem: "allow", rank: "proportional" })).show(often);
  expect(allowed.slates.flat()).toContain(5);
});

test("a cold user gets popularity of the same training set", async () => {
  const { show, service } = await showing({ coldUser: "popularity" });
  const { slates, cold } = await show(everybody);
  expect(cold).toEqual([0, 0, 0, 0, 1]);
  expect([...service.cold]).toEqual([0, 0, 0, 0, 1]);
  // item 0 has four rows, item 1 two, items 2 and 3 one each
  expect(slates[4]!.slice(0, 2)).toEqual([0, 1]);
  expect([...service.userWeights]).toEqual([2, 2, 2, 2, 0]);
});

test("a cold user may get a slate at random, another in every round", async () => {
  const { show } = await showing({ coldUser: "random", rank: "proportional" });
  const { slates } = await show(often);
  expect(new Set(slates.map((slate) => slate.join(" "))).size).toBe(4 * 3 * 2); // every order of three of the four
});

test("a cold user may be folded in from what the user has consumed", async () => {
  const history = distinctPairs(Int32Array.of(4, 4, 0), Int32Array.of(0, 2, 3), 5, 6);
  const { options, service } = await showing({ coldUser: "foldIn" }, history);
  const own = { indptr: Int32Array.of(0, 0, 0, 0, 0, 2), indices: Int32Array.of(0, 2), weights: Float64Array.of(1, 1) };
  const expected = await foldIn(core, factorsOf(service.model), own, options.model as IalsOptions);
  expect(factorsOf(service.standIn).users).toEqual(expected);
  expect(factorsOf(service.standIn).items).toEqual(factorsOf(service.model).items);
  expect([...factorsOf(service.model).users.subarray(8)]).toEqual([0, 0]);
  expect(factorsOf(service.standIn).users[8]).not.toBe(0);
});

test("a model that needs no rows of users serves cold ones as it serves others", async () => {
  for (const kind of ["popularity", "random"]) {
    const { service } = await showing({ model: { kind } });
    expect(service.cold.some((cold) => cold === 1)).toBe(true);
    expect(service.standIn).toBe(service.model);
  }
});

test.each([0, 0.5, 1])(
  "what is excluded is never shown, and a slate is short where too little is left (ε = %d)",
  async (explore) => {
    const rows = distinctPairs(Int32Array.of(0, 0, 0, 4, 4, 4, 4, 4), Int32Array.of(0, 2, 5, 0, 1, 2, 4, 5), 5, 6);
    for (const rank of ["greedy", "proportional"]) {
      const { show } = await showing({ explore, rank });
      const { slates, propensity } = await show([0, 0, 0, 0, 1, 2, 3, 4, 4, 4], rows);
      expect(
        slates
          .slice(0, 4)
          .flat()
          .some((item) => [0, 2, 5].includes(item)),
      ).toBe(false);
      // user 4 has item 3 left, and it stands in one slot
      for (const slate of slates.slice(7)) expect(slate.filter((item) => item >= 0)).toEqual([3]);
      slates.flat().forEach((item, n) => {
        expect(propensity[n]! > 0).toBe(item >= 0);
      });
    }
  },
);

test("greedy slates are the k best in order of score, whatever stands elsewhere in the catalogue", async () => {
  const [slate] = await slatesOf(core, { scores: [0.1, 3, -2, 7, 0.2], options: { slate: 4 } }, 1);
  expect(slate).toEqual({ items: [3, 1, 4, 0], propensity: [1, 1, 1, 1] });
});

test("a user who comes twice gets the same greedy slate, and one who samples gets others", async () => {
  const scores = [1, 1, 1, 1, 1, 1];
  const [a, b] = await slatesOf(core, { scores, options: { slate: 3 } }, 2);
  expect(a).toEqual(b);
  const sampled = await slatesOf(core, { scores, options: { slate: 3, rank: "proportional" } }, 20);
  expect(new Set(sampled.map(({ items }) => items.join(" "))).size).toBeGreaterThan(10);
});

test("sources have models, stand-ins and what they can retrieve of their own; equal options are trained once", async () => {
  const history = distinctPairs(Int32Array.of(4, 4), Int32Array.of(0, 2), 5, 6);
  const retrieve = [
    { model: { kind: "itemKnn", shrinkage: 0 }, count: 2 },
    { model: { kind: "ials", factors: 2 } },
    { model: { kind: "random" }, count: 3 },
  ];
  const { service } = await showing({ retrieve, coldUser: "foldIn" }, history);
  const [knn, ials, random] = service.sources;
  expect(service.sources.map(({ count }) => count)).toEqual([2, 100, 3]);
  expect(ials!.model).toBe(service.model);
  expect(ials!.standIn).toBe(service.standIn);
  expect([knn!.model.form, random!.model.form]).toEqual(["neighbours", "factors"]);
  expect([...knn!.retrievable]).toEqual([1, 1, 1, 1, 0, 0]);
  expect([...random!.retrievable]).toEqual([1, 1, 1, 1, 1, 1]);
  // user 4 is known to the random model alone, and folded in by what it had into the others
  expect([knn, ials, random].map((source) => source!.model.knowsUser[4])).toEqual([0, 0, 1]);
  const similar = scoresOf(knn!.standIn, 4, Int32Array.of(0, 1, 2, 3));
  // lists of items 0 and 2: users (0 1 2 3) and (1); cosines with item 1, of users (0 3), are 2 / √8 and 0
  const expected = [1 / 2, 2 / Math.sqrt(8), 1 / 2, 1 / 2];
  similar.forEach((score, i) => {
    expect(Math.abs(score - expected[i]!)).toBeLessThan(2 ** -24);
  });
});

test("a source goes on from its own last model, the ranking one from its own", async () => {
  const options = recommenderSchema.parse({
    model: { kind: "ials", factors: 2, warmSweeps: 1 },
    retrieve: [{ model: { kind: "ials", factors: 3, warmSweeps: 1 } }],
  });
  const context = contextOf(core, { ...size, entries });
  const first = await trainModels(context, options);
  const second = await trainModels({ ...context, round: 1 }, options, { ...first, options });
  for (const n of [0, 1]) {
    const model = n === 0 ? options.model : options.retrieve[0]!.model;
    const alone = await train({ ...context, previous: first.models[n] }, model);
    expect(second.models[n]).toEqual(alone);
    expect(second.models[n]).not.toEqual(first.models[n]);
  }
  expect(second.round).toBe(1);
});
