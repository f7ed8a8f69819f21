import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Eligibility, type Logit, loadCore } from "../../src/core/index.ts";
import { generator, randomEligibility, randomFactors } from "./fixtures.ts";
import { type Scoring, streamOf, twin } from "./reference/scoring.ts";

const core = await loadCore();
const both: [string, Scoring][] = [
  ["twin", twin],
  ["core", core],
];

/*
 * Float32 bound. A utility is a sum of d products of numbers below 1, a scaling and an intercept: its error is at most
 * ((d + 1) d |scale| + 2 |v|) 2^-24; its exponential adds 2 ulp = 4 · 2^-24. A weight's relative error is the sum, a
 * probability's twice that. With d ≤ 9, |scale| ≤ 2, |v| ≤ 20: 2 · (180 + 40 + 4) · 2^-24.
 */
const RELATIVE = 448 * 2 ** -24;

interface Setting {
  seed: number;
  users: number;
  items: number;
  dims: number;
  scale: number;
  outside: boolean;
  fill: number;
}

const setting: fc.Arbitrary<Setting> = fc.record({
  seed: fc.nat({ max: 1e6 }),
  users: fc.integer({ min: 1, max: 7 }),
  items: fc.integer({ min: 1, max: 40 }),
  dims: fc.integer({ min: 1, max: 9 }),
  scale: fc.constantFrom(-2, 0, 1, 2),
  outside: fc.boolean(),
  fill: fc.constantFrom(0, 0.4, 1),
});

function build({ seed, users, items, dims, scale, outside, fill }: Setting) {
  const random = generator(seed);
  const factors = { dims, users: randomFactors(random, users, dims), items: randomFactors(random, items, dims) };
  const logit: Logit = { factors, scale, intercepts: randomFactors(random, items, 1, 2), outside };
  const eligibility: Eligibility = fill === 0 ? {} : randomEligibility(seed, users, items, fill);
  const amounts = Float64Array.from({ length: users }, () => 6 * random());
  return { logit, eligibility, amounts, users: Int32Array.from({ length: users }, (_, u) => users - 1 - u) };
}

/** Error of a sum of terms, each off by the relative bound. */
function expectClose(found: ArrayLike<number>, exact: ArrayLike<number>, absolute = 0) {
  expect(found.length).toBe(exact.length);
  for (let at = 0; at < exact.length; at++) {
    expect(Math.abs(found[at]! - exact[at]!)).toBeLessThanOrEqual(RELATIVE * Math.abs(exact[at]!) + absolute);
  }
}

test("the core's sums are the twin's within the float32 bound", async () => {
  await fc.assert(
    fc.asyncProperty(setting, async (given) => {
      const { logit, eligibility, amounts, users } = build(given);
      const shares = await core.expectedShares(logit, users, amounts, eligibility);
      const exact = await twin.expectedShares(logit, users, amounts, eligibility);
      expectClose(shares.items, exact.items);
      expectClose([shares.outside], [exact.outside]);

      const taken = await core.expectedInclusions(logit, users, amounts, eligibility);
      const clocks = await twin.expectedInclusions(logit, users, amounts, eligibility);
      // Newton stops at 1e-12 of a count
      expectClose(taken.items, clocks.items, 1e-10);
      // which moves t by 1e-12 count / slope, below 1e-9 unless a clock runs far past the last item's
      if (clocks.outside < 50) expectClose([taken.outside], [clocks.outside], 1e-9);

      const moments = await core.logitMoments(logit, users);
      const reference = await twin.logitMoments(logit, users);
      // |score| ≤ 9: ln of a sum is off by its relative error, mean by that of the weights, variance by twice as much
      expectClose(moments.logsum, reference.logsum, RELATIVE);
      expectClose(moments.mean, reference.mean, 9 * RELATIVE);
      expectClose(moments.variance, reference.variance, 2 * 81 * RELATIVE);
    }),
    { seed: 6, numRuns: 300 },
  );
});

describe.each(both)("%s", (_name, scoring) => {
  const user = Int32Array.of(0);
  const given: Logit = {
    factors: { dims: 1, users: Float32Array.of(1), items: Float32Array.of(1, 0.5, 0) },
    scale: 1,
    intercepts: new Float32Array(3),
    outside: true,
  };

  test("the published multinomial-logit vector", async () => {
    const digits = (x: ArrayLike<number>) => Array.from(x, (value) => Number(value.toFixed(6)));
    const one = Float64Array.of(1);
    const shares = await scoring.expectedShares(given, user, one, {});
    expect(digits([...shares.items, shares.outside])).toEqual([0.426933, 0.258948, 0.15706, 0.15706]);
    const forced = await scoring.expectedShares({ ...given, outside: false }, user, one, {});
    expect(digits([...forced.items, forced.outside])).toEqual([0.50648, 0.307196, 0.186324, 0]);
    const sharp = await scoring.expectedShares({ ...given, scale: 2, outside: false }, user, one, {});
    expect(digits(sharp.items)).toEqual([0.665241, 0.244728, 0.090031]);
    expect(digits((await scoring.logitMoments(given, user)).logsum)).toEqual([1.851129]);
  });

  test("shares sum to the weights, and one excluded item leaves the others' odds alone", async () => {
    const { items, outside } = await scoring.expectedShares(given, user, Float64Array.of(2.5), {});
    expect(items.reduce((a, b) => a + b, outside)).toBeCloseTo(2.5, 12);
    const excluded = { indptr: Int32Array.of(0, 1), indices: Int32Array.of(1) };
    const without = await scoring.expectedShares(given, user, Float64Array.of(2.5), { excluded });
    expect(without.items[1]).toBe(0);
    expect(without.items[0]! / without.items[2]!).toBeCloseTo(items[0]! / items[2]!, 12);
  });

  test("nothing eligible: all goes outside, or nowhere", async () => {
    const none = { available: new Uint8Array(3) };
    const two = Float64Array.of(2);
    expect(await scoring.expectedShares(given, user, two, none)).toEqual({ items: new Float64Array(3), outside: 2 });
    const forced = { ...given, outside: false };
    expect(await scoring.expectedShares(forced, user, two, none)).toEqual({ items: new Float64Array(3), outside: 0 });
    expect(await scoring.expectedInclusions(given, user, two, none)).toEqual({
      items: new Float64Array(3),
      outside: 0,
    });
  });

  test("inclusions of equal items are count / n, with declines by the same clock", async () => {
    const items = { dims: 1, users: Float32Array.of(0), items: new Float32Array(8) };
    const logit = { factors: items, scale: 1, intercepts: new Float32Array(8), outside: true };
    for (const count of [0.9, 1, 3, 5, 6, 7.5]) {
      const { items: taken, outside } = await scoring.expectedInclusions(logit, user, Float64Array.of(count), {});
      for (const p of taken) expect(p).toBeCloseTo(count / 8, 11);
      expect(outside).toBeCloseTo(-Math.log1p(-count / 8), 10); // 1 - e^-t = count / 8
    }
  });

  test("inclusions sum to the counts, and a count of all or more takes each item once", async () => {
    const { items } = await scoring.expectedInclusions(given, user, Float64Array.of(2.999), {});
    expect(items.reduce((a, b) => a + b)).toBeCloseTo(2.999, 10);
    expect(Math.max(...items)).toBeLessThanOrEqual(1);
    for (const count of [3, 3.5, 1e9]) {
      const all = await scoring.expectedInclusions(given, user, Float64Array.of(count), {});
      expect(all).toEqual({ items: Float64Array.of(1, 1, 1), outside: 0 });
    }
    expect((await scoring.expectedInclusions(given, user, Float64Array.of(0), {})).items).toEqual(new Float64Array(3));
  });

  test("weights over thirty orders of magnitude still meet the count", async () => {
    const spread = {
      ...given,
      factors: { dims: 1, users: Float32Array.of(1), items: Float32Array.from([0, -10, -20, -35, -70]) },
      intercepts: new Float32Array(5),
    };
    for (const count of [0.5, 1, 2.5, 4.9]) {
      const { items } = await scoring.expectedInclusions(spread, user, Float64Array.of(count), {});
      expect(items.reduce((a, b) => a + b)).toBeCloseTo(count, 9);
    }
  });
});

test("amounts, scales and intercepts that are not finite are refused by name", async () => {
  const logit = build({ seed: 1, users: 2, items: 3, dims: 2, scale: 1, outside: true, fill: 0 }).logit;
  const users = Int32Array.of(0, 1);
  const ask = (given: Logit, weights: number[]) => core.expectedShares(given, users, Float64Array.from(weights), {});
  await expect(ask(logit, [1, Number.NaN])).rejects.toThrow("weights[1] is NaN");
  await expect(ask(logit, [1, -1])).rejects.toThrow("weights[1] is -1");
  await expect(ask(logit, [1])).rejects.toThrow("weights has 1 values, expected 2");
  await expect(ask({ ...logit, scale: Number.NaN }, [1, 1])).rejects.toThrow("scale NaN");
  await expect(ask({ ...logit, intercepts: Float32Array.of(0, Infinity, 0) }, [1, 1])).rejects.toThrow("intercepts[1]");
  const counts = core.expectedInclusions(logit, users, Float64Array.of(1, Infinity), {});
  await expect(counts).rejects.toThrow("counts[1] is Infinity");
  await expect(core.topK(logit.factors, users, 1, {}, streamOf(1))).resolves.toBeDefined();
});
