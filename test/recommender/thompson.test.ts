import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import { alsProblem, drawUsers, factorsOf, type IalsOptions } from "../../src/models/index.ts";
import { recommend, recommenderSchema, serviceOf, slotLaw, trainModels } from "../../src/recommender/index.ts";
import { contextOf } from "../models/context.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { key } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const size = { users: 4, items: 7 };
/** Every item has users of its own, so that no two have the same factors; user 3 has no rows. */
const entries = [
  ...[0, 2, 4, 6].map((item) => [0, item] as const),
  ...[1, 2, 5, 6].map((item) => [1, item] as const),
  ...[3, 4, 5, 6].map((item) => [2, item] as const),
];
const samples = 5;
const k = 3;

async function settingOf(explore: unknown, visits: number) {
  const rank = { kind: "thompson", samples, sigma: 0.6 };
  const options = recommenderSchema.parse({ slate: k, rank, explore, model: { kind: "ials", factors: 2 } });
  const context = contextOf(core, { ...size, entries });
  const history = { indptr: new Int32Array(5), indices: new Int32Array(0) };
  const service = await serviceOf(core, await trainModels(context, options), options, history);
  const available = new Uint8Array(size.items).fill(1);
  const showing = { core, key, round: 3, options, eligibility: { available } };
  const occasions = { users: new Int32Array(visits), draws: Int32Array.from({ length: visits }, (_, n) => n) };
  return { showing, service, occasions, options, context };
}

/** The order of all items by each particle of user 0, from the posterior itself. */
async function particlesOf({ service, options, context }: Awaited<ReturnType<typeof settingOf>>): Promise<number[][]> {
  const stream = { key, round: 3, purpose: purposes.posterior };
  const factors = factorsOf(service.model);
  const orders: number[][] = [];
  for (let m = 0; m < samples; m++) {
    const rows = context.training.byUser;
    const shape = options.model as IalsOptions;
    const problem = { history: rows, options: shape, items: size.items };
    const x = await drawUsers(core, factors, problem, Int32Array.of(0), m, 0.6, stream);
    const score = (i: number) => x[0]! * factors.items[2 * i]! + x[1]! * factors.items[2 * i + 1]!;
    orders.push([...Array(size.items).keys()].sort((a, b) => score(b) - score(a)));
  }
  return orders;
}

/** P(slate of k), summed over the particles and the coins of exploration. */
function chanceOfSlate(orders: number[][], slate: readonly number[], by: string, rate: number): number {
  const uniform = slate.reduce((p, _, slot) => p / (size.items - slot), 1);
  const ranked = (order: number[]) =>
    slate.reduce((p, item, slot) => {
      const best = order.find((i) => !slate.slice(0, slot).includes(i));
      const greedy = item === best ? 1 : 0;
      return p * (by === "slot" ? (1 - rate) * greedy + rate / (size.items - slot) : greedy);
    }, 1);
  const mean = orders.reduce((sum, order) => sum + ranked(order), 0) / samples;
  return by === "slot" ? mean : (1 - rate) * mean + rate * uniform;
}

const cases = [0, 0.3, { by: "request", rate: 0.25 }].map((explore) => {
  const { by, rate } = typeof explore === "object" ? explore : { by: "slot", rate: explore };
  return { explore, by, rate };
});

test.each(cases)("the propensities of a slate multiply to its share of particles: ε $rate by $by", async (given) => {
  const setting = await settingOf(given.explore, 400);
  const orders = await particlesOf(setting);
  expect(new Set(orders.map((order) => order.slice(0, k).join(" "))).size).toBeGreaterThan(2);
  const { items, propensity } = await recommend(setting.showing, setting.service, setting.occasions);
  for (let row = 0; row < 400; row++) {
    const slate = [...items.subarray(row * k, (row + 1) * k)];
    const product = propensity.subarray(row * k, (row + 1) * k).reduce((p, q) => p * q, 1);
    const expected = chanceOfSlate(orders, slate, given.by, given.rate);
    expect(expected).toBeGreaterThan(0);
    expect(Math.abs(product / expected - 1)).toBeLessThan(1e-12);
  }
});

test.each(cases)("10,000 visits follow the law of their slots: ε $rate by $by", async (given) => {
  const setting = await settingOf(given.explore, 10_000);
  const { items, chance } = await slotLaw(setting.showing, setting.service, setting.occasions);
  for (let slot = 0; slot < k; slot++) {
    const first = [...items.subarray(0, slot)].join();
    const counts = new Float64Array(size.items);
    for (let row = 0; row < 10_000; row++) {
      if ([...items.subarray(row * k, row * k + slot)].join() === first) counts[items[row * k + slot]!]!++;
    }
    const of = chance(0, slot);
    const chances = Array.from(counts, (_, item) => of(item));
    expect(Math.abs(chances.reduce((a, b) => a + b) - 1)).toBeLessThan(1e-12);
    expect(zOfCounts(counts, chances)).toBeLessThan(4);
  }
});

test("a particle is the same at every visit of a round, and another in the next", async () => {
  const setting = await settingOf(0, 200);
  const slates = async (round: number) => {
    const { items } = await recommend({ ...setting.showing, round }, setting.service, setting.occasions);
    return new Set(Array.from({ length: 200 }, (_, row) => items.subarray(row * k, (row + 1) * k).join(" ")));
  };
  const [a, b] = [await slates(3), await slates(4)];
  expect(a.size).toBeLessThanOrEqual(samples);
  expect([...a]).not.toEqual([...b]);
});

test("the posterior is that of training: impressions without a choice count, items still to come do not", async () => {
  const rank = { kind: "thompson", sigma: 0 };
  const options = recommenderSchema.parse({ rank, model: { kind: "ials", factors: 2 } });
  const negatives = [[0, 1, 2.5] as const, [0, 2, 1] as const, [2, 0, 4] as const];
  const here = { users: size.users, items: size.items };
  const context = { ...contextOf(core, { ...size, items: size.items + 9, entries, negatives }), here };
  const trained = await trainModels(context, options);
  const history = { indptr: new Int32Array(5), indices: new Int32Array(0) };
  const { posterior, model } = await serviceOf(core, trained, options, history);
  const shape = options.model as IalsOptions;
  const problem = alsProblem(core, { ...context.training, ...here }, shape);
  const { items, dims } = factorsOf(model);
  // without noise a draw is the mean: what the half-step of training solves
  const means = await core.solveRows(problem.users, items, dims, problem.unobservedWeight, problem.userRegularization);
  const stream = { key, round: 3, purpose: purposes.posterior };
  const drawn = await posterior!(Int32Array.of(0, 1, 2), 0, 0, stream);
  drawn.forEach((x, at) => {
    expect(Math.abs(x - means[at]!)).toBeLessThan(1e-5);
  });
});

test("users without a posterior get the best first", async () => {
  const { showing, service } = await settingOf(0, 1);
  const cold = { users: Int32Array.of(3, 3, 3), draws: Int32Array.of(0, 1, 2) };
  const { items, propensity } = await recommend(showing, service, cold);
  expect(items.subarray(0, k)).toEqual(items.subarray(k, 2 * k));
  // item 6 has three rows, and items 2, 4 and 5 tie at two
  expect([...propensity.subarray(0, k)]).toEqual([1, 1 / 3, 1 / 2]);
});

test.each(cases)("inclusion is the share of particles whose slates hold the item: ε $rate by $by", async (given) => {
  const setting = await settingOf(given.explore, 300);
  const orders = await particlesOf(setting);
  const all = [...Array(size.items).keys()];
  const expected = new Float64Array(size.items);
  for (const a of all) {
    for (const b of all.filter((i) => i !== a)) {
      for (const c of all.filter((i) => i !== a && i !== b)) {
        const p = chanceOfSlate(orders, [a, b, c], given.by, given.rate);
        for (const item of [a, b, c]) expected[item]! += p;
      }
    }
  }
  const showing = { ...setting.showing, wantsInclusion: true };
  const { items, inclusion } = await recommend(showing, setting.service, setting.occasions);
  items.forEach((item, at) => {
    expect(Math.abs(inclusion![at]! - expected[item]!)).toBeLessThan(1e-12);
  });
});
