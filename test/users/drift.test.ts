import fc from "fast-check";
import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { drawActivity, type Minds, move, usersSchema } from "../../src/users/index.ts";
import type { World } from "../../src/world/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";

const chosen = (...rows: [number, number][]) => ({
  user: Int32Array.from(rows, ([u]) => u),
  item: Int32Array.from(rows, ([, i]) => i),
});

/** Tastes after a round in which nothing but drift moves them. */
function drift(X: Float32Array, Y: Float32Array, dims: number, rows: ReturnType<typeof chosen>, rate: number) {
  const world = { users: X.length / dims, preferences: { factors: { dims } } } as World;
  const options = usersSchema.parse({ drift: rate });
  const experience = { options, world, items: Y, chosen: rows, shown: [], round: 1 };
  return move({ tastes: X } as Minds, experience as unknown as Parameters<typeof move>[1]).tastes;
}

test("by hand: half way to the direction of the mean item, at the user's own length", () => {
  const X = Float32Array.of(2, 0, 0, 1, 4, 4);
  const Y = Float32Array.of(0, 3, 0, 1, 5, 0);
  // user 0 chose items 0 and 1: direction (0, 1), length 2, so (2, 0) + ½ ((0, 2) - (2, 0)); user 1 is there already
  expect([...drift(X, Y, 2, chosen([0, 0], [0, 1], [1, 1]), 0.5)]).toEqual([1, 1, 0, 1, 4, 4]);
  // an item chosen twice counts twice: direction of 2 (0, 3) + (5, 0) = (5, 6)
  const [x, y] = drift(X, Y, 2, chosen([0, 0], [0, 0], [0, 2]), 1);
  expect(Math.abs(x! - 10 / Math.sqrt(61))).toBeLessThan(4 * 2 ** -24);
  expect(Math.abs(y! - 12 / Math.sqrt(61))).toBeLessThan(4 * 2 ** -24);
});

test("rate 0 gives the same array, and nobody's array is written to", () => {
  const X = Float32Array.of(1, 2);
  expect(drift(X, Float32Array.of(3, 4), 2, chosen([0, 0]), 0)).toBe(X);
  drift(X, Float32Array.of(3, 4), 2, chosen([0, 0]), 1);
  expect([...X]).toEqual([1, 2]);
});

test("an item without direction, or a user without taste, moves nothing", () => {
  expect([...drift(Float32Array.of(1, 2), Float32Array.of(0, 0), 2, chosen([0, 0]), 0.5)]).toEqual([1, 2]);
  expect([...drift(Float32Array.of(0, 0), Float32Array.of(3, 4), 2, chosen([0, 0]), 0.5)]).toEqual([0, 0]);
});

const coordinate = fc.integer({ min: -8, max: 8 }).map((x) => x / 2);
const vector = fc.tuple(coordinate, coordinate, coordinate);

test("a full step keeps the length and takes the direction; any step never lengthens", () => {
  const law = fc.property(vector, vector, fc.constantFrom(0.1, 0.5, 1), (x, y, rate) => {
    const length = (z: ArrayLike<number>) => Math.sqrt(z[0]! ** 2 + z[1]! ** 2 + z[2]! ** 2);
    const moved = drift(Float32Array.from(x), Float32Array.from(y), 3, chosen([0, 0]), rate);
    const slack = 8 * 2 ** -24 * length(x); // three coordinates, two float32 roundings each
    expect(length(moved)).toBeLessThanOrEqual(length(x) + slack);
    if (rate < 1 || length(y) === 0) return;
    expect(Math.abs(length(moved) - length(x))).toBeLessThanOrEqual(slack);
    for (let d = 0; d < 3; d++)
      expect(Math.abs(moved[d]! - (length(x) * y[d]!) / length(y))).toBeLessThanOrEqual(slack);
  });
  fc.assert(law, { seed: 7, numRuns: 300 });
});

test("activity is one of a user's own periods, each as likely, keyed by user and round", async () => {
  const core = await loadCore();
  const users = 12_000;
  const counts = Int32Array.from({ length: 3 * users }, (_, n) => 10 * Math.trunc(n / 3) + (n % 3));
  const at = (round: number, many = users) =>
    drawActivity(core, { seed: 1, replicate: 1 }, round, { users: many, activity: { periods: 3, counts } } as World);
  const first = at(1);
  expect(first.every((n, u) => Math.trunc(n / 10) === u)).toBe(true);
  const periods = new Float64Array(3);
  for (const n of first) periods[n % 10]!++;
  expect(Math.abs(zOfCounts(periods, [1 / 3, 1 / 3, 1 / 3]))).toBeLessThan(4);
  expect(at(2)).not.toEqual(first);
  expect(at(1, 100)).toEqual(first.slice(0, 100));
});
