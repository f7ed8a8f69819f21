import fc from "fast-check";
import { expect, test } from "vitest";
import { unionOfLists } from "../../src/recommender/union.ts";

const LARGEST = 40_000;

test("the union of lists is their distinct items in order, row by row, short lists and the last item included", () => {
  const item = fc.oneof(fc.integer({ min: -1, max: 70 }), fc.integer({ min: 0, max: LARGEST }), fc.constant(LARGEST));
  const rows = fc.integer({ min: 0, max: 4 });
  const counts = fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 3 });
  const any = fc.record({ rows, counts }).chain(({ rows, counts }) => {
    const lists = counts.map((count) =>
      fc.record({
        count: fc.constant(count),
        items: fc
          .array(item, { minLength: rows * count, maxLength: rows * count })
          .map((items) => Int32Array.from(items)),
      }),
    );
    return fc.record({ rows: fc.constant(rows), lists: fc.tuple(...lists) });
  });
  let repeated = 0;
  fc.assert(
    fc.property(any, ({ rows, lists }) => {
      const { indptr, indices } = unionOfLists(lists, rows, LARGEST + 1);
      expect(indptr.length).toBe(rows + 1);
      for (let row = 0; row < rows; row++) {
        const given = lists.flatMap(({ count, items }) => [...items.subarray(row * count, (row + 1) * count)]);
        const distinct = new Set(given.filter((one) => one >= 0));
        expect([...indices.subarray(indptr[row], indptr[row + 1])]).toEqual([...distinct].sort((a, b) => a - b));
        if (distinct.size < given.length) repeated++;
      }
      expect(indptr[rows]).toBe(indices.length);
    }),
    { seed: 4, numRuns: 300 },
  );
  expect(repeated).toBeGreaterThan(50);
});
