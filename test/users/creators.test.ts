import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import {
  type Creators,
  exposureShares,
  firstCreators,
  giveUp,
  imitated,
  leavingChance,
  satisfied,
  sharedOut,
  stay,
} from "../../src/users/index.ts";

const key = { seed: 3, replicate: 1 };
let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const creatorsOf = (of: number[], count: number): Creators => ({
  of: Int32Array.from(of),
  present: new Uint8Array(count).fill(1),
  poor: new Int32Array(count),
});

test("creators start as specialists with equal portions", () => {
  const items = 60;
  const factors = new Float32Array(80 * 3);
  for (let i = 0; i < items; i++) factors[i * 3 + (i % 3)] = 1;
  const { of } = firstCreators(
    core,
    key,
    { count: 6, production: 0, imitation: 0, floor: 0, patience: 1 },
    factors,
    3,
    items,
  );
  for (let c = 0; c < 6; c++) {
    const own = Array.from(of.subarray(0, items).keys()).filter((i) => of[i] === c);
    expect(own.length).toBe(10);
    expect(new Set(own.map((i) => i % 3)).size).toBe(1);
  }
});

test("where one creator has all exposure the others leave after `patience` rounds, no sooner", () => {
  let creators = creatorsOf([0, 0, 1, 2], 3);
  const exposures = Float64Array.from([5, 3, 0, 0]);
  const settings = { floor: 0.5, patience: 3 };
  const present: number[][] = [];
  for (let round = 1; round <= 4; round++) {
    creators = giveUp(creators, exposures, settings);
    present.push(Array.from(creators.present));
  }
  expect(present).toEqual([
    [1, 1, 1],
    [1, 1, 1],
    [1, 0, 0],
    [1, 0, 0],
  ]);
});

test("a good round starts the count anew, and a round without slates does not count", () => {
  const settings = { floor: 0.5, patience: 2 };
  const bad = Float64Array.from([8, 1]);
  const good = Float64Array.from([4, 4]);
  const none = new Float64Array(2);
  const after = (...rounds: Float64Array[]) =>
    Array.from(rounds.reduce((c, exposures) => giveUp(c, exposures, settings), creatorsOf([0, 1], 2)).present);
  expect(after(bad, good, bad)).toEqual([1, 1]);
  expect(after(bad, none, bad)).toEqual([1, 0]);
  expect(after(none, none, none)).toEqual([1, 1]);
});

test("new items are shared out within one of every creator's due, and in proportion on average", () => {
  const shares = exposureShares(creatorsOf([0, 1, 2, 2], 3), Float64Array.from([5, 1, 1, 3]));
  expect(Array.from(shares)).toEqual([0.5, 0.1, 0.4]);
  const rounds = 2000;
  const sums = new Float64Array(3);
  for (let round = 0; round < rounds; round++) {
    const owners = sharedOut(core, key, round, shares, 7);
    expect(owners.length).toBe(7);
    const counts = [0, 0, 0];
    for (const owner of owners) counts[owner]!++;
    counts.forEach((n, c) => {
      expect(Math.abs(n - 7 * shares[c]!)).toBeLessThan(1);
      sums[c]! += n;
    });
  }
  // each count is one of two neighbours: a standard deviation of at most 1/2
  shares.forEach((share, c) => {
    expect(Math.abs(sums[c]! / rounds - 7 * share) / (0.5 / Math.sqrt(rounds))).toBeLessThan(4);
  });
});

test("imitation 1 makes every new item point to what was shown, and 0 to one's own", () => {
  const factors = Float32Array.from([1, 0, 0, 2, 3, 0, 0, 0.5]); // items 2 and 3 are new
  const scene = {
    ...{ core, key, dims: 2, factors, available: Uint8Array.from([1, 1, 0, 0]) },
    exposures: Float64Array.from([1, 1, 0, 0]),
  };
  const creators = creatorsOf([0, 1, 0, 0], 2);
  const make = (imitation: number) =>
    imitated(scene, creators, Int32Array.from([2, 3]), Int32Array.from([0, 1]), imitation);
  const direction = (values: Float32Array, item: number) => {
    const [x, y] = [values[2 * item]!, values[2 * item + 1]!];
    return x / Math.sqrt(x * x + y * y);
  };
  const all = make(1);
  // the mean of (1, 0) and (0, 2)
  for (const item of [2, 3]) expect(direction(all, item)).toBeCloseTo(1 / Math.sqrt(5), 6);
  const own = make(0);
  expect(Array.from(own.subarray(4))).toEqual([1, 0, 0, 2]);
  const half = make(0.5);
  expect(direction(half, 2)).toBeLessThan(direction(own, 2));
  expect(direction(half, 2)).toBeGreaterThan(direction(all, 2));
  expect(all.subarray(0, 4)).toEqual(factors.subarray(0, 4));
});

const churn = { rate: 0.4, tolerance: 0.2, memory: 0.75 };

test("satisfaction is an exponential average of choices beside free choice's, of those who came", () => {
  const visits = { occasions: Int32Array.from([4, 0, 2]), choices: Int32Array.from([1, 0, 2]) };
  const s = satisfied(Float64Array.from([1, 0.5, 0.6]), visits, Float64Array.from([2, 2, 1.25]), churn);
  expect(Array.from(s)).toEqual([0.75 + 0.25 * 0.5, 0.5, expect.closeTo(0.45 + 0.25 * 1.25, 14)]);
});

test("the chance to leave grows from 0 at what is tolerated to the rate at no satisfaction", () => {
  expect(leavingChance(1.3, churn)).toBe(0);
  expect(leavingChance(0.8, churn)).toBeCloseTo(0, 12);
  expect(leavingChance(0.4, churn)).toBeCloseTo(0.2, 12);
  expect(leavingChance(0, churn)).toBe(0.4);
});

test("users leave as often as said, only of those who came, and nobody comes back: 20,000 users", () => {
  const users = 20_000;
  const present = Uint8Array.from({ length: users }, (_, u) => (u % 4 === 0 ? 0 : 1));
  const occasions = Int32Array.from({ length: users }, (_, u) => (u % 4 === 1 ? 0 : 1));
  const satisfaction = new Float64Array(users).fill(0.4);
  const visits = { occasions, choices: new Int32Array(users) };
  const after = stay(core, key, 5, present, satisfaction, visits, churn);
  let left = 0;
  for (let u = 0; u < users; u++) {
    if (u % 4 === 0) expect(after[u]).toBe(0);
    else if (u % 4 === 1) expect(after[u]).toBe(1);
    else left += 1 - after[u]!;
  }
  const n = users / 2;
  expect(Math.abs(left - 0.2 * n) / Math.sqrt(n * 0.2 * 0.8)).toBeLessThan(4);
});
