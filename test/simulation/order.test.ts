import fc from "fast-check";
import { expect, test } from "vitest";
import { ascendingOrder } from "../../src/log/index.ts";

/** By value and, among equal values, by index. */
const naive = (values: Float64Array) =>
  Int32Array.from(Array.from(values.keys()).sort((a, b) => values[a]! - values[b]! || a - b));

test("ascending order is a stable sort's, ties and both zeros included", () => {
  const value = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom(0, -0, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.MIN_VALUE),
    fc.double({ min: 0, max: 1, noNaN: true }),
  );
  fc.assert(
    fc.property(fc.array(value, { maxLength: 60 }), (list) => {
      const values = Float64Array.from(list);
      const given = values.slice();
      expect(ascendingOrder(values)).toEqual(naive(values));
      expect(values).toEqual(given);
    }),
    { seed: 8, numRuns: 500 },
  );
  expect([...ascendingOrder(Float64Array.of(2, 1, 2, 1, 2))]).toEqual([1, 3, 0, 2, 4]);
  expect([...ascendingOrder(new Float64Array(5))]).toEqual([0, 1, 2, 3, 4]);
  expect(ascendingOrder(new Float64Array(0)).length).toBe(0);
});
