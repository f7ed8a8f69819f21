import { expect, test } from "vitest";
import { meanOverUsers, ndcg, rankDiscounts, recall } from "../../src/metrics/accuracy.ts";
import { gini } from "../../src/metrics/concentration.ts";
import { coverage } from "../../src/metrics/coverage.ts";
import { slateJaccard } from "../../src/metrics/overlap.ts";
import { core, csr, generator, slates } from "./fixture.ts";

// A random recommender: U users, each shown k of M items drawn evenly without replacement, of which rel are relevant.
const U = 200;
const M = 500;
const k = 10;
const rel = 12;

/** P(j successes of n), by recurrence. */
function binomial(n: number, p: number): number[] {
  const out = [(1 - p) ** n];
  for (let j = 1; j <= n; j++) out.push((((out[j - 1]! * (n - j + 1)) / j) * p) / (1 - p));
  return out;
}

function choose(n: number, j: number): number {
  let c = 1;
  for (let i = 1; i <= j; i++) c *= (n - j + i) / i;
  return c;
}

function expectedCoverage(): number {
  return 1 - (1 - k / M) ** U;
}

/** Σ F(1 - F) / mean over the exposures of an item, which are Binomial(U, k / M). */
function expectedGini(): number {
  let F = 0;
  let sum = 0;
  for (const p of binomial(U, k / M)) {
    F += p;
    sum += F * (1 - F);
  }
  return sum / ((U * k) / M);
}

/** Σ_j P(j items in common) · j / (2k - j), hypergeometric. */
function expectedJaccard(): number {
  let sum = 0;
  for (let j = 0; j <= k; j++) sum += ((choose(k, j) * choose(M - k, k - j)) / choose(M, k)) * (j / (2 * k - j));
  return sum;
}

const closedForms: readonly [string, number, number][] = [
  ["coverage", expectedCoverage(), 0.982412],
  ["exposure Gini", expectedGini(), 0.274875],
  ["slate Jaccard", expectedJaccard(), 0.010622],
  ["recall, (k · rel / M) / min(k, rel)", (k * rel) / M / Math.min(k, rel), 0.024],
];

test.each(closedForms)("closed form of %s", (_, formula, printed) => {
  expect(Math.abs(formula - printed)).toBeLessThanOrEqual(5e-7); // six printed digits
});

test("a random recommender shows what its closed forms say, |z| < 4 over 200 replicates", () => {
  const R = 200;
  const uniform = generator(2024);
  const discounts = rankDiscounts(core, k);
  const heldOut = csr(
    Array.from({ length: U }, (_, u) => Array.from({ length: rel }, (_, r) => ((u * 7) % 40) + r * 38)),
  );
  const pairs = Int32Array.from({ length: U }, (_, u) => u); // a hundred pairs without a common user
  const samples = Array.from({ length: R }, () => {
    const exposures = new Float64Array(M);
    const shown = slates(Array.from({ length: U }, () => randomSlate(uniform)));
    for (const item of shown.items) exposures[item]!++;
    return [
      coverage(exposures, new Uint8Array(M).fill(1)),
      gini(exposures),
      slateJaccard(shown, pairs)!,
      meanOverUsers(shown, heldOut, recall)!,
      meanOverUsers(shown, heldOut, (hits, relevant) => ndcg(hits, relevant, discounts))!,
    ];
  });
  // each rank holds a relevant item with probability rel / M, and the ideal is k such ranks
  const formulas = [expectedCoverage(), expectedGini(), expectedJaccard(), rel / M, rel / M];
  formulas.forEach((formula, m) => {
    const values = samples.map((sample) => sample[m]!);
    const mean = values.reduce((a, b) => a + b) / R;
    const variance = values.reduce((s, x) => s + (x - mean) ** 2, 0) / (R - 1);
    expect(Math.abs((mean - formula) / Math.sqrt(variance / R))).toBeLessThan(4);
  });
});

function randomSlate(uniform: () => number): number[] {
  const slate = new Set<number>();
  while (slate.size < k) slate.add(Math.floor(uniform() * M));
  return [...slate];
}
