import { beforeAll, expect, test } from "vitest";
import { type Core, type Csr, type Eligibility, loadCore } from "../../src/core/index.ts";
import { addPairs, distinctPairs, emptyRows } from "../../src/log/index.ts";
import { type Choices, type Considering, considering, remembered } from "../../src/users/index.ts";
import { truthOf, type World } from "../../src/world/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const key = { seed: 8, replicate: 1 };

const choices = (...pairs: [number, number][]): Choices => ({
  user: Int32Array.from(pairs, ([user]) => user),
  item: Int32Array.from(pairs, ([, item]) => item),
});

const network = (users: number, ...pairs: [number, number][]): Csr => {
  const { user, item } = choices(...pairs);
  return addPairs(distinctPairs(user, item, users, users), item, user, users);
};

/** Four users and six items in two topics: items 0, 1 and 2 of the first, users 0 and 1 too. */
function setting(given: {
  recent?: Choices[];
  size?: number;
  memory?: number;
  friends?: Csr;
  items?: number;
}): Considering {
  const items = given.items ?? 6;
  const attributes = Float32Array.from({ length: 2 * items }, (_, n) =>
    (n >> 1) * 2 < items === (n % 2 === 0) ? 0.9 : 0.1,
  );
  const users = Float32Array.of(1, 0, 0.6, 0.4, 0.2, 0.8, 0, 1);
  const world = {
    users: 4,
    items,
    preferences: { factors: { dims: 2, users, items: attributes }, scale: 1, intercepts: new Float32Array(items) },
    attributes,
    attributeDims: 2,
    log: { ...emptyRows(2), item: Int32Array.of(3, 5), value: Float64Array.of(2, 1) },
    ...(given.friends ? { friends: given.friends } : {}),
  } as unknown as World;
  const options = { from: "catalogue" as const, size: given.size ?? 20, memory: given.memory ?? 1 };
  return {
    core,
    key,
    round: 2,
    world,
    truth: truthOf(world),
    available: new Uint8Array(items).fill(1),
    recent: given.recent ?? [],
    options,
  };
}

/** The set of one user on one occasion, ascending. */
function setOf(
  from: "popular" | "topic" | "friends",
  of: Considering,
  user: number,
  eligibility: Eligibility = {},
  draw = 0,
) {
  const { items, sizes, k } = considering(from, of)(
    { users: Int32Array.of(user), draws: Int32Array.of(draw) },
    eligibility,
  );
  expect(items).toHaveLength(k);
  expect(Array.from(items.subarray(sizes[0]))).toEqual(new Array(k - sizes[0]!).fill(-1));
  return Array.from(items.subarray(0, sizes[0])).sort((a, b) => a - b);
}

test("popular: what everybody chose in the remembered rounds, the authentic log before there are any", () => {
  expect(setOf("popular", setting({}), 0)).toEqual([3, 5]);
  const recent = [choices([0, 4]), choices([1, 0], [2, 0], [3, 1])];
  expect(setOf("popular", setting({ recent }), 0)).toEqual([0, 1]);
  expect(setOf("popular", setting({ recent, memory: 2 }), 0)).toEqual([0, 1, 4]);
  expect(setOf("popular", setting({ recent: [choices()] }), 0)).toEqual([]);
});

test("topic: items whose main topic is the user's", () => {
  expect(setOf("topic", setting({}), 0)).toEqual([0, 1, 2]);
  expect(setOf("topic", setting({}), 1)).toEqual([0, 1, 2]);
  expect(setOf("topic", setting({}), 2)).toEqual([3, 4, 5]);
});

test("topic: the user's main topic is that of their taste now", () => {
  const of = setting({});
  const truth = { ...of.truth, users: Float32Array.of(0, 1, 0.6, 0.4, 0.2, 0.8, 0, 1) };
  expect(setOf("topic", { ...of, truth }, 0)).toEqual([3, 4, 5]);
});

test("topic and popular: of the present catalogue, by the items' topics as they are now", () => {
  const of = setting({ recent: [choices([0, 1], [0, 2], [1, 4])] });
  const available = Uint8Array.of(1, 0, 1, 1, 1, 1);
  expect(setOf("topic", { ...of, available }, 0)).toEqual([0, 2]);
  expect(setOf("popular", { ...of, available }, 0)).toEqual([2, 4]);
  // a pool of just the size of a set is the set, whatever is gone
  expect(setOf("topic", { ...of, available, options: { ...of.options, size: 2 } }, 0)).toEqual([0, 2]);
  const items = of.truth.items.slice();
  items.set([0.1, 0.9], 0);
  expect(setOf("topic", { ...of, truth: { ...of.truth, items } }, 0)).toEqual([1, 2]);
});

test("friends: what friends chose, whoever else chose what; nothing without friends", () => {
  const recent = [choices([1, 2], [1, 4], [2, 5], [3, 0])];
  const friends = network(4, [0, 1], [0, 3], [1, 2]);
  expect(setOf("friends", setting({ recent, friends }), 0)).toEqual([0, 2, 4]);
  expect(setOf("friends", setting({ recent, friends }), 1)).toEqual([5]);
  expect(setOf("friends", setting({ recent, friends }), 3)).toEqual([]);
  expect(setOf("friends", setting({ recent }), 0)).toEqual([]);
});

test("a source asked for several users in turn keeps nothing of the last", () => {
  const recent = [choices([1, 2], [2, 5], [3, 0])];
  const friends = network(4, [0, 1], [1, 2], [2, 3]);
  const { items, sizes } = considering("friends", setting({ recent, friends, size: 3 }))(
    { users: Int32Array.of(0, 1, 2, 0), draws: Int32Array.of(0, 0, 0, 1) },
    {},
  );
  expect(Array.from(sizes)).toEqual([1, 1, 2, 1]);
  expect(Array.from(items)).toEqual([2, -1, -1, 5, -1, -1, 2, 0, -1, 2, -1, -1]);
});

test.each(["popular", "topic", "friends"] as const)("%s: what is consumed or withdrawn is not considered", (from) => {
  const recent = [choices([1, 0], [1, 1], [1, 2])];
  const of = setting({ recent, friends: network(4, [0, 1]) });
  const excluded = distinctPairs(Int32Array.of(0), Int32Array.of(1), 4, 6);
  const available = Uint8Array.of(1, 1, 0, 1, 1, 1);
  expect(setOf(from, of, 0)).toEqual([0, 1, 2]);
  expect(setOf(from, of, 0, { excluded, available })).toEqual([0]);
  expect(setOf(from, { ...of, options: { ...of.options, size: 2 } }, 0, { excluded, available })).toEqual([0]);
});

test("a set smaller than its pool is drawn without replacement, in proportion: 4000 sets of one and of two", () => {
  const recent = [choices([0, 0], [0, 1], [0, 1], [0, 2], [0, 2], [0, 2], [0, 2])]; // weights 1, 2, 4
  const first = new Float64Array(3);
  const left = new Float64Array(3);
  for (let draw = 0; draw < 4000; draw++) {
    first[setOf("popular", setting({ recent, size: 1 }), 0, {}, draw)[0]!]!++;
    const two = setOf("popular", setting({ recent, size: 2 }), 1, {}, draw);
    expect(two).toHaveLength(2);
    left[[0, 1, 2].find((item) => !two.includes(item))!]!++;
  }
  expect(Math.abs(zOfCounts(first, [1 / 7, 2 / 7, 4 / 7]))).toBeLessThan(4);
  // left out: neither first nor second; P(first a, then b) = (w_a / 7) (w_b / (7 - w_a))
  const w = [1, 2, 4];
  const order = (a: number, b: number) => (w[a]! / 7) * (w[b]! / (7 - w[a]!));
  const without = (out: number) => {
    const [a, b] = [0, 1, 2].filter((item) => item !== out) as [number, number];
    return order(a, b) + order(b, a);
  };
  expect(Math.abs(zOfCounts(left, [without(0), without(1), without(2)]))).toBeLessThan(4);
});

test("topic: in proportion to 1 + choices, within the second topic as in the first: 4000 sets of one", () => {
  const recent = [choices([0, 0], [0, 4], [0, 5], [1, 5], [0, 5])]; // items 3, 4 and 5 weigh 1, 2 and 4
  const counts = new Float64Array(3);
  for (let draw = 0; draw < 4000; draw++) counts[setOf("topic", setting({ recent, size: 1 }), 2, {}, draw)[0]! - 3]!++;
  expect(Math.abs(zOfCounts(counts, [1 / 7, 2 / 7, 4 / 7]))).toBeLessThan(4);
});

test("friends: in proportion to how often friends chose, over friends and times: 4000 sets of one", () => {
  const recent = [choices([1, 0], [1, 1], [1, 1], [2, 1], [2, 2], [3, 0])]; // weights 1, 3 and 1
  const of = setting({ recent, size: 1, friends: network(4, [0, 1], [0, 2]) });
  const counts = new Float64Array(3);
  for (let draw = 0; draw < 4000; draw++) counts[setOf("friends", of, 0, {}, draw)[0]!]!++;
  expect(Math.abs(zOfCounts(counts, [1 / 5, 3 / 5, 1 / 5]))).toBeLessThan(4);
});

test("a user's set is the same whoever else asks", () => {
  const recent = [choices(...Array.from({ length: 30 }, (_, n): [number, number] => [n % 4, n % 6]))];
  const of = setting({ recent, size: 3 });
  const alone = considering("popular", of)({ users: Int32Array.of(2), draws: Int32Array.of(5) }, {});
  const among = considering("popular", of)({ users: Int32Array.of(0, 2, 3), draws: Int32Array.of(1, 5, 5) }, {});
  expect(among.items.subarray(3, 6)).toEqual(alone.items);
  expect(among.items.subarray(6, 9)).not.toEqual(alone.items);
});

test("rounds are remembered up to a number, the newest last", () => {
  const rounds = [1, 2, 3].map((item) => choices([0, item]));
  const kept = rounds.reduce<readonly Choices[]>((recent, round) => remembered(recent, round, 2), []);
  expect(kept.map(({ item }) => item[0])).toEqual([2, 3]);
});
