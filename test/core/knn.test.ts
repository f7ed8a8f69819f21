import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCore, type Neighbours, type ValuedCsr } from "../../src/core/index.ts";
import { communities, generator, type Pair, randomEligibility } from "./fixtures.ts";
import { type Knn, scoreOf, twin } from "./reference/knn.ts";
import { streamOf } from "./reference/scoring.ts";

const core = await loadCore();
const both: [string, Knn][] = [
  ["twin", twin],
  ["core", core],
];

const range = (n: number) => Int32Array.from({ length: n }, (_, at) => at);

type Cell = readonly [row: number, column: number, value: number];

function rowsOf(cells: readonly Cell[], rows: number): ValuedCsr {
  const sorted = cells.toSorted((a, b) => a[0] - b[0] || a[1] - b[1]);
  const indptr = new Int32Array(rows + 1);
  for (const [r] of sorted) indptr[r + 1]!++;
  for (let r = 0; r < rows; r++) indptr[r + 1]! += indptr[r]!;
  const indices = Int32Array.from(sorted, ([, column]) => column);
  return { indptr, indices, values: Float32Array.from(sorted, ([, , value]) => value) };
}

/** The same cells by user and by item. */
function matrix(cells: readonly Cell[], users: number, items: number) {
  return {
    byUser: rowsOf(cells, users),
    byItem: rowsOf(
      cells.map(([u, i, value]) => [i, u, value]),
      items,
    ),
  };
}

const ones = (pairs: readonly Pair[]) => pairs.map(([u, i]): Cell => [u, i, 1]);

/** Each cell filled with probability `fill`; values binary, whole (many ties) or real, of either sign. */
function randomCells(seed: number, users: number, items: number, fill: number, kind: string): Cell[] {
  const random = generator(seed);
  const cells: Cell[] = [];
  for (let u = 0; u < users; u++) {
    for (let i = 0; i < items; i++) {
      const value = { binary: 1, whole: Math.floor(5 * random()) - 1, real: 4 * random() - 1 }[kind]!;
      if (random() < fill) cells.push([u, i, value]);
    }
  }
  return cells;
}

const shapes = fc.record({
  seed: fc.nat({ max: 1e6 }),
  users: fc.integer({ min: 1, max: 12 }),
  items: fc.integer({ min: 1, max: 30 }),
  count: fc.integer({ min: 1, max: 35 }),
  k: fc.integer({ min: 1, max: 35 }),
  fill: fc.constantFrom(0, 0.1, 0.5, 1),
  kind: fc.constantFrom("binary", "whole", "real"),
  shrinkage: fc.constantFrom(0, 0.5, 100),
  masked: fc.boolean(),
});

test("the core's lists and slates are the twin's to the bit, ties, empty rows and masks included", async () => {
  const seen = { full: 0, short: 0, negative: 0, masked: 0 };
  await fc.assert(
    fc.asyncProperty(shapes, async ({ seed, users, items, count, k, fill, kind, shrinkage, masked }) => {
      const given = matrix(randomCells(seed, users, items, fill, kind), users, items);
      const lists = await core.itemNeighbours(given, count, shrinkage, streamOf(seed));
      expect(lists).toEqual(await twin.itemNeighbours(given, count, shrinkage, streamOf(seed)));
      const eligibility = masked ? randomEligibility(seed, users, items, 0.4) : {};
      const listed = range(users + 2).map((e) => (5 * e + seed) % users);
      const found = await core.knnTopK(lists, given.byUser, listed, k, eligibility, streamOf(seed, 2));
      // the same additions in the same order
      expect(found).toEqual(await twin.knnTopK(lists, given.byUser, listed, k, eligibility, streamOf(seed, 2)));
      if (found.items.includes(-1)) seen.short++;
      else seen.full++;
      if (found.scores.some((score) => score < 0)) seen.negative++;
      if (masked && found.items.some((i) => i >= 0)) seen.masked++;
    }),
    { seed: 7, numRuns: 300 },
  );
  for (const [what, times] of Object.entries(seen)) expect(times, what).toBeGreaterThan(20);
});

describe.each(both)("%s", (_name, { itemNeighbours, knnTopK }) => {
  // columns (1,1,0,0), (1,0,1,0), (1,1,1,1), (0,0,0,0)
  const cells: Cell[] = ones([
    [0, 0],
    [1, 0],
    [0, 1],
    [2, 1],
    [0, 2],
    [1, 2],
    [2, 2],
    [3, 2],
  ]);
  const given = matrix(cells, 4, 4);

  test("cosines worked out by hand, without shrinkage and with it", async () => {
    const plain = await itemNeighbours(given, 3, 0, streamOf(1));
    const root = Math.fround(Math.SQRT1_2); // 2 / (√2 · 2)
    expect([...plain.items]).toEqual([2, 1, -1, 2, 0, -1, ...tied(plain, 2, [0, 1]), -1, -1, -1, -1]);
    expect([...plain.similarities]).toEqual([root, 0.5, 0, root, 0.5, 0, root, root, 0, 0, 0, 0]);
    const shrunk = await itemNeighbours(given, 1, 2, streamOf(1));
    // 2 / (√8 + 2), which beats 1 / (2 + 2)
    expect(shrunk.items[0]).toBe(2);
    expect(shrunk.similarities[0]).toBe(Math.fround(2 / (Math.sqrt(8) + 2)));
  });

  test("a large shrinkage orders by co-occurrence", async () => {
    // item 0 shares both its users with item 2 and one of its two with item 1, whose cosine is higher
    const rare = matrix(
      ones([...Array(9)].map((_, u) => [u, 2] as const)).concat(
        ones([
          [0, 0],
          [1, 0],
          [0, 1],
        ]),
      ),
      9,
      3,
    );
    const first = async (shrinkage: number) => (await itemNeighbours(rare, 1, shrinkage, streamOf(1))).items[0];
    expect(await first(0)).toBe(1); // 1 / √2 against 2 / √18
    expect(await first(1e6)).toBe(2);
  });

  test("weights count: columns in proportion are alike, opposite ones are not", async () => {
    const weighted = matrix(
      [
        [0, 0, 1],
        [1, 0, 2],
        [0, 1, 3],
        [1, 1, 6],
        [0, 2, -1],
        [1, 2, -2],
      ],
      2,
      3,
    );
    const lists = await itemNeighbours(weighted, 2, 0, streamOf(1));
    expect([...lists.items]).toEqual([1, -1, 0, -1, -1, -1]);
    expect([...lists.similarities]).toEqual([1, 0, 1, 0, 0, 0]);
  });

  test("scores add similarities along the lists of what was consumed, in that direction alone", async () => {
    // 0 leads to 1 (.5) and 2 (.25), 1 to 2 (.5), 2 nowhere
    const lists: Neighbours = {
      count: 2,
      items: Int32Array.of(1, 2, 2, -1, -1, -1),
      similarities: Float32Array.of(0.5, 0.25, 0.5, 0, 0, 0),
    };
    const histories = rowsOf(
      [
        [0, 0, 1],
        [0, 1, 2],
        [1, 2, 1],
        [2, 0, 0],
      ],
      4,
    );
    const { items, scores } = await knnTopK(lists, histories, range(4), 3, {}, streamOf(1));
    expect([...items]).toEqual([2, 1, -1, ...new Array(9).fill(-1)]);
    expect([...scores]).toEqual([1.25, 0.5, 0, ...new Array(9).fill(0)]);
    const excluded = { indptr: Int32Array.of(0, 1, 1, 1, 1), indices: Int32Array.of(2) };
    const kept = await knnTopK(lists, histories, Int32Array.of(0), 2, { excluded }, streamOf(1));
    expect([...kept.items]).toEqual([1, -1]);
    const none = await knnTopK(
      lists,
      histories,
      Int32Array.of(0),
      2,
      { available: Uint8Array.of(1, 0, 0) },
      streamOf(1),
    );
    expect([...none.items]).toEqual([-1, -1]);
  });

  test("an item that is excluded for one user and blocked for all stays away, and comes back for the next user", async () => {
    const full = matrix(randomCells(3, 6, 8, 1, "binary"), 6, 8);
    const lists = await itemNeighbours(full, 8, 0, streamOf(1));
    const eligibility = {
      excluded: { indptr: Int32Array.of(0, 3, 3, 4, 4, 4, 5), indices: Int32Array.of(0, 1, 2, 3, 0) },
      available: Uint8Array.of(0, 1, 1, 1, 1, 1, 1, 1),
    };
    const { items } = await knnTopK(lists, full.byUser, range(6), 8, eligibility, streamOf(1));
    const shown = Array.from(range(6), (r) => [...items.subarray(8 * r, 8 * r + 8)].filter((i) => i >= 0).sort());
    const all = [1, 2, 3, 4, 5, 6, 7];
    expect(shown).toEqual([[3, 4, 5, 6, 7], all, [1, 2, 4, 5, 6, 7], all, all, all]);
  });

  test("communities that share nobody recommend nothing of each other", async () => {
    const { pairs, users, items } = communities([
      [5, 4],
      [3, 6],
      [1, 3],
      [4, 1],
    ]);
    const apart = matrix(ones(pairs), users, items);
    const lists = await itemNeighbours(apart, items, 10, streamOf(1));
    const community = (i: number) => (i < 4 ? 0 : i < 10 ? 1 : i < 13 ? 2 : 3);
    const sizes = [4, 6, 3, 1];
    for (let i = 0; i < items; i++) {
      const list = [...lists.items.subarray(i * items, (i + 1) * items)].filter((j) => j >= 0);
      expect(list.length).toBe(sizes[community(i)]! - 1);
      for (const j of list) expect(community(j)).toBe(community(i));
    }
    const { items: shown } = await knnTopK(lists, apart.byUser, range(users), items, {}, streamOf(1));
    for (const u of range(users)) {
      const own = community(apart.byUser.indices[apart.byUser.indptr[u]!]!);
      const slate = [...shown.subarray(u * items, (u + 1) * items)].filter((i) => i >= 0);
      expect(slate.length).toBe(sizes[own] === 1 ? 0 : sizes[own]);
      for (const i of slate) expect(community(i)).toBe(own);
    }
  });

  test("ties are drawn afresh for each item and each user", async () => {
    const n = 1200;
    const same = matrix(randomCells(1, n, 5, 1, "binary"), n, 5);
    const lists = await itemNeighbours(same, 4, 0, streamOf(1));
    expect([...lists.similarities]).toEqual(new Array(20).fill(1));
    expect(new Set(range(5).map((i) => lists.items[4 * i]!)).size).toBeGreaterThan(1);
    const { items, scores } = await knnTopK(lists, same.byUser, range(n), 1, {}, streamOf(2));
    expect(scores).toEqual(new Float32Array(n).fill(4));
    const counts = new Float64Array(5);
    for (const i of items) counts[i]!++;
    const chiSquare = counts.reduce((sum, c) => sum + (c - n / 5) ** 2 / (n / 5), 0);
    expect(chiSquare).toBeLessThan(4 + 4 * Math.sqrt(8)); // 4 degrees of freedom
  });

  test("empty rows and a single entry: no neighbours, nothing to show", async () => {
    const single = matrix([[1, 2, 3]], 3, 4);
    const lists = await itemNeighbours(single, 2, 0, streamOf(1));
    expect(lists).toEqual({ count: 2, items: new Int32Array(8).fill(-1), similarities: new Float32Array(8) });
    const shown = await knnTopK(lists, single.byUser, range(3), 2, {}, streamOf(1));
    expect(shown).toEqual({ items: new Int32Array(6).fill(-1), scores: new Float32Array(6) });
    const nobody = await knnTopK(lists, single.byUser, new Int32Array(0), 2, {}, streamOf(1));
    expect(nobody.items.length).toBe(0);
  });
});

/** The tied items of a row in the order the lists have them, once they are known to be these. */
function tied({ count, items }: Neighbours, row: number, among: number[]): number[] {
  const shown = [...items.subarray(row * count, row * count + among.length)];
  expect(shown.toSorted()).toEqual(among);
  return shown;
}

test("values near the ends of float32 neither overflow nor vanish", async () => {
  for (const value of [3e38, 1e-44]) {
    const cells = randomCells(4, 9, 6, 0.6, "binary");
    const scaled = cells.map(([u, i]): Cell => [u, i, value]);
    const plain = await core.itemNeighbours(matrix(cells, 9, 6), 5, 0, streamOf(1));
    const found = await core.itemNeighbours(matrix(scaled, 9, 6), 5, 0, streamOf(1));
    found.similarities.forEach((s, at) => {
      // float64 products and sums of 9, a root and a quotient, then one rounding to float32
      expect(Math.abs(s - plain.similarities[at]!)).toBeLessThan(2 ** -24 + 32 * 2 ** -53);
    });
    expect(found.items.filter((i) => i >= 0).length).toBe(plain.items.filter((i) => i >= 0).length);
  }
});

test("a score is the float64 sum rounded once, of a size where float32 sums would be off", async () => {
  const n = 3000;
  const random = generator(2);
  const lists: Neighbours = {
    count: 1,
    items: new Int32Array(n).fill(0),
    similarities: Float32Array.from({ length: n }, () => random()),
  };
  const histories = rowsOf(
    Array.from({ length: n }, (_, i): Cell => [0, i, random()]),
    1,
  );
  const { scores } = await core.knnTopK(lists, histories, Int32Array.of(0), 1, {}, streamOf(1));
  expect(scores[0]).toBe(Math.fround(scoreOf(lists, histories, 0, 0)!));
  let single = 0;
  for (let i = 0; i < n; i++) {
    single = Math.fround(single + Math.fround(histories.values[i]! * lists.similarities[i]!));
  }
  expect(scores[0]).not.toBe(single);
});

test("the same bits with 1, 2 and 4 threads", async () => {
  const [users, items] = [1500, 600];
  const given = matrix(randomCells(6, users, items, 0.03, "real"), users, items);
  const eligibility = randomEligibility(4, users, items, 0.05);
  const results = [];
  for (const threads of [1, 2, 4]) {
    const threaded = await loadCore({ threads });
    try {
      const lists = await threaded.itemNeighbours(given, 20, 1, streamOf(1));
      const slates = await threaded.knnTopK(lists, given.byUser, range(users), 10, eligibility, streamOf(1));
      results.push({ lists, slates });
    } finally {
      await threaded.close();
    }
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

test("what is no matrix, list or history is refused by name", async () => {
  const good = matrix(
    ones([
      [0, 0],
      [0, 1],
      [1, 1],
    ]),
    2,
    2,
  );
  const build = (given: Partial<typeof good>, count = 1, shrinkage = 0) =>
    core.itemNeighbours({ ...good, ...given }, count, shrinkage, streamOf(1));
  const twice = { ...good.byUser, indices: Int32Array.of(1, 1, 1) };
  await expect(build({ byUser: twice })).rejects.toThrow("byUser.indices[1] is 1 after 1, expected ascending items");
  const outside = { ...good.byUser, indices: Int32Array.of(0, 2, 1) };
  await expect(build({ byUser: outside })).rejects.toThrow("byUser.indices[1] is 2 after 0, expected 0 to 1");
  const other = { ...good.byItem, values: Float32Array.of(1, 2, 1) };
  await expect(build({ byItem: other })).rejects.toThrow(
    "row 0 of byUser has item 1 with 1, but row 1 of byItem has not",
  );
  const moved = { ...good.byItem, indices: Int32Array.of(1, 0, 1) };
  await expect(build({ byItem: moved })).rejects.toThrow("the same matrix by user and by item");
  const fewer = { indptr: Int32Array.of(0, 1, 2), indices: Int32Array.of(0, 0), values: Float32Array.of(1, 1) };
  await expect(build({ byItem: fewer })).rejects.toThrow("byItem.indices has 2 values, expected 3");
  const infinite = { ...good.byUser, values: Float32Array.of(1, Infinity, 1) };
  await expect(build({ byUser: infinite })).rejects.toThrow("byUser.values[1] is Infinity");
  await expect(build({ byUser: { ...good.byUser, indptr: Int32Array.of(0, 4, 3) } })).rejects.toThrow("byUser.indptr");
  await expect(build({}, 0)).rejects.toThrow("count is 0");
  await expect(build({}, 1, -1)).rejects.toThrow("shrinkage is -1, expected a finite number of at least 0");
  await expect(build({}, 1, Number.NaN)).rejects.toThrow("shrinkage is NaN");

  const lists = await build({});
  const rank = (given: Partial<Neighbours>, histories = good.byUser, users = [0], k = 1, eligibility = {}) =>
    core.knnTopK({ ...lists, ...given }, histories, Int32Array.from(users), k, eligibility, streamOf(1));
  await expect(rank({ items: Int32Array.of(0, 2) })).rejects.toThrow("neighbours.items[1] is 2, expected -1 to 1");
  await expect(rank({ similarities: Float32Array.of(1) })).rejects.toThrow("neighbours.similarities has 1 values");
  await expect(rank({ similarities: Float32Array.of(1, Number.NaN) })).rejects.toThrow("neighbours.similarities[1]");
  await expect(rank({ count: 3 })).rejects.toThrow("expected a positive multiple of count = 3");
  await expect(rank({}, good.byUser, [2])).rejects.toThrow("users[0] is 2, expected 0 to 1");
  await expect(rank({}, good.byUser, [0], 0)).rejects.toThrow("k is 0");
  await expect(rank({}, twice)).rejects.toThrow("histories.indices[1] is 1 after 1");
  await expect(rank({}, outside)).rejects.toThrow("histories.indices holds 2");
  await expect(rank({}, { ...good.byUser, values: Float32Array.of(1, 3e38, 1) })).rejects.toThrow("below 3e38");
  await expect(rank({}, good.byUser, [0], 1, { available: Uint8Array.of(1) })).rejects.toThrow("available has 1");
  const excluded = { indptr: Int32Array.of(0, 1, 1), indices: Int32Array.of(5) };
  await expect(rank({}, good.byUser, [0], 1, { excluded })).rejects.toThrow("excluded.indices holds 5");
});
