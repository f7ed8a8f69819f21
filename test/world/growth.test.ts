import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import {
  arrivedBy,
  availableIn,
  catalogueSchema,
  firstCatalogue,
  grownWorld,
  type World,
} from "../../src/world/index.ts";
import { smallWorld } from "../simulation/support.ts";

const key = { seed: 9, replicate: 2 };
let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  const groups = [
    { name: "narrow", weight: 1, taste: 0.1 },
    { name: "broad", weight: 3, taste: 2 },
  ];
  world = await smallWorld(core, { groups, users: 60 });
});

const length = (vector: Float32Array) => Math.sqrt(vector.reduce((sum, x) => sum + x * x, 0));
const row = (rows: Float32Array, n: number, dims: number) => rows.slice(n * dims, (n + 1) * dims);

test("a world of the size it has is itself", () => {
  expect(grownWorld(core, key, world, world, 1)).toBe(world);
});

test("residents keep everything, whatever comes after them; a newcomer does not depend on how many more come", () => {
  const large = grownWorld(core, key, world, { users: 90, items: 50 }, 0.5);
  const small = grownWorld(core, key, world, { users: 70, items: 35 }, 0.5);
  for (const [few, many] of [
    [world, small],
    [small, large],
  ] as const) {
    const { factors, intercepts } = many.preferences;
    const begins = (longer: ArrayLike<number>, shorter: ArrayLike<number>) =>
      expect(Array.from(longer).slice(0, shorter.length)).toEqual(Array.from(shorter));
    begins(factors.users, few.preferences.factors.users);
    begins(factors.items, few.preferences.factors.items);
    begins(intercepts, few.preferences.intercepts);
    begins(many.groups, few.groups);
    begins(many.activity.counts, few.activity.counts);
    begins(many.heldOut.indptr, few.heldOut.indptr);
  }
  expect(large.log).toBe(world.log);
  expect(large.attributes).toBe(large.preferences.factors.items);
});

test("a newcomer is ¾ one resident and ¼ another of the group, as long as the first, with the first one's activity", () => {
  const { preferences, groups, activity } = grownWorld(core, key, world, { users: 90, items: 30 }, 0);
  const { dims, users } = preferences.factors;
  const { periods } = activity;
  for (let u = 60; u < 90; u++) {
    const x = row(users, u, dims);
    const parents = [];
    for (let a = 0; a < 60; a++) {
      for (let b = 0; b < 60; b++) {
        if (a === b || groups[a] !== groups[u] || groups[b] !== groups[u]) continue;
        const [xa, xb] = [row(users, a, dims), row(users, b, dims)];
        const mixed = xa.map((v, d) => 0.75 * v + 0.25 * xb[d]!);
        const stretched = mixed.map((v) => (v * length(xa)) / length(mixed));
        // float32 rounding of a unit vector's components
        if (stretched.every((v, d) => Math.abs(v - x[d]!) < 4 * 2 ** -24)) parents.push(a);
      }
    }
    expect(parents.length, `user ${u}`).toBeGreaterThan(0);
    const counts = (user: number) => Array.from(activity.counts.slice(user * periods, (user + 1) * periods));
    expect(parents.map(counts)).toContainEqual(counts(u));
  }
});

test("new items' quality is a resident's, with normal noise of the stated size", () => {
  const items = 4030;
  const sigma = 0.7;
  const plain = grownWorld(core, key, world, { users: 60, items }, 0).preferences.intercepts.subarray(30);
  const noisy = grownWorld(core, key, world, { users: 60, items }, sigma).preferences.intercepts.subarray(30);
  const residents = new Set(world.preferences.intercepts);
  expect(plain.every((b) => residents.has(b))).toBe(true);
  const z = noisy.map((b, n) => (b - plain[n]!) / sigma);
  const mean = z.reduce((sum, x) => sum + x, 0) / z.length;
  const variance = z.reduce((sum, x) => sum + x * x, 0) / z.length;
  // 4000 normal draws: the mean has standard error 1/√n, the mean square √(2/n)
  expect(Math.abs(mean) * Math.sqrt(z.length)).toBeLessThan(4);
  expect(Math.abs(variance - 1) / Math.sqrt(2 / z.length)).toBeLessThan(4);
});

test("as many have come as are said to come, off by less than one, and none before round 2", () => {
  for (const perRound of [0, 0.3, 1, 2.5, 7]) {
    let before = 0;
    for (let round = 0; round <= 40; round++) {
      const by = arrivedBy(core, key, 123, perRound, round);
      expect(Math.abs(by - perRound * Math.max(0, round - 1))).toBeLessThan(1);
      expect(by).toBeGreaterThanOrEqual(before);
      if (round < 2) expect(by).toBe(0);
      before = by;
    }
  }
});

test("with a lifetime of n rounds an n-th of the first items leaves before each of the rounds 2 to n + 1", () => {
  const options = catalogueSchema.parse({ arrivals: 1, lifetime: 5 });
  const catalogue = firstCatalogue(core, key, options, 100, 120);
  const left = Array.from({ length: 8 }, (_, round) => availableIn(catalogue, round).reduce((n, flag) => n + flag, 0));
  expect(left).toEqual([100, 100, 80, 60, 40, 20, 0, 0]);
});
