import fc from "fast-check";
import { expect, test } from "vitest";
import { tailItems } from "../../src/metrics/tail.ts";
import { f64, L } from "./fixture.ts";

const tail = (popularity: Float64Array, share?: number) => [...tailItems(popularity, share)];

test("the least popular items that hold at most a fifth", () => {
  // ascending 1, 5, 10, 20, 50, 100: the first four hold 36 of 186, with 50 it would be 86
  expect(tail(L.popularity)).toEqual([0, 0, 1, 1, 1, 1]);
  expect(tail(f64(8, 1, 1))).toEqual([0, 1, 1]); // exactly a fifth is inside
  expect(tail(f64(7, 1, 1, 1))).toEqual([0, 0, 0, 0]); // two of the three would fit
});

test("items of equal popularity enter together or not at all", () => {
  expect(tail(f64(10, 2, 2, 1), 0.2)).toEqual([0, 0, 0, 1]); // 1/15 is inside, 5/15 is not
  expect(tail(f64(3, 3, 3), 0.5)).toEqual([0, 0, 0]);
});

test("items without interactions belong to the tail, whatever the share", () => {
  expect(tail(f64(0, 5, 0, 5), 0)).toEqual([1, 0, 1, 0]);
  expect(tail(f64(0, 5, 5), 0.2)).toEqual([1, 0, 0]);
  expect(tail(f64(0, 0))).toEqual([1, 1]);
  expect(tail(f64())).toEqual([]);
  expect(tail(f64(4), 1)).toEqual([1]);
});

test("a decimal share means that decimal: 29 of 100 is at most .29", () => {
  expect(0.29 * 100).toBeLessThan(29); // why the share is not multiplied out
  expect(tail(f64(71, 29), 0.29)).toEqual([0, 1]);
});

test("without a tie at the cut no item could be added; the tail does not depend on order", () => {
  const counts = fc.array(fc.integer({ min: 0, max: 20 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(counts, fc.constantFrom(0, 0.1, 0.2, 0.5, 1), (c, share) => {
      const popularity = Float64Array.from(c);
      const inside = tailItems(popularity, share);
      const total = c.reduce((a, b) => a + b);
      const held = c.reduce((sum, x, i) => sum + (inside[i] === 1 ? x : 0), 0);
      if (total > 0) expect(held / total).toBeLessThanOrEqual(share);
      const outside = c.filter((_, i) => inside[i] === 0);
      if (outside.length > 0) {
        const next = Math.min(...outside);
        expect(Math.max(-1, ...c.filter((_, i) => inside[i] === 1))).toBeLessThan(next);
        expect((held + next * outside.filter((x) => x === next).length) / total).toBeGreaterThan(share);
      }
      expect([...tailItems(popularity.slice().reverse(), share)]).toEqual([...inside].reverse());
    }),
    { seed: 6, numRuns: 300 },
  );
});

test("a share outside [0, 1] and NaN are refused", () => {
  for (const share of [-0.1, 1.1, Number.NaN]) expect(() => tailItems(f64(1), share)).toThrow(`share is ${share}`);
  expect(() => tailItems(f64(1, Number.NaN))).toThrow("tailItems, popularity: value 1 is NaN");
});
