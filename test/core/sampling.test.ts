import { describe, expect, test } from "vitest";
import { type Eligibility, type Factors, type Logit, loadCore } from "../../src/core/index.ts";
import { generator, randomEligibility } from "./fixtures.ts";
import { eligibleItems, logitWeights, type Scoring, slateProbabilities, streamOf, twin } from "./reference/scoring.ts";

const core = await loadCore();
const both: [string, Scoring][] = [
  ["twin", twin],
  ["core", core],
];

const range = (n: number) => Int32Array.from({ length: n }, (_, at) => at);
/** One user for whom the items' scores are given. */
const scored = (...scores: number[]): Factors => ({
  dims: 1,
  users: Float32Array.of(1),
  items: Float32Array.from(scores),
});

/**
 * z of every (slot, item): shown less stated probability given the slots above, a martingale, over its standard
 * deviation. Also holds each stated propensity to the exact one.
 */
async function slateScores(
  sampling: Scoring,
  factors: Factors,
  n: number,
  k: number,
  eligibility: Eligibility,
  seed: number,
) {
  const users = new Int32Array(n);
  const { items, propensity } = await sampling.sampleSlates(factors, users, range(n), k, eligibility, streamOf(seed));
  const eligible = eligibleItems(factors, 0, eligibility);
  const width = factors.items.length;
  const surplus = new Float64Array(k * width);
  const variance = new Float64Array(k * width);
  for (let e = 0; e < n; e++) {
    const above = new Set<number>();
    for (let slot = 0; slot < k; slot++) {
      const shown = items[e * k + slot]!;
      const exact = slateProbabilities(factors, 0, eligible, above);
      // float64 sums of float32 weights
      expect(Math.abs(propensity[e * k + slot]! - (exact.get(shown) ?? 0))).toBeLessThan(1e-12);
      expect(shown >= 0).toBe(exact.size > 0);
      for (const [item, p] of exact) {
        surplus[slot * width + item]! += (item === shown ? 1 : 0) - p;
        variance[slot * width + item]! += p * (1 - p);
      }
      above.add(shown);
    }
  }
  // a sum of rare events is no normal: by Freedman's inequality 4 (sd + 1) is exceeded with e^-6 at most
  return surplus.map((value, at) => value / (Math.sqrt(variance[at]!) + (variance[at]! < 25 ? 1 : 0)));
}

describe.each(both)("%s", (_name, sampling) => {
  const n = 5000;
  const cases: [string, Factors, number, Eligibility][] = [
    ["in proportion to scores", scored(1, 2, 3, 4, 5, 0.5), 4, {}],
    ["a giant among dwarfs", scored(1e12, 1, 1, 2, 1e-3), 4, {}],
    ["scores that are not positive come last, uniformly", scored(3, -1, 0, 1, -7), 5, {}],
    ["uniformly where none is positive", scored(0, 0, 0, -2, 0, 0), 3, {}],
    ["around unavailable items", scored(1, 2, 3, 4, 5, 6), 3, { available: Uint8Array.of(1, 0, 1, 1, 0, 1) }],
    ["short when little is eligible", scored(2, 1, 5), 3, { available: Uint8Array.of(1, 1, 0) }],
  ];
  test.each(cases)("slates: %s", async (_what, factors, k, eligibility) => {
    for (const z of await slateScores(sampling, factors, n, k, eligibility, 21)) expect(Math.abs(z)).toBeLessThan(4);
  });

  test("slates keep out what each user may not be given", async () => {
    const random = generator(8);
    const positive = (length: number) => Float32Array.from({ length }, () => random());
    const factors = { dims: 3, users: positive(21), items: positive(90) };
    const eligibility = randomEligibility(3, 7, 30, 0.7);
    const users = Int32Array.of(4, 4, 0, 1, 1, 1, 6);
    const { items } = await sampling.sampleSlates(factors, users, range(7), 12, eligibility, streamOf(2));
    users.forEach((user, e) => {
      const eligible = eligibleItems(factors, user, eligibility);
      const slate = [...items.subarray(e * 12, e * 12 + 12)].filter((i) => i >= 0);
      expect(slate.length).toBe(Math.min(12, eligible.length));
      expect(new Set(slate).size).toBe(slate.length);
      for (const item of slate) expect(eligible).toContain(item);
    });
  });

  test("nothing eligible gives an empty slate and no choice", async () => {
    const none = { available: new Uint8Array(3) };
    const one = Int32Array.of(0);
    const slate = await sampling.sampleSlates(scored(1, 2, 3), one, one, 2, none, streamOf(1));
    expect(slate).toEqual({ items: Int32Array.of(-1, -1), propensity: new Float64Array(2) });
    for (const outside of [true, false]) {
      const logit = { factors: scored(1, 2, 3), scale: 1, intercepts: new Float32Array(3), outside };
      expect(await sampling.chooseFromCatalogue(logit, one, one, none, streamOf(1))).toEqual(Int32Array.of(-1));
    }
  });

  const choices: [string, Logit, Eligibility][] = [
    [
      "with an outside option",
      { factors: scored(1, 0.5, 0), scale: 1, intercepts: new Float32Array(3), outside: true },
      {},
    ],
    ["without one", { factors: scored(1, 0.5, 0), scale: 2, intercepts: new Float32Array(3), outside: false }, {}],
    [
      "with intercepts and a negative scale, around an unavailable item",
      { factors: scored(3, -2, 0, 1), scale: -0.5, intercepts: Float32Array.of(1, -1, 0.25, 0), outside: true },
      { available: Uint8Array.of(1, 1, 0, 1) },
    ],
  ];
  test.each(choices)("choices %s follow the logit", async (_what, logit, eligibility) => {
    const chosen = await sampling.chooseFromCatalogue(logit, new Int32Array(n), range(n), eligibility, streamOf(31));
    const eligible = eligibleItems(logit.factors, 0, eligibility);
    const { weights, outside, total } = logitWeights(logit, 0, eligible);
    let counted = 0;
    [...eligible, -1].forEach((item, at) => {
      const p = (weights[at] ?? outside) / total;
      const count = chosen.filter((c) => c === item).length;
      counted += count;
      if (p === 0) expect(count).toBe(0);
      else expect(Math.abs(count - n * p) / Math.sqrt(n * p * (1 - p))).toBeLessThan(4);
    });
    expect(counted).toBe(n);
  });
});

test("the core's choice is the twin's, as both invert the same CDF with the same uniform", async () => {
  const logit = { factors: scored(1, 0.5, 0, 2), scale: 1, intercepts: new Float32Array(4), outside: true };
  const ask = (sampling: Scoring) =>
    sampling.chooseFromCatalogue(logit, new Int32Array(500), range(500), {}, streamOf(6));
  // 500 uniforms against 4 edges off by 1e-7: one in 5,000 seeds would differ
  expect(await ask(core)).toEqual(await ask(twin));
});

test("an entry's draw depends on its user, draw and slot, not on its place in the list", async () => {
  const factors = { dims: 1, users: Float32Array.of(1, 2, 3), items: Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8) };
  const stream = streamOf(13);
  const all = await core.sampleSlates(factors, Int32Array.of(0, 0, 1, 2), Int32Array.of(5, 6, 5, 9), 3, {}, stream);
  const one = await core.sampleSlates(factors, Int32Array.of(2), Int32Array.of(9), 3, {}, stream);
  expect(one.items).toEqual(all.items.subarray(9));
  expect(all.items.subarray(0, 3)).not.toEqual(all.items.subarray(3, 6));
  const logit = { factors, scale: 0.1, intercepts: new Float32Array(8), outside: false };
  const users = range(300).map((e) => Math.trunc(e / 100));
  const chosen = await core.chooseFromCatalogue(logit, users, range(300), {}, stream);
  const last = await core.chooseFromCatalogue(logit, users.subarray(150), range(300).subarray(150), {}, stream);
  expect(last).toEqual(chosen.subarray(150));
});

test("draws outside 24 bits and other lengths are refused", async () => {
  const one = Int32Array.of(0);
  const ask = (draws: Int32Array) => core.sampleSlates(scored(1, 2), one, draws, 1, {}, streamOf(1));
  await expect(ask(Int32Array.of(2 ** 24))).rejects.toThrow("draws[0] is 16777216, expected 0 to 16777215");
  await expect(ask(Int32Array.of(1, 2))).rejects.toThrow("draws has 2 values, expected 1");
});
