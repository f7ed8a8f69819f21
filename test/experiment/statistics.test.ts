import fc from "fast-check";
import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { bootstrapInterval, planResamples } from "../../src/experiment/statistics/bootstrap.ts";
import { holm } from "../../src/experiment/statistics/holm.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";
import { momentsOf, pooledSkewness } from "../../src/experiment/statistics/moments.ts";
import { halfWidthOf, replicatesFor } from "../../src/experiment/statistics/precision.ts";
import { differenceBounds, onScale } from "../../src/experiment/statistics/scale.ts";
import { planSigns, signFlipP } from "../../src/experiment/statistics/signFlip.ts";
import { skewedInterval, studentInterval } from "../../src/experiment/statistics/skewed.ts";
import { studentQuantile, studentWithin } from "../../src/experiment/statistics/student.ts";

const core = await loadCore();

/** p, degrees of freedom, quantile: printed tables to fifteen digits; 1, 2 and 4 degrees have closed forms. */
const table = [
  [0.975, 1, Math.tan(Math.PI * 0.475)],
  [0.975, 2, 0.95 / Math.sqrt(2 * 0.975 * 0.025)],
  [0.975, 5, 2.57058183563631],
  [0.975, 9, 2.2621571627982],
  [0.975, 10, 2.22813885198627],
  [0.975, 29, 2.0452296421327],
  [0.975, 30, 2.04227245630124],
  [0.975, 100, 1.98397151852355],
  [0.95, 7, 1.89457860509001],
  [0.995, 15, 2.94671288347524],
] as const;

test("Student's quantiles agree with the tables to 1e-10", () => {
  for (const [p, dof, quantile] of table) {
    expect(Math.abs(studentQuantile(p, dof) - quantile), `t(${p}, ${dof})`).toBeLessThan(1e-10);
    expect(studentQuantile(1 - p, dof)).toBeCloseTo(-quantile, 10);
  }
  // four degrees: with q = ½ + ⅜ x (1 - x² / 12), x = t / √(1 + t²/4)
  const t = studentQuantile(0.9, 4);
  const x = t / Math.sqrt(1 + (t * t) / 4);
  expect(Math.abs(0.5 + 0.375 * x * (1 - (x * x) / 12) - 0.9)).toBeLessThan(1e-14);
  expect(studentQuantile(0.5, 3)).toBeLessThan(1e-15);
});

test("P(|T| ≤ t) is the integral of the density, for even and odd degrees of freedom", () => {
  for (const dof of [1, 2, 3, 6, 17]) {
    const density = (s: number) => (1 + (s * s) / dof) ** (-(dof + 1) / 2);
    const simpson = (to: number, n: number) => {
      let sum = density(0) + density(to);
      for (let k = 1; k < n; k++) sum += (k % 2 ? 4 : 2) * density((k * to) / n);
      return (sum * to) / n / 3;
    };
    expect(studentWithin(2, dof) / studentWithin(1, dof)).toBeCloseTo(simpson(2, 2000) / simpson(1, 1000), 11);
  }
  expect(() => studentWithin(1, 2.5)).toThrow("2.5 degrees of freedom");
  expect(() => studentQuantile(1, 3)).toThrow("p = 1");
});

test("moments by hand", () => {
  // deviations -2, -1, 3: s² = 7, third moment 3 · 18 / 2 = 27
  const { skewness, ...others } = momentsOf([1, 2, 6]);
  expect(others).toEqual({ n: 3, mean: 3, deviation: Math.sqrt(7) });
  expect(skewness).toBeCloseTo(27 / 7 ** 1.5, 14);
  expect(momentsOf([4, 4])).toEqual({ n: 2, mean: 4, deviation: 0, skewness: 0 });
  expect(() => momentsOf([])).toThrow("got no values");
});

test("pooled skewness: the mean over the rounds that can tell theirs", () => {
  const [right, left] = [
    [0, 0, 0, 1],
    [0, -5, 0, 0],
  ];
  expect(pooledSkewness([right!])).toBeCloseTo(2, 12);
  expect(pooledSkewness([right!, [0, 1, 0, 1]])).toBeCloseTo(1, 12);
  expect(pooledSkewness([right!, left!])).toBeCloseTo(0, 12);
  // three values, equal values, and values that differ by rounding say nothing
  expect(pooledSkewness([right!, [0, 0, 1], [2, 2, 2, 2], [0, 0, 0, -1e-12]])).toBeCloseTo(2, 12);
  expect(pooledSkewness([[0, 0, 1], [2, 2, 2, 2], []])).toBeUndefined();
});

test("the t interval by hand, and its correction for skewness by the formula", () => {
  const values = [1, 2, 3, 4, 10];
  const moments = momentsOf(values);
  const half = (2.77644510519779 * Math.sqrt(12.5)) / Math.sqrt(5);
  expect(studentInterval(moments, 0.95)[0]).toBeCloseTo(4 - half, 10);
  // Σe³ = -27 - 8 - 1 + 0 + 216 = 180: skewness 5 · 180 / 12 / 12.5^1.5
  const a = 75 / 12.5 ** 1.5 / (6 * Math.sqrt(5));
  const g = (r: number) => (Math.cbrt(1 + 6 * a * (r - a)) - 1) / (2 * a);
  const [low, high] = skewedInterval(moments, 0.95, core);
  expect(low).toBeCloseTo(4 - g(2.77644510519779) * Math.sqrt(2.5), 10);
  expect(high).toBeCloseTo(4 - g(-2.77644510519779) * Math.sqrt(2.5), 10);
  expect(high - 4).toBeGreaterThan(4 - low);
});

test("the correction is none without skewness, and continuous where it changes formula", () => {
  const even = momentsOf([-2, -1, 1, 2]);
  expect(skewedInterval(even, 0.95, core)[1]).toBeCloseTo(studentInterval(even, 0.95)[1], 12);
  const at = (skewness: number) => skewedInterval({ ...even, skewness }, 0.95, core);
  const edge = 6 * Math.sqrt(4) * 1e-6;
  expect(at(edge * 0.999)[0]).toBeCloseTo(at(edge * 1.001)[0], 6);
  expect(at(1)[0]).toBeCloseTo(-at(-1)[1], 12);
  // three values say nothing of skewness
  const three = momentsOf([0, 0, 1]);
  expect(skewedInterval(three, 0.95, core)).toEqual(studentInterval(three, 0.95));
});

test("on the scale of its bounds an interval stays inside them, keeps its centre, and far from them is what it was", () => {
  const [low, high] = onScale([-0.2, 0.6], 0.2, [0, 1], core);
  const logit = Math.log(0.25);
  expect(low).toBeCloseTo(1 / (1 + Math.exp(-(logit - 0.4 / 0.16))), 12);
  expect(high).toBeCloseTo(1 / (1 + Math.exp(-(logit + 0.4 / 0.16))), 12);
  const [near, far] = onScale([0.4999, 0.5001], 0.5, [0, 1], core);
  expect(near).toBeCloseTo(0.4999, 10);
  expect(far).toBeCloseTo(0.5001, 10);
  expect(onScale([-1, 3], 1, [0, Infinity], core)).toEqual([core.exp(-2), core.exp(2)]);
  expect(onScale([0, 0], 0, [0, 1], core)).toEqual([0, 0]);
  expect(differenceBounds([0, 1])).toEqual([-1, 1]);
  expect(differenceBounds([0, Infinity])).toBeUndefined();
});

test("sign flips: every choice of signs counted, by hand", () => {
  // sums of ±1 ±2 ±3: 6, 4, 2, 0, 0, -2, -4, -6
  expect(signFlipP([1, 2, 3])).toBe(2 / 8);
  expect(signFlipP([1, 2, -1])).toBe(6 / 8);
  expect(signFlipP([1, 1, 1, 1, 1])).toBe(2 / 32);
  expect(signFlipP([0, 0, 0])).toBe(1);
  // equal sums in other orders of adding: .1 + .2 - .3 is not 0 in floating point
  expect(signFlipP([0.1, 0.2, -0.3])).toBe(1);
});

test("drawn signs estimate the exact share: within four standard errors of 9,999 draws", () => {
  const differences = Array.from({ length: 17 }, (_, i) => (i % 3) - 0.6);
  const drawn = signFlipP(differences, planSigns(core, 1, 17));
  let extreme = 0;
  const far = Math.abs(differences.reduce((a, b) => a + b)) - 1e-9;
  for (let choice = 0; choice < 2 ** 17; choice++) {
    if (Math.abs(differences.reduce((sum, d, i) => sum + ((choice >> i) & 1 ? d : -d), 0)) >= far) extreme++;
  }
  const exact = extreme / 2 ** 17;
  expect(Math.abs(drawn - exact)).toBeLessThan(4 * Math.sqrt((exact * (1 - exact)) / 9_999) + 1e-4);
  expect(() => signFlipP(differences)).toThrow("expected 17");
});

test("Holm by hand; never below the value itself, in the same order, at most one", () => {
  expect(holm([0.01, 0.04, 0.03])).toEqual([0.03, 0.06, 0.06]);
  expect(holm([0.6, 0.7])).toEqual([1, 1]);
  expect(holm([])).toEqual([]);
  expect(() => holm([Number.NaN])).toThrow("got NaN");
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 8 }), (values) => {
      const adjusted = holm(values);
      for (let i = 0; i < values.length; i++) {
        expect(adjusted[i]).toBeGreaterThanOrEqual(values[i]!);
        expect(adjusted[i]).toBeLessThanOrEqual(1);
        for (let j = 0; j < values.length; j++)
          if (values[i]! < values[j]!) expect(adjusted[i]).toBeLessThanOrEqual(adjusted[j]!);
      }
    }),
    { seed: 3 },
  );
});

test("resamples are uniform over places and the same for the same seed", () => {
  const plan = planResamples(core, 5, 30, 2_000);
  const counts = new Array<number>(30).fill(0);
  for (const place of plan.places) counts[place]!++;
  const chi2 = counts.reduce((sum, c) => sum + (c - 2_000) ** 2 / 2_000, 0);
  expect(chi2).toBeLessThan(29 + 4 * Math.sqrt(58));
  expect(planResamples(core, 5, 30, 2_000).places).toEqual(plan.places);
  expect(planResamples(core, 6, 30, 2_000).places).not.toEqual(plan.places);
});

test("the bootstrap-t interval: moves and stretches with the values, and gives up where resamples hold one value", () => {
  const plan = planResamples(core, 1, 30);
  const values = Array.from({ length: 30 }, (_, i) => (i * i) % 31);
  const [low, high] = bootstrapInterval(values, 0.95, plan)!;
  const [low2, high2] = bootstrapInterval(
    values.map((x) => 10 - 2 * x),
    0.95,
    plan,
  )!;
  expect(low2).toBeCloseTo(10 - 2 * high, 10);
  expect(high2).toBeCloseTo(10 - 2 * low, 10);
  const lonely = values.map((_, i) => (i === 0 ? 1 : 0));
  expect(bootstrapInterval(lonely, 0.95, plan)).toBeUndefined();
});

test("which interval where: t below thirty replicates, the bootstrap from there; nothing below two, no p-value below five", () => {
  const inference = inferenceOf(core, 1);
  const sample = (n: number) => Array.from({ length: n }, (_, i) => 0.1 + ((i * 7) % n) / (20 * n));
  expect(inference.ofDifferences([0.1])).toBeUndefined();
  expect(inference.ofDifferences(sample(2))?.method).toBe("t");
  expect(inference.ofDifferences(sample(29))?.method).toBe("t");
  expect(inference.ofDifferences(sample(30))?.method).toBe("bootstrap");
  expect(inference.pValue(sample(4))).toBeUndefined();
  expect(inference.pValue(sample(5))).toBe(2 / 32);
  expect(inference.pValue(sample(20))).toBe(1 / 10_000);
  expect(inference.ofMean([0, 0, 0.4], [0, 1])!.low).toBeGreaterThan(0);
  expect(inference.ofDifferences([-1, -1, -0.2], [0, 1])!.low).toBeGreaterThan(-1);
  expect(inference.ofDifferences([0.25, 0.25, 0.25], [0, 1])).toMatchObject({ low: 0.25, high: 0.25 });
});

test("replicates for a precision: the least number whose half-width is small enough", () => {
  const n = replicatesFor(0.1, 0.3, 0.95)!;
  expect(halfWidthOf(0.3, n, 0.95)).toBeLessThanOrEqual(0.1);
  expect(halfWidthOf(0.3, n - 1, 0.95)).toBeGreaterThan(0.1);
  expect(n).toBe(38);
  expect(replicatesFor(0.1, 0, 0.95)).toBe(2);
  expect(replicatesFor(1e-6, 1, 0.95)).toBeUndefined();
  expect(() => replicatesFor(0, 1, 0.95)).toThrow("half-width of 0");
});
