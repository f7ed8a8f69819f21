import { expect, test } from "vitest";
import { measure, metricsOf } from "../../src/metrics/index.ts";
import {
  coConsumption,
  degreeAssortativity,
  kindAssortativity,
  sampleBaskets,
  similarity,
} from "../../src/metrics/networks.ts";
import { generator, i32, roundL } from "./fixture.ts";

/** Users 0 to n - 1 choose four items each of the ten of their community, `mixed` of the time of any. */
function communities(n: number, count: number, mixed: number) {
  const uniform = generator(11);
  const user: number[] = [];
  const item: number[] = [];
  for (let u = 0; u < n; u++) {
    for (let j = 0; j < 4; j++) {
      const community = uniform() < mixed ? Math.trunc(uniform() * count) : u % count;
      user.push(u);
      item.push(community * 10 + Math.trunc(uniform() * 10));
    }
  }
  return { user: Int32Array.from(user), item: Int32Array.from(item) };
}

const round = (rows: ReturnType<typeof communities>, count: number) =>
  roundL({ rows }, { groups: Int32Array.from({ length: 300 }, (_, u) => u % count) });
const names = ["items_modularity", "users_modularity", "users_assortativity", "users_density"];

test("communities that choose apart have the modularity of equal parts, and ties within groups alone", async () => {
  // four components of equal weight: Q = Σ (1/4 - (1/4)²) = 3/4 but for what chance makes unequal
  const values = await measure(round(communities(120, 4, 0), 4), names);
  expect(Math.abs(values.items_modularity! - 0.75)).toBeLessThan(0.01);
  expect(Math.abs(values.users_modularity! - 0.75)).toBeLessThan(0.01);
  expect(values.users_assortativity).toBe(1);
  expect(values.users_density).toBeLessThan(0.25);
});

test("communities that mix lose their modularity and their ties within", async () => {
  const apart = await measure(round(communities(120, 4, 0.1), 4), names);
  const mixed = await measure(round(communities(120, 4, 1), 4), names);
  for (const name of names.slice(0, 3)) expect(mixed[name]).toBeLessThan(apart[name]! - 0.2);
  expect(Math.abs(mixed.users_assortativity!)).toBeLessThan(0.05);
});

test("weights of ties: users who chose both items, and Jaccard similarity", () => {
  const baskets = sampleBaskets({ user: i32(4, 4, 4, 9, 9, 7), item: i32(2, 5, 2, 5, 2, 5) }, 10, () => 0.5);
  expect([...baskets]).toEqual([
    [4, [2, 5]],
    [7, [5]],
    [9, [5, 2]],
  ]);
  const items = coConsumption(baskets);
  expect(items.size).toBe(1);
  expect(items.getEdgeAttribute(2, 5, "weight")).toBe(2);
  const users = similarity(baskets);
  expect(users.getEdgeAttribute(4, 9, "weight")).toBe(1);
  expect(users.getEdgeAttribute(4, 7, "weight")).toBe(1 / 2);
  expect(kindAssortativity(users, () => 1)).toBeUndefined();
  expect(degreeAssortativity(users)).toBeUndefined(); // a triangle
});

test("of more users than are sampled those of the lowest draws are kept, in their order", () => {
  const rows = { user: i32(3, 1, 2, 0), item: i32(0, 1, 2, 3) };
  expect([...sampleBaskets(rows, 2, (u) => (u === 2 || u === 0 ? 0.1 : 0.9)).keys()]).toEqual([0, 2]);
});

test("records of groups are told in the order of the registry", () => {
  const records = [{ metrics: { "coverage@niche": 1, rows: 2, coverage: 3 } }, { metrics: { "coverage@main": 1 } }];
  const found = metricsOf(records);
  expect(found.map(({ name }) => name)).toEqual(["coverage@niche", "coverage", "coverage@main", "rows"]);
  expect(found[0]).toMatchObject({ title: "Catalogue coverage, niche", harm: "falls", delta: 0.05 });
});
