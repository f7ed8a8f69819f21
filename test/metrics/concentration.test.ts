import fc from "fast-check";
import { expect, test } from "vitest";
import { gini, hhi, topPercentShare, unbiasedHhi } from "../../src/metrics/concentration.ts";
import { catalogueCounts } from "../../src/metrics/counts.ts";
import { coverage } from "../../src/metrics/coverage.ts";
import { correctedEntropy, entropy } from "../../src/metrics/entropy.ts";
import { core, expectRounded, f64, generator } from "./fixture.ts";

const settings = { seed: 1, numRuns: 200 };
/** Counts with at least one above zero; their sums and products with ranks are exact in float64. */
const counts = fc
  .array(fc.integer({ min: 0, max: 1000 }), { minLength: 1, maxLength: 60 })
  .filter((c) => c.some((x) => x > 0))
  .map((c) => Float64Array.from(c));

test("Gini lies in [0, 1 - 1/n]: 0 for equal values, the upper end for one item that has all", () => {
  fc.assert(
    fc.property(counts, (c) => {
      expect(gini(c)).toBeGreaterThanOrEqual(0);
      expectRounded(Math.max(gini(c), 1 - 1 / c.length), 1 - 1 / c.length, 4);
    }),
    settings,
  );
  expect(gini(f64(7, 7, 7))).toBe(0);
  expect(gini(f64(0, 0, 8, 0))).toBe(0.75);
});

test("Gini does not change with scale or order", () => {
  fc.assert(
    fc.property(counts, fc.integer({ min: 1, max: 64 }), (c, scale) => {
      expect(gini(c.slice().reverse())).toBe(gini(c)); // whole numbers: exact
      expectRounded(gini(c.map((x) => x * scale)), gini(c), 4); // one division
      expectRounded(
        entropy(
          core,
          c.map((x) => x * scale),
        ),
        entropy(core, c)!,
        4 * c.length,
      );
    }),
    settings,
  );
});

test("an item without any count changes the denominator of coverage and nothing in entropy or the Herfindahl index", () => {
  fc.assert(
    fc.property(counts, (c) => {
      const n = c.length;
      const more = Float64Array.of(...c, 0);
      const shown = c.filter((x) => x > 0).length;
      expect(coverage(c, new Uint8Array(n).fill(1))).toBe(shown / n);
      expect(coverage(more, new Uint8Array(n + 1).fill(1))).toBe(shown / (n + 1));
      expect(coverage(more, Uint8Array.of(...new Uint8Array(n).fill(1), 0))).toBe(shown / n);
      expect(entropy(core, more)).toBe(entropy(core, c));
      expect(hhi(more)).toBe(hhi(c));
      expect(unbiasedHhi(more)).toBe(unbiasedHhi(c));
    }),
    settings,
  );
});

test("corrected entropy is never below the plug-in, and never above ln n", () => {
  fc.assert(
    fc.property(counts, (c) => {
      const H = entropy(core, c)!;
      const limit = Math.log(c.length);
      const corrected = correctedEntropy(core, c)!;
      expect(corrected).toBeGreaterThanOrEqual(Math.min(H, limit));
      expect(corrected).toBeLessThanOrEqual(limit);
    }),
    settings,
  );
  expect(correctedEntropy(core, f64(1, 1, 1, 1))).toBe(Math.log(4)); // ln 4 + 3/8 is cut
});

test("no values, one item, and values that are all zero", () => {
  for (const empty of [f64(), f64(0), f64(0, 0)]) {
    expect(gini(empty)).toBe(0);
    expect(hhi(empty)).toBeUndefined();
    expect(unbiasedHhi(empty)).toBeUndefined();
    expect(entropy(core, empty)).toBeUndefined();
    expect(correctedEntropy(core, empty)).toBeUndefined();
    expect(topPercentShare(empty)).toBeUndefined();
  }
  expect(gini(f64(3))).toBe(0);
  expect(hhi(f64(3))).toBe(1);
  expect(unbiasedHhi(f64(3))).toBe(1);
  expect(unbiasedHhi(f64(1))).toBeUndefined(); // no pair
  expect(unbiasedHhi(f64(1, 1))).toBe(0);
  expect(entropy(core, f64(3))).toBe(0);
  expect(topPercentShare(f64(3))).toBe(1);
});

test("NaN, infinite and negative values are refused by name and place", () => {
  for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, -1]) {
    const values = f64(1, bad);
    expect(() => gini(values)).toThrow(`gini: value 1 is ${bad}`);
    expect(() => hhi(values)).toThrow(`hhi: value 1 is ${bad}`);
    expect(() => entropy(core, values)).toThrow(`entropy: value 1 is ${bad}`);
    expect(() => topPercentShare(values)).toThrow(`value 1 is ${bad}`);
    expect(() => unbiasedHhi(values)).toThrow(/(value|count) 1 is/);
    expect(() => coverage(values, Uint8Array.of(1, 1))).toThrow(`value 1 is ${bad}`);
  }
  expect(() => unbiasedHhi(f64(1, 0.5))).toThrow("unbiasedHhi: count 1 is 0.5, expected a whole number");
  expect(() => correctedEntropy(core, f64(1, 0.5))).toThrow("correctedEntropy: count 1 is 0.5");
});

test("the top hundredth is one item below two hundred items, then rounds down", () => {
  expect(topPercentShare(f64(1, 6, 3))).toBe(0.6);
  const c = new Float64Array(299).fill(1);
  c[7] = 51;
  c[100] = 50;
  c[9] = 52; // the two largest of 299 items, 103 of 449
  expect(topPercentShare(c)).toBe(103 / 449);
});

test("the catalogue holds what is available, and what was counted although it is not", () => {
  expect([...catalogueCounts(f64(0, 0, 2, 3), Uint8Array.of(1, 0, 0, 1))]).toEqual([0, 2, 3]);
  expect(() => catalogueCounts(f64(1), Uint8Array.of(1, 1))).toThrow("got 1 and 2 entries");
});

test("plug-in HHI of N draws has mean 1/N + (1 - 1/N) F, the unbiased form has mean F", () => {
  // K = 20 items by Zipf's law, N = 50 draws, R = 2,000 replicates, |z| < 4
  const K = 20;
  const N = 50;
  const R = 2000;
  const weights = Array.from({ length: K }, (_, i) => 1 / (i + 1));
  const sum = weights.reduce((a, b) => a + b);
  const F = weights.reduce((s, w) => s + (w / sum) ** 2, 0);
  const uniform = generator(42);
  const estimates = Array.from({ length: R }, () => {
    const c = new Float64Array(K);
    for (let draw = 0; draw < N; draw++) {
      let left = uniform() * sum;
      let item = 0;
      while (item < K - 1 && left >= weights[item]!) left -= weights[item++]!;
      c[item]!++;
    }
    return { plugIn: hhi(c)!, unbiased: unbiasedHhi(c)! };
  });
  const z = (values: number[], expected: number) => {
    const mean = values.reduce((a, b) => a + b) / R;
    const variance = values.reduce((s, x) => s + (x - mean) ** 2, 0) / (R - 1);
    return (mean - expected) / Math.sqrt(variance / R);
  };
  const plugIn = estimates.map((e) => e.plugIn);
  const unbiased = estimates.map((e) => e.unbiased);
  expect(Math.abs(z(plugIn, 1 / N + (1 - 1 / N) * F))).toBeLessThan(4);
  expect(Math.abs(z(unbiased, F))).toBeLessThan(4);
  expect(z(plugIn, F)).toBeGreaterThan(4); // the bias is there to be seen
});
