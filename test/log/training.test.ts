import fc from "fast-check";
import { expect, test } from "vitest";
import type { Csr } from "../../src/core/index.ts";
import {
  addPairs,
  distinctPairs,
  drawByWeight,
  includes,
  meanRatings,
  type Rows,
  trainingSet,
  withoutPairs,
} from "../../src/log/index.ts";
import { generator, zOfCounts } from "../simulation/statistics.ts";
import { type Row, rows } from "./rows.ts";

const USERS = 5;
const ITEMS = 6;

const row = fc.tuple(
  fc.constant(1),
  fc.integer({ min: 0, max: USERS - 1 }),
  fc.integer({ min: 0, max: ITEMS - 1 }),
  fc.integer({ min: 0, max: 2 }),
  fc.constantFrom(0, 0.5, 1, 3),
);
const weights = fc.record({
  authentic: fc.constantFrom(0, 1, 2),
  recommended: fc.constantFrom(0, 0.25, 1),
  synthetic: fc.constantFrom(0, 1, 4),
});

const cells = (matrix: Csr & { weights?: Float64Array }, mirrored = false): [string, number][] => {
  const found: [string, number][] = [];
  for (let r = 0; r + 1 < matrix.indptr.length; r++) {
    for (let e = matrix.indptr[r]!; e < matrix.indptr[r + 1]!; e++) {
      const c = matrix.indices[e]!;
      found.push([mirrored ? `${c} ${r}` : `${r} ${c}`, matrix.weights?.[e] ?? 1]);
    }
  }
  return found;
};

/** Rows ascending and without duplicates, as the core wants them. */
function expectSorted({ indptr, indices }: Csr): void {
  expect(indptr[0]).toBe(0);
  expect(indptr.at(-1)).toBe(indices.length);
  for (let r = 0; r + 1 < indptr.length; r++) {
    for (let e = indptr[r]! + 1; e < indptr[r + 1]!; e++) expect(indices[e]!).toBeGreaterThan(indices[e - 1]!);
  }
}

test("a training set is a map from pairs to summed weights", () => {
  // all weights are multiples of 1/8 below 2^20, so that sums are exact in any order
  const law = fc.property(fc.array(fc.array(row, { maxLength: 20 }), { maxLength: 3 }), weights, (parts, by) => {
    const training = trainingSet(parts.map(rows), USERS, ITEMS, by);
    const twin = new Map<string, number>();
    const perItem = new Float64Array(ITEMS);
    const perProvenance = [0, 0, 0];
    for (const [, u, i, provenance, value] of parts.flat()) {
      const w = [by.authentic, by.recommended, by.synthetic][provenance]! * value;
      perProvenance[provenance]!++;
      perItem[i]! += w;
      if (w > 0) twin.set(`${u} ${i}`, (twin.get(`${u} ${i}`) ?? 0) + w);
    }
    expectSorted(training.byUser);
    expectSorted(training.byItem);
    expect(new Map(cells(training.byUser))).toEqual(twin);
    expect(new Map(cells(training.byItem, true))).toEqual(twin);
    expect(training.byUser.indices.length).toBe(twin.size);
    expect(training.itemWeights).toEqual(perItem);
    expect(training.rows).toEqual(perProvenance);
  });
  fc.assert(law, { seed: 3, numRuns: 300 });
});

test("duplicates sum, weights follow provenance and value, and rows of weight 0 are left out", () => {
  const given: Row[] = [
    [1, 0, 2, 0, 1],
    [1, 0, 2, 1, 1],
    [1, 0, 1, 2, 1],
    [1, 3, 2, 0, 0],
    [1, 3, 0, 1, 0.5],
  ];
  const training = trainingSet([rows(given)], 4, 3, { authentic: 1, recommended: 2, synthetic: 0 });
  expect(cells(training.byUser)).toEqual([
    ["0 2", 3],
    ["3 0", 1],
  ]);
  expect([...training.itemWeights]).toEqual([1, 0, 3]);
  expect(training.rows).toEqual([2, 2, 1]);
});

test("adding parts to an earlier training set gives the bits of making it of all of them", () => {
  // tenths, so that a sum depends on the order of its terms
  const tenths = fc.array(
    row.map(([t, u, i, p, value]): Row => [t, u, i, p, value / 10]),
    { maxLength: 20 },
  );
  const law = fc.property(fc.array(tenths, { maxLength: 4 }), fc.nat(4), weights, (lists, known, by) => {
    const parts = lists.map(rows);
    const before = trainingSet(parts.slice(0, known), USERS, ITEMS, by);
    const kept = structuredClone(before);
    expect(trainingSet(parts, USERS, ITEMS, by, before)).toEqual(trainingSet(parts, USERS, ITEMS, by));
    expect(before).toEqual(kept);
  });
  fc.assert(law, { seed: 5, numRuns: 300 });
});

test("an earlier training set of other parts is not built upon, and one of the same parts is taken as it is", () => {
  const by = { authentic: 1, recommended: 1, synthetic: 1 };
  const [a, b] = [rows([[1, 0, 2]]), rows([[2, 3, 1]])];
  const of = (...parts: Rows[]) => trainingSet(parts, USERS, ITEMS, by);
  expect(trainingSet([b], USERS, ITEMS, by, of(a))).toEqual(of(b));
  expect(trainingSet([b], USERS, ITEMS, by, of(a, b))).toEqual(of(b));
  const both = of(a, b);
  const again = trainingSet([a, b], USERS, ITEMS, by, both);
  expect(again).toEqual(both);
  expect(again.byUser).toBe(both.byUser);
});

const pairs = fc.array(fc.tuple(fc.integer({ min: 0, max: USERS - 1 }), fc.integer({ min: 0, max: ITEMS - 1 })), {
  maxLength: 25,
});
const column = (list: readonly (readonly [number, number])[], at: 0 | 1) => Int32Array.from(list, (pair) => pair[at]);
const keysOf = (list: readonly (readonly [number, number])[]) => [...new Set(list.map(([u, i]) => `${u} ${i}`))].sort();
const keys = (matrix: Csr) => cells(matrix).map(([key]) => key);

test("distinct pairs are a set, adding pairs is its union, leaving out pairs its difference", () => {
  const law = fc.property(pairs, pairs, (a, b) => {
    const A = distinctPairs(column(a, 0), column(a, 1), USERS, ITEMS);
    expectSorted(A);
    expect(keys(A).sort()).toEqual(keysOf(a));
    const union = addPairs(A, column(b, 0), column(b, 1), ITEMS);
    expectSorted(union);
    expect(union.indptr.length).toBe(USERS + 1);
    expect(keys(union).sort()).toEqual(keysOf([...a, ...b]));
    const rowsOf = (list: typeof a) => ({ user: column(list, 0), item: column(list, 1) });
    const difference = withoutPairs(rowsOf(a), rowsOf(b), USERS, ITEMS);
    expectSorted(difference);
    expect(keys(difference).sort()).toEqual(keysOf(a).filter((key) => !keysOf(b).includes(key)));
  });
  fc.assert(law, { seed: 4, numRuns: 300 });
});

test("includes looks only between begin and end", () => {
  const indices = Int32Array.of(1, 4, 9, 2, 4);
  expect([0, 1, 4, 9, 10].map((value) => includes(indices, 0, 3, value))).toEqual([false, true, true, true, false]);
  expect(includes(indices, 0, 3, 2)).toBe(false);
  expect(includes(indices, 3, 5, 1)).toBe(false);
  expect(includes(indices, 2, 2, 9)).toBe(false);
});

test("drawing by weight: χ² with fixed seeds, and never an entry of weight 0", () => {
  const shares = [0, 0.4, 0.05, 0, 0.25, 0.3, 0];
  const uniform = generator(11);
  const drawn = drawByWeight(
    Float64Array.from(shares, (p) => 8 * p),
    new Int32Array(50_000),
    uniform,
  );
  const counts = new Float64Array(shares.length);
  for (const i of drawn) counts[i]!++;
  expect(Math.abs(zOfCounts(counts, shares))).toBeLessThan(4);
});

test("drawing by weight at the edges: a uniform on a boundary belongs to the next entry", () => {
  const at = (u: number) => drawByWeight(Float64Array.of(0, 1, 0, 3), Int32Array.of(7), () => u)[0];
  expect([2 ** -60, 0.2499, 0.25, 1 - 2 ** -53].map(at)).toEqual([1, 1, 3, 3]);
});

test("drawing by weight hands over the entry and its place", () => {
  const asked: [number, number][] = [];
  drawByWeight(Float64Array.of(1), Int32Array.of(5, 9), (entry, n) => {
    asked.push([entry, n]);
    return 0.5;
  });
  expect(asked).toEqual([
    [5, 0],
    [9, 1],
  ]);
});

test("mean ratings follow the entries of a training set, each row counting its weight", () => {
  const by = { authentic: 1, recommended: 3, synthetic: 0 };
  const part = rows([
    [1, 0, 2, 0],
    [1, 0, 2, 1],
    [1, 0, 1, 2],
    [1, 3, 2, 0],
    [1, 1, 0, 1],
  ]);
  part.rating.set([1, -1, 9, 4, 2.5]);
  const known = trainingSet([part], 4, 3, by);
  const later = rows([[2, 3, 2, 1]]);
  later.rating.set([-2]);
  const training = trainingSet([part, later], 4, 3, by, known);
  const { byUser, byItem } = meanRatings(training);
  expect(keys(training.byUser)).toEqual(["0 2", "1 0", "3 2"]);
  expect([...byUser]).toEqual([-0.5, 2.5, -0.5]); // (1 - 3) / 4, 2.5, (4 - 3 · 2) / 4
  expect([...byItem]).toEqual([2.5, -0.5, -0.5]);
});
