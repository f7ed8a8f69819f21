import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { dirichlet, gamma, poisson } from "../../src/world/draws.ts";
import { drawnWorld, totalActivity, worldSchema } from "../../src/world/index.ts";
import { zOfCounts, zOfMean } from "../simulation/statistics.ts";
import { naiveDeclines } from "./naive.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const stream = { key: { seed: 12, replicate: 1 }, purpose: 1, round: 0 };
const many = (n: number, draw: (agent: number) => number) => Array.from({ length: n }, (_, agent) => draw(agent));

/** Mean and variance of independent draws, each within 4 standard errors. */
function expectMoments(values: readonly number[], mean: number, variance: number): void {
  expect(Math.abs(zOfMean(values, mean))).toBeLessThan(4);
  const squares = values.map((x) => (x - mean) ** 2);
  expect(Math.abs(zOfMean(squares, variance))).toBeLessThan(4);
}

test.each([0.1, 0.7, 1, 4.5, 60])("gamma of shape %d has that mean and variance", (shape) => {
  expectMoments(
    many(8000, (agent) => gamma(core, stream, agent, 3, shape)),
    shape,
    shape,
  );
});

test("gamma of shape one is exponential, by deciles", () => {
  const counts = new Float64Array(10);
  for (const x of many(8000, (agent) => gamma(core, stream, agent, 0, 1)))
    counts[Math.floor(10 * (1 - Math.exp(-x)))]!++;
  expect(Math.abs(zOfCounts(counts, new Array(10).fill(0.1)))).toBeLessThan(4);
});

test("Dirichlet: on the simplex, with the means and variances of its concentrations", () => {
  const a = [0.2, 1, 3];
  const A = 4.2;
  const draws = Array.from({ length: 6000 }, (_, agent) => {
    const out = new Float32Array(3);
    dirichlet(core, stream, agent, a, out);
    return out;
  });
  for (const x of draws) {
    expect(x.every((share) => share >= 0)).toBe(true);
    // each share is rounded to float32 once
    expect(Math.abs(x[0]! + x[1]! + x[2]! - 1)).toBeLessThan(3 * 2 ** -24);
  }
  a.forEach((alpha, k) => {
    expectMoments(
      draws.map((x) => x[k]!),
      alpha / A,
      (alpha * (A - alpha)) / (A * A * (A + 1)),
    );
  });
});

test("a Dirichlet so sparse that its gammas underflow is a corner, each as likely", () => {
  const counts = new Float64Array(4);
  for (let agent = 0; agent < 2000; agent++) {
    const out = new Float32Array(4);
    dirichlet(core, stream, agent, [1e-5, 1e-5, 1e-5, 1e-5], out);
    expect(Math.abs(out.reduce((sum, x) => sum + x, 0) - 1)).toBeLessThan(4 * 2 ** -24);
    counts[out.indexOf(Math.max(...out))]!++;
  }
  expect(Math.abs(zOfCounts(counts, [0.25, 0.25, 0.25, 0.25]))).toBeLessThan(4);
});

test.each([0.05, 1, 5, 31.9, 32.1, 200])("Poisson of rate %d has that mean and variance", (rate) => {
  const values = many(6000, (agent) => poisson(core, stream, agent, 1, rate));
  expectMoments(values, rate, rate);
  expect(values.every((n) => Number.isInteger(n) && n >= 0)).toBe(true);
});

test("Poisson of rate one, by χ²", () => {
  const p = [0, 1, 2, 3, 4].map((n) => Math.exp(-1) / [1, 1, 2, 6, 24][n]!);
  const counts = new Float64Array(6);
  for (const n of many(8000, (agent) => poisson(core, stream, agent, 2, 1))) counts[Math.min(n, 5)]!++;
  expect(Math.abs(zOfCounts(counts, [...p, 1 - p.reduce((a, b) => a + b)]))).toBeLessThan(4);
});

const drawn = (given: object) => {
  const options = worldSchema.parse({ kind: "drawn", users: 600, items: 40, topics: 3, history: 2, ...given });
  if (options.kind !== "drawn") throw new Error("a drawn world was expected");
  return drawnWorld(core, { seed: 6, replicate: 1 }, options);
};

test("users who make the choices of their activity freely decline in the declared share of occasions", async () => {
  for (const outsideShare of [0.05, 0.3, 0.9]) {
    const world = await drawn({ outsideShare });
    const activity = totalActivity(world.activity);
    let [choices, declines] = [0, 0];
    activity.forEach((n, u) => {
      choices += n;
      declines += n * naiveDeclines(world.preferences, u);
    });
    // utilities near ten in float32: an intercept rounded by 10 · 2⁻²⁴ moves every odds by that much
    expect(Math.abs(declines / (declines + choices) - outsideShare)).toBeLessThan(64 * 2 ** -24);
  }
});

test("a level set on some of many users suits them all, also where users are dealt to groups in turn", async () => {
  const groups = [
    { name: "wide", weight: 1, taste: [9, 9, 9] },
    { name: "narrow", weight: 1, taste: [90, 1, 1] },
  ];
  const given = { users: 20_000, items: 20, history: 1, activity: { mean: 2, sigma: 0.5 }, tasteStrength: 8, groups };
  const world = await drawn({ ...given, outsideShare: 0.5 });
  const activity = totalActivity(world.activity);
  const declines = activity.map((n, u) => n * naiveDeclines(world.preferences, u));
  const choices = activity.reduce((a, b) => a + b, 0);
  const ratio = declines.reduce((a, b) => a + b, 0) / choices;
  // a ratio estimated on 10,000 of the 20,000 users: residuals d - ratio · n, and as half of all were
  // looked at, half the variance of 10,000 out of many
  const residuals = declines.reduce((total, d, u) => total + (d - ratio * activity[u]!) ** 2, 0) / world.users;
  const deviation = Math.sqrt(residuals / 10_000 / 2) / (choices / world.users) / ratio;
  const share = ratio / (1 + ratio);
  // d share = share (1 - share) d ln ratio
  expect(deviation / 4).toBeLessThan(0.005);
  expect(Math.abs(share - 0.5)).toBeLessThan((4 * deviation) / 4);
});

test("activity: a log-normal rate of the stated mean, Poisson by period", async () => {
  const flat = await drawn({ activity: { mean: 3, sigma: 0 } });
  expectMoments([...flat.activity.counts], 3, 3);
  const { activity } = await drawn({ users: 3000, history: 1, activity: { mean: 3, sigma: 0.6 } });
  // Var = E rate + Var rate = 3 + 9 (e^(σ²) - 1)
  expectMoments([...activity.counts], 3, 3 + 9 * (Math.exp(0.36) - 1));
});

test("the authentic log is as long as the activity, in order of users, and holds nothing back", async () => {
  const world = await drawn({});
  const perUser = totalActivity(world.activity);
  const counts = new Float64Array(world.users);
  for (const u of world.log.user) counts[u]!++;
  expect(counts).toEqual(perUser);
  expect(world.log.item.every((i) => i >= 0 && i < 40)).toBe(true);
  expect(world.log.provenance.every((p) => p === 0) && world.log.round.every((t) => t === 0)).toBe(true);
  const pairs = new Set(Array.from(world.log.user, (u, r) => `${u} ${world.log.item[r]}`));
  let heldOut = 0;
  for (let u = 0; u < world.users; u++) {
    for (let e = world.heldOut.indptr[u]!; e < world.heldOut.indptr[u + 1]!; e++, heldOut++) {
      expect(pairs.has(`${u} ${world.heldOut.indices[e]}`)).toBe(false);
    }
  }
  expect(heldOut).toBeGreaterThan(100);
});

test("groups are dealt by weight, any prefix alike, and take their own tastes", async () => {
  const groups = [
    { name: "one", weight: 2, taste: [50, 1, 1] },
    { name: "two", weight: 1, taste: [1, 1, 50] },
  ];
  const world = await drawn({ users: 90, groups });
  expect([...world.groups.subarray(0, 6)].filter((g) => g === 0).length).toBe(4);
  expect([...world.groups].filter((g) => g === 0).length).toBe(60);
  for (let n = 1; n <= 90; n++) {
    const first = world.groups.subarray(0, n).filter((g) => g === 0).length;
    expect(Math.abs(first - (2 * n) / 3)).toBeLessThan(1);
  }
  const { users, dims } = world.preferences.factors;
  world.groups.forEach((g, u) => {
    const own = users.subarray(u * dims, (u + 1) * dims);
    expect(own[g === 0 ? 0 : 2]!).toBeGreaterThan(own[g === 0 ? 2 : 0]!);
  });
});

test("popularity falls as rank^-exponent where taste has no strength", async () => {
  const world = await drawn({ tasteStrength: 0, popularityExponent: 1.5 });
  const { intercepts } = world.preferences;
  for (let i = 1; i < 40; i++) {
    const gap = intercepts[0]! - intercepts[i]!;
    expect(Math.abs(gap - 1.5 * Math.log(i + 1))).toBeLessThan(
      4 * 2 ** -24 * Math.abs(intercepts[i]!) + 4 * 2 ** -24 * 8,
    );
  }
});

const drawnAs = (given: object) => {
  const options = worldSchema.parse({ kind: "drawn", users: 400, items: 300, topics: 4, history: 1, ...given });
  if (options.kind !== "drawn") throw new Error("a drawn world was expected");
  return drawnWorld(core, { seed: 8, replicate: 1 }, options);
};

test("normal tastes and items: inner products have mean 0 and variance 1", async () => {
  const { preferences, users } = await drawnAs({ tastes: "normal", itemTopics: "normal", items: 400 });
  const { dims, users: X, items: Y } = preferences.factors;
  const product = (u: number) => {
    let dot = 0;
    for (let d = 0; d < dims; d++) dot += X[u * dims + d]! * Y[u * dims + d]!;
    return dot;
  };
  // each user with the item of the same number: independent products
  expectMoments(
    many(users, (u) => product(u)),
    0,
    1,
  );
});

test("uniform tastes lie between 0 and 1 and have their moments; an item of a single topic has just that", async () => {
  const { preferences } = await drawnAs({ tastes: "uniform", itemTopics: "single" });
  expectMoments([...preferences.factors.users], 1 / 2, 1 / 12);
  const topics = new Float64Array(4);
  for (let i = 0; i < 300; i++) {
    const row = [...preferences.factors.items.subarray(i * 4, i * 4 + 4)];
    expect(row.toSorted()).toEqual([0, 0, 0, 1]);
    topics[row.indexOf(1)]!++;
  }
  expect(Math.abs(zOfCounts(topics, [0.25, 0.25, 0.25, 0.25]))).toBeLessThan(4);
});

test("a concentration around a drawn mean: one mean for all, of the spread that the concentration gives", async () => {
  const taste = { concentration: 50, base: 2 };
  const { preferences } = await drawnAs({ groups: [{ name: "all", taste }], users: 3000 });
  const X = preferences.factors.users;
  const share = (k: number) => many(3000, (u) => X[u * 4 + k]!);
  for (let k = 0; k < 4; k++) {
    const values = share(k);
    const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
    // Dirichlet: var = m (1 - m) / (50 + 1); the estimated mean costs a degree of freedom of 3000
    expectMoments(values, mean, (mean * (1 - mean)) / 51);
  }
  const means = [0, 1, 2, 3].map((k) => share(k).reduce((sum, x) => sum + x, 0) / 3000);
  expect(Math.max(...means) - Math.min(...means)).toBeGreaterThan(0.05); // a mean of its own, not one alike in all topics
});

test("noise in appeal, and utilities as drawn where the outside share is unset", async () => {
  const { preferences } = await drawnAs({ popularityExponent: 0, qualitySigma: 0.7, outsideShare: "unset" });
  expectMoments([...preferences.intercepts], 0, 0.49);
  const plain = await drawnAs({ popularityExponent: 1, outsideShare: "unset" });
  expect(plain.preferences.intercepts[0]! + 0).toBe(0);
  expect(plain.preferences.intercepts[1]).toBe(Math.fround(-Math.log(2)));
});

test("activity that is rounded is the user's mean rounded, alike in every period", async () => {
  const { activity } = await drawn({ users: 300, history: 3, activity: { mean: 2.4, sigma: 0, draw: "rounded" } });
  expect(activity.counts).toEqual(new Int32Array(900).fill(2));
  const uneven = await drawn({ users: 300, history: 2, activity: { mean: 3, sigma: 0.8, draw: "rounded" } });
  const [first, second] = [0, 1].map((p) => uneven.activity.counts.filter((_, n) => n % 2 === p));
  expect(first).toEqual(second);
  expect(new Set(first).size).toBeGreaterThan(3);
});
