import fc from "fast-check";
import { expect, test } from "vitest";
import { cusum } from "../../../src/metrics/monitors/cusum.ts";
import type { Detector } from "../../../src/metrics/monitors/detector.ts";
import {
  detectorNamed,
  detectorNames,
  detectors,
  kendallTau,
  mannKendallZ,
} from "../../../src/metrics/monitors/index.ts";
import { kendallScore } from "../../../src/metrics/monitors/kendall.ts";
import { mannKendall } from "../../../src/metrics/monitors/mannKendall.ts";
import { pageHinkley } from "../../../src/metrics/monitors/pageHinkley.ts";
import { expectRounded } from "../fixture.ts";

/** The statistic after every value, with the state through JSON each time. */
function statistics<S>(detector: Detector<S>, x: readonly number[]): (number | undefined)[] {
  let state = detector.start();
  return x.map((value) => {
    const [next, statistic] = detector.next(JSON.parse(JSON.stringify(state)) as S, value);
    state = next;
    return statistic;
  });
}

const settings = { seed: 5, numRuns: 200 };
/** Multiples of 1/8: sums and differences of a few dozen are exact. */
const series = fc.array(
  fc.integer({ min: -80, max: 80 }).map((n) => n / 8),
  { minLength: 1, maxLength: 40 },
);
/** Few distinct values: many ties. */
const tied = fc.array(fc.integer({ min: 0, max: 4 }), { minLength: 1, maxLength: 40 });
const sum = (values: readonly number[]) => values.reduce((total, x) => total + x, 0);

test("CUSUM by hand, and as the walk less its lowest point so far", () => {
  expect(statistics(cusum(0.5), [1, 0, 2, -3, 1, 1])).toEqual([0.5, 0, 1.5, 0, 0.5, 1]);
  fc.assert(
    fc.property(series, (x) => {
      const walk = x.map((_, t) => sum(x.slice(0, t + 1)) - 0.5 * (t + 1));
      const expected = walk.map((now, t) => now - Math.min(0, ...walk.slice(0, t + 1)));
      expect(statistics(cusum(0.5), x)).toEqual(expected);
    }),
    settings,
  );
});

test("Page-Hinkley by hand, and by the sums written out", () => {
  // means 0, 1, 2: x - mean - 1/4 = -1/4, 3/4, 7/4
  expect(statistics(pageHinkley(0.25), [0, 2, 4])).toEqual([0, 0.75, 2.5]);
  fc.assert(
    fc.property(series, (x) => {
      const terms = x.map((value, t) => value - sum(x.slice(0, t + 1)) / (t + 1) - 0.25);
      const walk = terms.map((_, t) => sum(terms.slice(0, t + 1)));
      statistics(pageHinkley(0.25), x).forEach((statistic, t) => {
        // t + 1 terms of at most 20, each mean updated as often: a few roundings each of a sum of at most 20 · 40
        expect(statistic).toBeCloseTo(walk[t]! - Math.min(0, ...walk.slice(0, t + 1)), 9);
      });
    }),
    settings,
  );
});

test("Kendall's τ and Z: the published vector, ties by hand, and all values alike", () => {
  expect(kendallTau([1, 2, 4, 3, 5, 6])!.toFixed(6)).toBe("0.866667");
  expectRounded(kendallTau([1, 1, 2, 3]), 5 / Math.sqrt(30), 4);
  // S = 5, v = (4 · 3 · 13 - 2 · 1 · 9) / 18
  expectRounded(mannKendallZ([1, 1, 2, 3]), 4 / Math.sqrt(138 / 18), 8);
  expectRounded(mannKendallZ([3, 2, 1, 1]), -4 / Math.sqrt(138 / 18), 8);
  expect(kendallTau([2, 2, 2])).toBeUndefined();
  expect(mannKendallZ([2, 2, 2])).toBe(0);
  expect(mannKendallZ([1, 2, 1])).toBe(0); // S = 0
});

test("the variance of S is that over all orders of the same values, ties or not", () => {
  for (const values of [
    [1, 2, 3, 4, 5, 6],
    [1, 1, 2, 3, 3, 3],
    [1, 1, 1, 2, 2],
  ]) {
    const orders = permutations(values);
    const variance = sum(orders.map((x) => kendallScore(x) ** 2)) / orders.length; // the mean of S is 0
    const S = kendallScore(values); // ascending: S > 0
    expectRounded(mannKendallZ(values), (S - 1) / Math.sqrt(variance), 64);
  }
});

function permutations(values: readonly number[]): number[][] {
  if (values.length < 2) return [[...values]];
  return values.flatMap((x, i) => permutations(values.filter((_, j) => j !== i)).map((rest) => [x, ...rest]));
}

test("the trend is found in the last twenty values, from four on", () => {
  fc.assert(
    fc.property(tied, (x) => {
      const expected = x.map((_, t) => (t < 3 ? undefined : mannKendallZ(x.slice(Math.max(0, t - 19), t + 1))));
      expect(statistics(mannKendall(), x)).toEqual(expected);
    }),
    settings,
  );
});

test("the registry: names in snake case, each once, with words and a source; an unknown one is refused", () => {
  expect(new Set(detectorNames).size).toBe(detectors.length);
  for (const { name, title, summary, source } of detectors) {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)*$/);
    expect(title.length).toBeGreaterThan(3);
    expect(summary).toMatch(/^[A-Z].*\.$/);
    expect(source).toMatch(/\(\d{4}\)/);
    expect(detectorNamed(name).name).toBe(name);
  }
  expect(() => detectorNamed("cumsum")).toThrow('got the detector "cumsum", expected one of cusum, ');
});
