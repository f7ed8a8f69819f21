import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { type Csr, type Eligibility, type Factors, loadCore } from "../../src/core/index.ts";
import { generator, randomEligibility, randomFactors } from "./fixtures.ts";
import { type Among, twin } from "./reference/among.ts";
import { streamOf } from "./reference/scoring.ts";

const cores = await Promise.all([1, 2, 4].map((threads) => loadCore({ threads })));
const core = cores[0]!;
afterAll(() => Promise.all(cores.map((each) => each.close())));
const both: [string, Among][] = [
  ["twin", twin],
  ["core", core],
];

const range = (n: number) => Int32Array.from({ length: n }, (_, at) => at);

function lists(rows: readonly (readonly number[])[]): Csr {
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    indptr[r + 1] = indptr[r]! + row.length;
  });
  return { indptr, indices: Int32Array.from(rows.flat()) };
}

/** Each item with probability `fill` in the list of each row; of every third row, none. */
function randomLists(seed: number, rows: number, items: number, fill: number): number[][] {
  const random = generator(seed);
  return Array.from({ length: rows }, (_, r) =>
    [...range(items)].filter(() => random() < (r % 3 === 2 && fill < 1 ? 0 : fill)),
  );
}

const complement = (rows: readonly (readonly number[])[], items: number) =>
  rows.map((row) => [...range(items)].filter((i) => !row.includes(i)));

function realFactors(seed: number, users: number, items: number, dims: number): Factors {
  const random = generator(seed);
  return { dims, users: randomFactors(random, users, dims), items: randomFactors(random, items, dims) };
}

const shape = {
  seed: fc.nat({ max: 1e6 }),
  users: fc.integer({ min: 1, max: 40 }),
  items: fc.integer({ min: 1, max: 600 }),
  dims: fc.integer({ min: 1, max: 33 }),
  k: fc.integer({ min: 1, max: 80 }),
};

test("all items as candidates are topK to the bit, masked and screened or not", async () => {
  const seen = { screened: 0, counted: 0, masked: 0 };
  await fc.assert(
    fc.asyncProperty(fc.record({ ...shape, masked: fc.boolean() }), async (given) => {
      const { seed, users, items, dims, k, masked } = given;
      const factors = realFactors(seed, users, items, dims);
      const eligibility = masked ? randomEligibility(seed, users, items, 0.3) : {};
      const listed = range(users + 3).map((e) => (e * 7 + seed) % users);
      const all = lists(Array.from(listed, () => [...range(items)]));
      const found = await core.topKAmong(factors, listed, all, k, eligibility, streamOf(seed));
      expect(found).toEqual(await core.topK(factors, listed, k, eligibility, streamOf(seed)));
      if (items >= 512 && items >= 8 * k && dims >= 8 && users >= 16 && !masked) seen.screened++;
      if (items <= 384) seen.counted++;
      if (masked) seen.masked++;
    }),
    { seed: 2, numRuns: 150 },
  );
  for (const count of Object.values(seen)) expect(count).toBeGreaterThan(3);
});

test("a list is the catalogue without the rest of it: topK with that excluded, to the bit", async () => {
  await fc.assert(
    fc.asyncProperty(fc.record({ ...shape, fill: fc.constantFrom(0.02, 0.5, 0.95) }), async (given) => {
      const { seed, users, items, dims, k, fill } = given;
      const factors = realFactors(seed, users, items, dims);
      const rows = randomLists(seed, users, items, fill);
      const available = Uint8Array.from({ length: items }, (_, i) => ((i + seed) % 5 === 0 ? 0 : 1));
      const found = await core.topKAmong(factors, range(users), lists(rows), k, { available }, streamOf(seed));
      const excluded = lists(complement(rows, items));
      expect(found).toEqual(await core.topK(factors, range(users), k, { excluded, available }, streamOf(seed)));
    }),
    { seed: 3, numRuns: 100 },
  );
});

test("the core's order is the twin's, ties, empty rows and masks included", async () => {
  const seen = { short: 0, tied: 0 };
  const more = { span: fc.constantFrom(1, 2, 4), fill: fc.constantFrom(0.1, 0.6, 1), masked: fc.boolean() };
  await fc.assert(
    fc.asyncProperty(fc.record({ ...shape, ...more, items: fc.integer({ min: 1, max: 500 }) }), async (given) => {
      const { seed, users: most, items, dims, k, span, fill, masked } = given;
      const users = Math.min(most, 8);
      const random = generator(seed);
      // small whole numbers: scores are exact in float32, and many are equal
      const whole = (length: number) => Float32Array.from({ length }, () => Math.floor(random() * span) - 1);
      const factors = { dims, users: whole(users * dims), items: whole(items * dims) };
      const eligibility = masked ? randomEligibility(seed, users, items, 0.3) : {};
      const listed = range(users + 2).map((e) => (e * 5 + seed) % users);
      const candidates = lists(randomLists(seed, listed.length, items, fill));
      const found = await core.topKAmong(factors, listed, candidates, k, eligibility, streamOf(seed));
      expect(found).toEqual(await twin.topKAmong(factors, listed, candidates, k, eligibility, streamOf(seed)));
      if (found.items.includes(-1)) seen.short++;
      if (k > 1 && found.items[1]! >= 0 && found.scores[0] === found.scores[1]) seen.tied++;
    }),
    { seed: 4, numRuns: 100 },
  );
  expect(seen.short).toBeGreaterThan(10);
  expect(seen.tied).toBeGreaterThan(10);
});

describe.each(both)("%s", (_name, { topKAmong }) => {
  const factors = { dims: 1, users: Float32Array.of(1, -1, 1), items: Float32Array.of(4, 1, 3, 5, 2) };

  test("rows of candidates go by position, not by user", async () => {
    const candidates = lists([[0, 1], [2, 3, 4], [], [1], [0, 1, 2]]);
    const excluded = lists([[0], [2, 3], []]);
    const asked = Int32Array.of(1, 1, 0, 2, 0);
    const found = await topKAmong(factors, asked, candidates, 2, { excluded }, streamOf(1));
    expect(found.items).toEqual(Int32Array.of(1, 0, 4, -1, -1, -1, 1, -1, 2, 1));
    expect(found.scores).toEqual(Float32Array.of(-1, -4, -2, 0, 0, 0, 1, 0, 3, 1));
  });

  test("candidates that are not available are left out, as are those that are excluded", async () => {
    const eligibility = { available: Uint8Array.of(1, 1, 1, 0, 1), excluded: lists([[0, 3, 4], [], []]) };
    const found = await topKAmong(factors, Int32Array.of(0), lists([[0, 2, 3, 4]]), 3, eligibility, streamOf(1));
    expect(found).toEqual({ items: Int32Array.of(2, -1, -1), scores: Float32Array.of(3, 0, 0) });
    const nobody = await topKAmong(factors, new Int32Array(0), lists([]), 3, eligibility, streamOf(1));
    expect(nobody.items.length).toBe(0);
  });
});

test("the same bits with 1, 2 and 4 threads", async () => {
  const factors = realFactors(5, 3000, 700, 13);
  const candidates = lists(randomLists(6, 3000, 700, 0.2));
  const eligibility = randomEligibility(7, 3000, 700, 0.1);
  const results = await Promise.all(
    cores.map((each) => each.topKAmong(factors, range(3000), candidates, 20, eligibility, streamOf(1))),
  );
  expect(results[0]!.items.some((item) => item >= 0)).toBe(true);
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test("nothing is laid out by users × items, and no packed copy of the items", async () => {
  const fresh = await loadCore();
  const users = 2000;
  const items = 20_000;
  const factors = { dims: 4, users: new Float32Array(users * 4), items: new Float32Array(items * 4) };
  await fresh.topKAmong(factors, range(users), lists(Array.from({ length: users }, () => [7])), 1, {}, streamOf(1));
  // factors, 16 bytes a row; of a user its id, the start of its list, its candidate, its item and score
  expect(fresh.peakBytes).toBeLessThan(16 * items + (16 + 20) * users + 8192);
});

test("what cannot be ranked is refused by name", async () => {
  const factors = { dims: 1, users: Float32Array.of(1, 1), items: Float32Array.of(1, 2, 3) };
  const ask = (rows: number[][], given: Partial<Factors> = {}, eligibility: Eligibility = {}, k = 1) =>
    core.topKAmong({ ...factors, ...given }, Int32Array.of(0, 1), lists(rows), k, eligibility, streamOf(1));
  await expect(ask([[0], [1]], {}, {}, 0)).rejects.toThrow("topKAmong: k is 0");
  await expect(ask([[0], [1]], { users: Float32Array.of(1, Number.NaN) })).rejects.toThrow("factors.users[1] is NaN");
  await expect(ask([[0], [1]], { items: Float32Array.of(1, Infinity, 0) })).rejects.toThrow("factors.items[1] is");
  await expect(ask([[0], [1, 3]])).rejects.toThrow("candidates.indices holds 3 (entry 2), expected 0 to 2");
  await expect(ask([[-1], []])).rejects.toThrow("candidates.indices holds -1 (entry 0), expected 0 to 2");
  await expect(ask([[0], [2, 1]])).rejects.toThrow("candidates.indices[2] is 1 after 2, expected ascending items");
  await expect(ask([[1, 1], []])).rejects.toThrow("candidates.indices[1] is 1 after 1");
  await expect(ask([[0]])).rejects.toThrow("candidates.indptr has 2 values, expected 3");
  await expect(ask([[0], [1]], {}, { available: new Uint8Array(2) })).rejects.toThrow(
    "available has 2 values, expected 3",
  );
  await expect(ask([[0], [1]], {}, { excluded: lists([[], [2, 0]]) })).rejects.toThrow(
    "excluded.indices[1] is 0 after 2",
  );
});
