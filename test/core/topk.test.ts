import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Eligibility, type Factors, loadCore } from "../../src/core/index.ts";
import { generator, randomEligibility, randomFactors } from "./fixtures.ts";
import { eligibleItems, type Scoring, score, streamOf, twin } from "./reference/scoring.ts";

const core = await loadCore();
const both: [string, Scoring][] = [
  ["twin", twin],
  ["core", core],
];

/** Factors that are small whole numbers: scores are exact in float32, and many are equal. */
function wholeFactors(seed: number, users: number, items: number, dims: number, span: number): Factors {
  const random = generator(seed);
  const whole = (length: number) => Float32Array.from({ length }, () => Math.floor(random() * span) - 1);
  return { dims, users: whole(users * dims), items: whole(items * dims) };
}

test("the core's order is the twin's, ties and masks included", async () => {
  const shape = fc.record({
    seed: fc.nat({ max: 1e6 }),
    users: fc.integer({ min: 1, max: 9 }),
    items: fc.integer({ min: 1, max: 70 }),
    dims: fc.integer({ min: 1, max: 33 }),
    k: fc.integer({ min: 1, max: 80 }),
    span: fc.constantFrom(1, 2, 4),
    fill: fc.constantFrom(0, 0.3, 1),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ seed, users, items, dims, k, span, fill }) => {
      const factors = wholeFactors(seed, users, items, dims, span);
      const eligibility = fill === 0 ? {} : randomEligibility(seed, users, items, fill);
      const listed = Int32Array.from({ length: users }, (_, u) => (seed % 2 ? u : (u * 7) % users));
      const found = await core.topK(factors, listed, k, eligibility, streamOf(seed));
      expect(found).toEqual(await twin.topK(factors, listed, k, eligibility, streamOf(seed)));
    }),
    { seed: 5, numRuns: 300 },
  );
});

test("real scores come in order, each within its rounding, and nothing better is left out", async () => {
  const factors = { dims: 13, users: randomFactors(generator(1), 40, 13), items: randomFactors(generator(2), 333, 13) };
  const users = Int32Array.from({ length: 40 }, (_, u) => u);
  const { items, scores } = await core.topK(factors, users, 10, {}, streamOf(3));
  for (const u of users) {
    for (let slot = 0; slot < 10; slot++) {
      const at = u * 10 + slot;
      // 13 products of numbers below 1, summed one after another: below 13 · 13 · 2^-24
      expect(Math.abs(scores[at]! - score(factors, u, items[at]!))).toBeLessThan(169 * 2 ** -24);
      if (slot > 0) expect(scores[at]!).toBeLessThanOrEqual(scores[at - 1]!);
    }
    const shown = new Set(items.subarray(u * 10, u * 10 + 10));
    const rest = eligibleItems(factors, u, {}).filter((i) => !shown.has(i));
    const best = Math.max(...rest.map((i) => score(factors, u, i)));
    expect(best).toBeLessThan(scores[u * 10 + 9]! + 169 * 2 ** -24);
  }
});

describe.each(both)("%s", (_name, { topK }) => {
  test("when all scores are equal each item is as likely in each place", async () => {
    const n = 12_000;
    const flat = { dims: 1, users: new Float32Array(n), items: new Float32Array(6) };
    const users = Int32Array.from({ length: n }, (_, u) => u);
    const { items } = await topK(flat, users, 3, {}, streamOf(11));
    for (let slot = 0; slot < 3; slot++) {
      const counts = new Float64Array(6);
      for (const u of users) counts[items[u * 3 + slot]!]!++;
      const chiSquare = counts.reduce((sum, c) => sum + (c - n / 6) ** 2 / (n / 6), 0);
      expect(chiSquare).toBeLessThan(5 + 4 * Math.sqrt(10)); // 5 degrees of freedom: mean 5, variance 10
    }
    // ordered pairs of the first two places: 30, so 29 degrees of freedom
    const pairs = new Float64Array(36);
    for (const u of users) pairs[items[u * 3]! * 6 + items[u * 3 + 1]!]!++;
    const used = pairs.filter((_, at) => at % 7 !== 0);
    const chiSquare = used.reduce((sum, c) => sum + (c - n / 30) ** 2 / (n / 30), 0);
    expect(chiSquare).toBeLessThan(29 + 4 * Math.sqrt(58));
    expect(pairs.filter((c, at) => at % 7 === 0 && c > 0)).toEqual(new Float64Array(0));
  });

  test("a tie at the cut is drawn among the tied alone", async () => {
    const users = Int32Array.from({ length: 4000 }, (_, u) => u);
    const factors = { dims: 1, users: new Float32Array(4000).fill(1), items: Float32Array.of(0, 5, 5, 5, 9) };
    const { items } = await topK(factors, users, 2, {}, streamOf(4));
    const seconds = new Float64Array(5);
    for (const u of users) {
      expect(items[2 * u]).toBe(4);
      seconds[items[2 * u + 1]!]!++;
    }
    expect(seconds[0]! + seconds[4]!).toBe(0);
    for (const i of [1, 2, 3]) expect(Math.abs(seconds[i]! - 4000 / 3) / Math.sqrt((4000 * 2) / 9)).toBeLessThan(4);
  });

  test("a user's order does not depend on who else is asked for", async () => {
    const flat = { dims: 2, users: new Float32Array(20), items: new Float32Array(60) };
    const all = await topK(
      flat,
      Int32Array.from({ length: 10 }, (_, u) => u),
      4,
      {},
      streamOf(1),
    );
    const one = await topK(flat, Int32Array.of(7), 4, {}, streamOf(1));
    expect(one.items).toEqual(all.items.subarray(28, 32));
  });

  test("nothing eligible, or fewer than k", async () => {
    const factors = { dims: 1, users: Float32Array.of(1), items: Float32Array.of(-3, -1, -2) };
    const user = Int32Array.of(0);
    const nothing = await topK(factors, user, 2, { available: new Uint8Array(3) }, streamOf(1));
    expect(nothing).toEqual({ items: Int32Array.of(-1, -1), scores: new Float32Array(2) });
    const few = await topK(factors, user, 5, { available: Uint8Array.of(1, 0, 1) }, streamOf(1));
    expect(few).toEqual({ items: Int32Array.of(2, 0, -1, -1, -1), scores: Float32Array.of(-2, -3, 0, 0, 0) });
    const nobody = await topK(factors, new Int32Array(0), 5, {}, streamOf(1));
    expect(nobody.items.length).toBe(0);
  });
});

test("what cannot be ranked is refused by name", async () => {
  const factors = { dims: 1, users: Float32Array.of(1, Number.NaN), items: Float32Array.of(1, 2) };
  const ask = (given: Partial<Factors>, users = [0, 1], k = 1, eligibility: Eligibility = {}) =>
    core.topK({ ...factors, ...given }, Int32Array.from(users), k, eligibility, streamOf(1));
  const fine = { users: Float32Array.of(1, 1) };
  await expect(ask({})).rejects.toThrow("factors.users[1] is NaN, expected a finite number");
  await expect(ask({ ...fine, items: Float32Array.of(1, -Infinity) })).rejects.toThrow("factors.items[1] is -Infinity");
  await expect(ask(fine, [2])).rejects.toThrow("users[0] is 2, expected 0 to 1");
  await expect(ask(fine, [0], 0)).rejects.toThrow("k is 0");
  await expect(ask({ ...fine, dims: Number.NaN })).rejects.toThrow("dims is NaN");
  await expect(ask(fine, [0], 1, { available: Uint8Array.of(1) })).rejects.toThrow(
    "available has 1 values, expected 2",
  );
  const excluded = { indptr: Int32Array.of(0, 1, 1), indices: Int32Array.of(2) };
  await expect(ask(fine, [0], 1, { excluded })).rejects.toThrow("excluded.indices holds 2 (entry 0), expected 0 to 1");
  await expect(ask({ users: Float32Array.of(1e30, 1), items: Float32Array.of(1e30, 1) })).rejects.toThrow("below 3e38");
});
