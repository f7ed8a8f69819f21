import fc from "fast-check";
import { expect, test } from "vitest";
import { instantiateKernels } from "../../src/core/load.ts";

const { kernels } = await instantiateKernels();

/** Φ(x) for x ≤ 0: Marsaglia's series near 0, a continued fraction further out; relative error about 1e-15. */
function lowerTail(x: number): number {
  const density = Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
  if (x > -1.5) {
    let term = x;
    let sum = x;
    for (let n = 3; Math.abs(term) > 1e-18; n += 2) sum += term = (term * x * x) / n;
    return 0.5 + sum * density;
  }
  let fraction = 0;
  for (let n = 300; n > 0; n--) fraction = n / (-x + fraction);
  return density / (-x + fraction);
}

test("Φ of the quantile is p, in all three ranges of AS 241", () => {
  expect(lowerTail(-1)).toBeCloseTo(0.15865525393145705, 15);
  expect(lowerTail(-3)).toBeCloseTo(0.0013498980316300946, 16);
  fc.assert(
    fc.property(fc.double({ min: -36, max: -0.7, noNaN: true }), (logP) => {
      const p = Math.exp(logP);
      const x = kernels.normalQuantile(p);
      // dp/p = x dx (1 + ...) : an error of 2⁻⁵¹ |x| in x is one of 2⁻⁵¹ x² (plus the series' own) in p
      expect(Math.abs(lowerTail(x) / p - 1)).toBeLessThan(2 ** -50 * (4 + x * x));
    }),
    { seed: 3, numRuns: 2000 },
  );
});

test("the quantile is odd around ½, where it is 0", () => {
  expect(kernels.normalQuantile(0.5)).toBe(0);
  expect(kernels.normalQuantile(0.975)).toBeCloseTo(1.959963984540054, 14);
  for (const p of [0.25, 2 ** -20, 2 ** -53]) expect(kernels.normalQuantile(1 - p)).toBe(-kernels.normalQuantile(p));
});
