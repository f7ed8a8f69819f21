import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { loadCore, type ScoredLists, type Vectors } from "../../src/core/index.ts";
import { generator, randomFactors } from "./fixtures.ts";
import { type Marginal, twin } from "./reference/marginal.ts";

const cores = await Promise.all([1, 2, 4].map((threads) => loadCore({ threads })));
const core = cores[0]!;
afterAll(() => Promise.all(cores.map((each) => each.close())));
const both: [string, Marginal][] = [
  ["twin", twin],
  ["core", core],
];

/** Rows of distinct items by falling scores, of which there are `span`; every third as long as can be. */
function randomLists(seed: number, rows: number, count: number, depth: number, span: number): ScoredLists {
  const random = generator(seed);
  const items = new Int32Array(rows * depth).fill(-1);
  const scores = new Float32Array(rows * depth);
  for (let r = 0; r < rows; r++) {
    const length = Math.min(count, r % 3 === 0 ? depth : Math.floor(random() * (depth + 1)));
    const first = Math.floor(random() * count);
    const falling = Float32Array.from({ length }, () => Math.floor(random() * span) / 7).sort();
    for (let n = 0; n < length; n++) items[r * depth + n] = (first + n) % count;
    scores.set(falling.reverse(), r * depth);
  }
  return { depth, items, scores };
}

/** Real numbers, or small whole ones of which many products are equal and some vectors zero. */
function randomVectors(seed: number, count: number, dims: number, whole: boolean): Vectors {
  const random = generator(seed + 1);
  const values = whole
    ? Float32Array.from({ length: count * dims }, () => Math.floor(random() * 3) - 1)
    : randomFactors(random, count, dims);
  return { dims, values };
}

test("the core's order is the twin's to the bit, with ties, zero vectors, short lists and empty ones", async () => {
  const seen = { moved: 0, short: 0, tied: 0, beyond: 0 };
  const shape = {
    seed: fc.nat({ max: 1e6 }),
    rows: fc.integer({ min: 0, max: 12 }),
    count: fc.integer({ min: 1, max: 60 }),
    depth: fc.integer({ min: 1, max: 40 }),
    dims: fc.integer({ min: 1, max: 19 }),
    k: fc.integer({ min: 1, max: 45 }),
    span: fc.constantFrom(1, 3, 1000),
    whole: fc.boolean(),
    relevance: fc.constantFrom(0, 0.3, 0.7, 1),
  };
  await fc.assert(
    fc.asyncProperty(fc.record(shape), async ({ seed, rows, count, depth, dims, k, span, whole, relevance }) => {
      const lists = randomLists(seed, rows, count, depth, span);
      const vectors = randomVectors(seed, count, dims, whole);
      const found = await core.marginalRelevance(vectors, lists, k, relevance);
      expect(found).toEqual(await twin.marginalRelevance(vectors, lists, k, relevance));
      if (found.some((item, at) => item !== lists.items[at])) seen.moved++;
      if (found.includes(-1)) seen.short++;
      if (whole && relevance === 0 && k > 2 && depth > 2) seen.tied++;
      if (k > depth) seen.beyond++;
    }),
    { seed: 11, numRuns: 400 },
  );
  for (const [kind, n] of Object.entries(seen)) expect(n, kind).toBeGreaterThan(20);
});

describe.each(both)("%s", (_name, { marginalRelevance }) => {
  // two directions, one item without any; after item 0: .7 · 2/3 - .3 of 1, .7 · 1/3 of 2 and so on
  const vectors = { dims: 2, values: Float32Array.of(1, 0, 1, 0, 0, 1, 0, 0, -1, 0) };
  const lists = { depth: 5, items: Int32Array.of(0, 1, 2, 3, -1), scores: Float32Array.of(9, 7, 5, 3, 0) };

  test("an item like those taken gives way to one that is not", async () => {
    // .7 (2/3) - .3 = .167 of item 1 against .7 (1/3) = .233 of item 2; then 1 again, against 0 of item 3
    expect(await marginalRelevance(vectors, lists, 3, 0.7)).toEqual(Int32Array.of(0, 2, 1, 3, -1));
    expect(await marginalRelevance(vectors, lists, 2, 0.7)).toEqual(Int32Array.of(0, 2, 1, 3, -1));
    expect(await marginalRelevance(vectors, lists, 9, 1)).toEqual(lists.items);
  });

  test("by similarity alone the opposite comes first, and equal ones as they stood", async () => {
    const opposed = { ...lists, items: Int32Array.of(0, 1, 2, 3, 4) };
    expect(await marginalRelevance(vectors, opposed, 4, 0)).toEqual(Int32Array.of(0, 4, 2, 3, 1));
  });

  test("equal scores count for nothing", async () => {
    const equal = { ...lists, scores: new Float32Array(5).fill(2) };
    expect(await marginalRelevance(vectors, equal, 2, 0.7)).toEqual(Int32Array.of(0, 2, 1, 3, -1));
  });

  test("no lists, and lists of nothing", async () => {
    const none = { depth: 5, items: new Int32Array(0), scores: new Float32Array(0) };
    expect(await marginalRelevance(vectors, none, 2, 0.7)).toEqual(new Int32Array(0));
    const empty = { depth: 2, items: new Int32Array(4).fill(-1), scores: new Float32Array(4) };
    expect(await marginalRelevance(vectors, empty, 2, 0.7)).toEqual(empty.items);
  });
});

test("the same bits with 1, 2 and 4 threads", async () => {
  const [lists, vectors] = [randomLists(3, 800, 400, 30, 1000), randomVectors(4, 400, 9, false)];
  const results = await Promise.all(cores.map((each) => each.marginalRelevance(vectors, lists, 20, 0.6)));
  expect(results[0]).not.toEqual(lists.items);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test("what cannot be re-ranked is refused by name", async () => {
  const vectors = { dims: 1, values: Float32Array.of(1, 2, 3) };
  const lists = { depth: 2, items: Int32Array.of(0, 1, 2, -1), scores: Float32Array.of(2, 1, 1, 0) };
  const ask = (given: Partial<ScoredLists>, values = vectors.values, k = 1, relevance = 0.5) =>
    core.marginalRelevance({ dims: 1, values }, { ...lists, ...given }, k, relevance);
  await expect(ask({}, vectors.values, 0)).rejects.toThrow("marginalRelevance: k is 0");
  await expect(ask({}, vectors.values, 1, 1.5)).rejects.toThrow("relevance is 1.5, expected 0 to 1");
  await expect(ask({}, vectors.values, 1, Number.NaN)).rejects.toThrow("relevance is NaN");
  await expect(ask({}, Float32Array.of(1, Number.NaN, 1))).rejects.toThrow("vectors[1] is NaN");
  await expect(ask({ scores: Float32Array.of(Infinity, 1, 1, 0) })).rejects.toThrow("scores[0] is Infinity");
  await expect(ask({ scores: new Float32Array(3) })).rejects.toThrow("scores has 3 values, expected 4");
  await expect(ask({ depth: 3 })).rejects.toThrow("items has 4 values, expected 6");
  await expect(ask({ items: Int32Array.of(0, 1, 3, -1) })).rejects.toThrow("items[2] is 3, expected 0 to 2, or -1");
  await expect(ask({ items: Int32Array.of(0, -2, 1, -1) })).rejects.toThrow("items[1] is -2, expected 0 to 2");
});
