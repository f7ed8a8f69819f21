import fc from "fast-check";
import { expect, test } from "vitest";
import { autocorrelation } from "../../../src/metrics/monitors/autocorrelation.ts";
import { mannKendallZ } from "../../../src/metrics/monitors/kendall.ts";
import { lagOne, residuals, unbiasedLagOne, varianceOf } from "../../../src/metrics/monitors/slowing.ts";
import { variance } from "../../../src/metrics/monitors/variance.ts";
import { expectRounded } from "../fixture.ts";
import { autoregression, mean, normals, zOfMean } from "./noise.ts";

const vector = [1, 2, 4, 3, 5, 6];

test("the published vector: lag-1 .328571, variance 3.5", () => {
  expect(lagOne(vector, "mean")!.toFixed(6)).toBe("0.328571");
  expectRounded(varianceOf(vector, "mean"), 3.5, 8);
  expectRounded(unbiasedLagOne(vector, "mean"), (6 * (5.75 / 17.5) + 1) / 2, 16);
});

test("what is left without a line: no mean, no slope, nothing of a line itself", () => {
  const x = fc.array(fc.integer({ min: -99, max: 99 }), { minLength: 3, maxLength: 30 });
  fc.assert(
    fc.property(x, fc.integer({ min: -9, max: 9 }), fc.integer({ min: -99, max: 99 }), (values, slope, level) => {
      const e = residuals(values, "line");
      const along = e.reduce((sum, value, i) => sum + i * value, 0);
      expect(Math.abs(mean(e))).toBeLessThan(1e-10);
      expect(Math.abs(along)).toBeLessThan(1e-8);
      const tilted = values.map((value, i) => value + level + slope * i);
      expect(varianceOf(tilted, "line")).toBeCloseTo(varianceOf(values, "line")!, 8);
    }),
    { seed: 6, numRuns: 200 },
  );
  expect(lagOne([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "line")).toBeUndefined();
  expect(lagOne([5, 5, 5], "mean")).toBeUndefined();
  expect(varianceOf([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], "line")).toBe(0);
  expect(varianceOf([1 / 3, 1 / 3, 1 / 3, 1 / 3], "mean")).toBe(0);
  expect(varianceOf([1, 2], "line")).toBeUndefined();
});

test("white noise: the expectations without correction are exact, with it they are 0; |z| < 4 of 20,000", () => {
  const n = 12;
  const normal = normals(7);
  const noise = Array.from({ length: 20_000 }, () => autoregression(normal, 0, n));
  const valuesOf = (of: typeof lagOne, removed: "mean" | "line") => noise.map((x) => of(x, removed)!);
  // the ratio is independent of Σe²: its mean is tr(M A) / tr(M), M the projection, A half of ones beside the diagonal
  expect(Math.abs(zOfMean(valuesOf(lagOne, "mean"), -1 / n))).toBeLessThan(4);
  expect(Math.abs(zOfMean(valuesOf(unbiasedLagOne, "mean"), 0))).toBeLessThan(4);
  const t = residuals([...Array(n).keys()], "mean");
  const [tt, tAt] = [t.reduce((sum, x) => sum + x * x, 0), t.reduce((sum, x, i) => sum + x * (t[i + 1] ?? 0), 0)];
  const exact = -((n - 1) / n + tAt / tt) / (n - 2);
  expect(Math.abs(zOfMean(valuesOf(lagOne, "line"), exact))).toBeLessThan(4);
  const corrected = (n * exact + 2) / (n - 5);
  expect(Math.abs(corrected)).toBeLessThan(1 / (n * n)); // (2 + 5φ) / n is right to the first order
  expect(Math.abs(zOfMean(valuesOf(unbiasedLagOne, "line"), corrected))).toBeLessThan(4);
  for (const removed of ["mean", "line"] as const) {
    expect(Math.abs(zOfMean(valuesOf(varianceOf as typeof lagOne, removed), 1))).toBeLessThan(4);
  }
});

test.each([
  ["mean", 0.3, 20],
  ["mean", 0.6, 20],
  ["line", 0.3, 20],
  ["line", 0.6, 20],
  ["mean", 0.6, 50],
  ["line", 0.6, 50],
] as const)("AR(1) without its %s, φ = %d, n = %d: at most a fifth of the bias is left", (removed, phi, n) => {
  const normal = normals(11);
  const runs = Array.from({ length: 20_000 }, () => autoregression(normal, phi, n));
  const errors = (of: typeof lagOne) => runs.map((x) => of(x, removed)! - phi);
  const before = errors(lagOne);
  expect(Math.abs(mean(errors(unbiasedLagOne)))).toBeLessThan(Math.abs(mean(before)) / 5);
});

test.each([
  [autocorrelation(), unbiasedLagOne],
  [variance(), varianceOf],
] as const)("$name is the trend of its indicator over windows of eight to twelve values", (detector, indicator) => {
  const normal = normals(13);
  const x = autoregression(normal, 0.5, 50);
  let state = detector.start();
  x.forEach((value, t) => {
    const [next, statistic] = detector.next(JSON.parse(JSON.stringify(state)), value);
    state = next;
    const ends = Array.from({ length: Math.max(0, t - 6) }, (_, n) => n + 7);
    const values = ends.map((end) => indicator(x.slice(Math.max(0, end - 11), end + 1), "line")!);
    expect(statistic).toBe(values.length < 4 ? undefined : mannKendallZ(values.slice(-20)));
  });
});
