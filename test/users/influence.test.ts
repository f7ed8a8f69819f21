import { beforeAll, expect, test } from "vitest";
import { type Core, type Csr, loadCore, type ValuedCsr } from "../../src/core/index.ts";
import { addPairs, distinctPairs } from "../../src/log/index.ts";
import {
  addLifts,
  type Choices,
  chooseFreely,
  influenceOf,
  slateWeights,
  truthUnder,
  usersSchema,
} from "../../src/users/index.ts";
import { type LiftedLogit, logitOf, truthOf, type World } from "../../src/world/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const choices = (...pairs: [number, number][]): Choices => ({
  user: Int32Array.from(pairs, ([user]) => user),
  item: Int32Array.from(pairs, ([, item]) => item),
});

const network = (users: number, ...pairs: [number, number][]): Csr => {
  const { user, item } = choices(...pairs);
  return addPairs(distinctPairs(user, item, users, users), item, user, users);
};

const entries = ({ indptr, indices, values }: ValuedCsr, user: number) =>
  Array.from(indices.subarray(indptr[user], indptr[user + 1]), (item, n) => [item, values[indptr[user]! + n]]);

/** User 0 has four friends; two of them chose item 0, one of these twice, and one item 2. */
const friends = network(6, [0, 1], [0, 2], [0, 3], [0, 4], [4, 5]);
const round = choices([1, 0], [1, 0], [2, 0], [3, 2], [0, 1], [5, 2]);

test("influence is strength times the share of friends who chose the item", () => {
  const lift = influenceOf(friends, [round], 3, { strength: 2, memory: 1 })!;
  expect(entries(lift, 0)).toEqual([
    [0, 1],
    [2, 0.5],
  ]);
  expect(entries(lift, 1)).toEqual([[1, 2]]);
  expect(entries(lift, 4)).toEqual([
    [1, 1],
    [2, 1],
  ]);
  expect(entries(lift, 5)).toEqual([]);
});

test("rounds before the memory do not count, and a friend counts once whatever the rounds", () => {
  const before = choices([1, 0], [4, 0]);
  const one = influenceOf(friends, [before, round], 3, { strength: 2, memory: 1 })!;
  const two = influenceOf(friends, [before, round], 3, { strength: 2, memory: 2 })!;
  expect(entries(one, 0)[0]).toEqual([0, 1]);
  expect(entries(two, 0)[0]).toEqual([0, 1.5]);
});

test.each([
  ["no strength", friends, [round], 0],
  ["no friends", undefined, [round], 1],
  ["nothing remembered", friends, undefined, 1],
  ["nothing chosen", friends, [choices()], 1],
] as const)("%s is no lift at all", (_, known, recent, strength) => {
  expect(influenceOf(known, recent, 3, { strength, memory: 1 })).toBeUndefined();
});

test("more entries than are first made room for", () => {
  const users = 60;
  const pairs = Array.from({ length: users }, (_, u): [number, number] => [u, (u + 1) % users]);
  const chosen = choices(
    ...Array.from({ length: users * 40 }, (_, n): [number, number] => [n % users, Math.floor(n / users)]),
  );
  const lift = influenceOf(network(users, ...pairs), [chosen], 40, { strength: 1, memory: 1 })!;
  expect(lift.indices).toHaveLength(users * 40);
  expect(lift.values.every((value) => value === 1)).toBe(true);
  expect(lift.indices.every((item, n) => item === n % 40)).toBe(true);
});

test("a truth loses its lift with the choices it came from", () => {
  const factors = { dims: 1, users: new Float32Array(6), items: new Float32Array(3) };
  const world = { preferences: { factors, scale: 1, intercepts: new Float32Array(3), outside: true } } as World;
  const options = usersSchema.parse({ influence: { strength: 2 } });
  const minds = { tastes: factors.users };
  const plain = truthOf(world);
  const lift = influenceOf(friends, [round], 3, options.influence)!;
  const lifted = truthUnder(plain, minds, world, options, lift);
  expect(lifted).toEqual({ ...plain, lift });
  expect(truthUnder(lifted, minds, world, options)).toEqual(plain);
  expect(truthUnder(plain, minds, world, options)).toBe(plain);
});

test("lifts add up pair by pair", () => {
  const csr = (indptr: number[], indices: number[], values: number[]): ValuedCsr => ({
    indptr: Int32Array.from(indptr),
    indices: Int32Array.from(indices),
    values: Float32Array.from(values),
  });
  const a = csr([0, 2, 2, 3], [0, 2, 1], [1, 2, 3]);
  const b = csr([0, 2, 3, 3], [1, 2, 0], [4, 5, 6]);
  expect(addLifts(a, b)).toEqual(csr([0, 3, 4, 5], [0, 1, 2, 0, 1], [1, 4, 7, 6, 3]));
  expect(addLifts(a, undefined)).toBe(a);
  expect(addLifts(undefined, b)).toBe(b);
});

/** User 0's logit over three items of equal utility 0, with the influence of the round. */
function influenced(strength: number, outside: boolean): LiftedLogit {
  const factors = { dims: 1, users: new Float32Array(6), items: new Float32Array(3) };
  const world = { preferences: { factors, scale: 1, intercepts: new Float32Array(3), outside: true } } as World;
  const lift = influenceOf(friends, [round], 3, { strength, memory: 1 })!;
  return logitOf(world, { ...truthOf(world), lift }, 1, outside);
}

test("in a slate, the odds of an item rise by exactly e^(strength · share)", () => {
  const slates = { k: 3, owner: Int32Array.of(0), items: Int32Array.of(1, 0, 2) };
  const weights = slateWeights(core, influenced(1.5, true), new Float64Array(3), slates);
  // the core's exp is within 1 ulp, and so is each quotient
  expect(weights[1]! / weights[0]!).toBeCloseTo(Math.exp(1.5 * 0.5), 14);
  expect(weights[2]! / weights[0]!).toBeCloseTo(Math.exp(1.5 * 0.25), 14);
  expect(weights[3]! / weights[0]!).toBeCloseTo(1, 14);
});

test("in free choice likewise: 20000 choices", async () => {
  const users = new Int32Array(20_000);
  const draws = users.map((_, n) => n);
  const key = { seed: 5, replicate: 1 };
  const chosen = await chooseFreely(core, influenced(3, true), users, draws, {}, { key, round: 1 });
  const counts = new Float64Array(4);
  for (const item of chosen) counts[item < 0 ? 3 : item]!++;
  const odds = [Math.exp(1.5), 1, Math.exp(0.75), 1];
  const total = odds.reduce((sum, x) => sum + x, 0);
  const share = odds.map((x) => x / total);
  expect(Math.abs(zOfCounts(counts, share))).toBeLessThan(4);
});
