import fc from "fast-check";
import { expect, test } from "vitest";
import { jensenShannon, totalVariation } from "../../src/metrics/fidelity.ts";
import { core, expectRounded, f64 } from "./fixture.ts";

const settings = { seed: 2, numRuns: 200 };
const n = 12;
const counts = fc
  .array(fc.integer({ min: 0, max: 50 }), { minLength: n, maxLength: n })
  .filter((c) => c.some((x) => x > 0))
  .map((c) => Float64Array.from(c));
const js = (a: Float64Array, b: Float64Array) => jensenShannon(core, a, b)!;
const tv = (a: Float64Array, b: Float64Array) => totalVariation(a, b)!;
const slack = 4 * n * 2 ** -53; // n terms of a few roundings each, all at most 1

test("total variation is a metric in [0, 1]", () => {
  fc.assert(
    fc.property(counts, counts, counts, (a, b, c) => {
      expect(tv(a, a)).toBe(0);
      expect(tv(a, b)).toBe(tv(b, a));
      expect(tv(a, b)).toBeGreaterThanOrEqual(0);
      expect(tv(a, b)).toBeLessThanOrEqual(1);
      expect(tv(a, c)).toBeLessThanOrEqual(tv(a, b) + tv(b, c) + slack);
    }),
    settings,
  );
});

test("Jensen-Shannon is symmetric, in [0, ln 2], and between tv²/2 and ln 2 · tv", () => {
  fc.assert(
    fc.property(counts, counts, (a, b) => {
      expect(js(a, a)).toBe(0);
      expect(js(a, b)).toBe(js(b, a));
      expect(js(a, b)).toBeGreaterThanOrEqual(tv(a, b) ** 2 / 2 - slack); // Pinsker, twice
      expect(js(a, b)).toBeLessThanOrEqual(Math.LN2 * tv(a, b) + slack); // Lin 1991
    }),
    settings,
  );
});

test("counts and shares of the same distribution are the same argument", () => {
  fc.assert(
    fc.property(counts, counts, fc.integer({ min: 2, max: 9 }), (a, b, scale) => {
      const scaled = a.map((x) => x * scale);
      expectRounded(tv(scaled, b), tv(a, b), 4 * n);
      expectRounded(js(scaled, b), js(a, b), 8 * n);
    }),
    settings,
  );
});

test("disjoint distributions are 1 and ln 2 apart", () => {
  expect(tv(f64(1, 0), f64(0, 3))).toBe(1);
  expect(js(f64(1, 0), f64(0, 3))).toBe(Math.LN2);
  expect(tv(f64(5), f64(1))).toBe(0); // one item
});

test("nothing to compare is undefined; lengths that differ and NaN are refused", () => {
  expect(totalVariation(f64(0, 0), f64(1, 1))).toBeUndefined();
  expect(jensenShannon(core, f64(1, 1), f64(0, 0))).toBeUndefined();
  expect(totalVariation(f64(), f64())).toBeUndefined();
  expect(() => totalVariation(f64(1), f64(1, 2))).toThrow("totalVariation: got 1 and 2 entries");
  expect(() => jensenShannon(core, f64(1, Number.NaN), f64(1, 1))).toThrow("first argument: value 1 is NaN");
});
