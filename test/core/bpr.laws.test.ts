import { expect, test } from "vitest";
import { type BprProblem, loadCore } from "../../src/core/index.ts";
import { positivesOf, problemOf } from "./bpr.fixtures.ts";
import type { Pair } from "./fixtures.ts";

const core = await loadCore();

/**
 * How often each item was a negative in `epochs` epochs, read off the biases: from factors and biases of 0, with η = 2⁻²⁴
 * and no regularisation, every update adds η / 2 to its positive's and takes it from its negative's. 1000 updates of an
 * item leave an error of 1000² 2⁻²⁵ = .03 of one.
 */
async function negativesOf(
  positives: BprProblem["positives"],
  items: number,
  epochs: number,
  negatives: BprProblem["negatives"] = "uniform",
  firstEpoch = 0,
): Promise<number[]> {
  const eta = 2 ** -24;
  const users = new Float32Array(positives.indptr.length - 1);
  const problem = problemOf(positives, { learningRate: eta, regularization: 0, itemBias: true, negatives });
  const start = { dims: 1, users, items: new Float32Array(items) };
  const { itemBias } = await core.bpr(problem, start, epochs, { firstEpoch });
  return Array.from(itemBias!, (bias, item) => {
    const asPositive = epochs * positives.indices.filter((index) => index === item).length;
    const count = asPositive - (2 * bias) / eta;
    expect(Math.abs(count - Math.round(count))).toBeLessThan(0.1);
    return Math.round(count);
  });
}

/** Σ (found - expected)² / expected over items that can be met, 4 standard deviations at most from its mean. */
function expectLaw(found: readonly number[], expected: readonly number[]): void {
  let sum = 0;
  let cells = -1;
  found.forEach((count, item) => {
    const mean = expected[item]!;
    if (mean === 0) expect(count).toBe(0);
    else {
      sum += (count - mean) ** 2 / mean;
      cells++;
    }
  });
  expect(Math.abs(sum - cells)).toBeLessThan(4 * Math.sqrt(2 * cells));
}

test("uniform negatives are uniform over what the user has not, within one block and over eight", async () => {
  for (const [users, items, own, epochs] of [
    [1, 12, [1, 4, 5], 300],
    [512, 1024, [3, 500, 900], 1700],
  ] as const) {
    const pairs = own.map((item): Pair => [0, item]);
    const found = await negativesOf(positivesOf(pairs, users), items, epochs);
    const mean = (own.length * epochs) / (items - own.length);
    expectLaw(
      found,
      found.map((_, item) => ((own as readonly number[]).includes(item) ? 0 : mean)),
    );
  }
});

test("negatives by popularity are in proportion to its power over what the user has not", async () => {
  // item n has n positives, of users 0 .. n - 1, but for the last user, who has item 2 alone besides
  const [users, items, epochs] = [9, 8, 90];
  const pairs: Pair[] = [[8, 2]];
  for (let item = 1; item < items; item++) for (let u = 0; u < item; u++) pairs.push([u, item]);
  const counts = Array.from({ length: items }, (_, item) => pairs.filter(([, i]) => i === item).length);
  const has = (u: number, item: number) => pairs.some(([v, i]) => v === u && i === item);
  for (const exponent of [1, 0.5, 2]) {
    const weights = counts.map((count) => (count > 0 ? count ** exponent : 0));
    const expected = new Array<number>(items).fill(0);
    for (const [u] of pairs) {
      const others = weights.map((weight, item) => (has(u, item) ? 0 : weight));
      const mass = others.reduce((sum, weight) => sum + weight, 0);
      if (!(mass > 0)) continue;
      others.forEach((weight, item) => {
        expected[item]! += (epochs * weight) / mass;
      });
    }
    // user 0 has all that has a weight: its seven positives are left out, and were counted as made
    const leftOut = (item: number) => (item > 0 ? epochs : 0);
    const found = await negativesOf(positivesOf(pairs, users), items, epochs, { popularityExponent: exponent });
    expectLaw(
      found.map((count, item) => count - leftOut(item)),
      expected,
    );
  }
});

test("over two blocks an item of weight w meets E[w / (w + the rest of its block)] / 2", async () => {
  // item 0 has 28 positives, 27 of them of users with a light item each besides; user 50 has a light item alone,
  // and only it can meet item 0
  const pairs: Pair[] = [
    [50, 28],
    [49, 0],
  ];
  for (let u = 0; u < 27; u++) pairs.push([u, 0], [u, 1 + u]);
  const positives = positivesOf(pairs, 128);
  const [runs, epochs] = [200, 10];
  let met = 0;
  for (let run = 0; run < runs; run++) {
    met += (await negativesOf(positives, 300, epochs, { popularityExponent: 1 }, run * epochs))[0]!;
  }
  let probability = 0;
  for (let k = 0, ways = 2 ** -27; k <= 27; ways *= (27 - k) / (k + 1), k++) probability += (ways * 28) / (28 + k) / 2;
  const mean = runs * epochs * probability;
  expect(Math.abs(met - mean)).toBeLessThan(4 * Math.sqrt(mean * (1 - probability)));
});
