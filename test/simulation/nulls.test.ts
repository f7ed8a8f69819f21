import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { emptyRows } from "../../src/log/index.ts";
import { zOfMean } from "./statistics.ts";
import { optionsOf, run, worldOfShares } from "./support.ts";

const U = 200;
const M = 500;
const k = 10;
const rel = 12;

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

/** Σ F (1 - F) / mean, F the distribution function of Binomial(U, k / M). */
function expectedGini(): number {
  let F = 0;
  const sum = binomial(U, k / M).reduce((total, p) => {
    F += p;
    return total + F * (1 - F);
  }, 0);
  return sum / ((U * k) / M);
}

function expectedJaccard(): number {
  let sum = 0;
  for (let j = 0; j <= k; j++) sum += ((choose(k, j) * choose(M - k, k - j)) / choose(M, k)) * (j / (2 * k - j));
  return sum;
}

const discounts = (n: number) => Array.from({ length: n }, (_, r) => 1 / Math.log2(r + 2)).reduce((a, b) => a + b, 0);

const closedForms = {
  coverage: 1 - (1 - k / M) ** U,
  exposure_gini: expectedGini(),
  slate_jaccard: expectedJaccard(),
  recall: (k * rel) / M / Math.min(k, rel),
  ndcg: ((rel / M) * discounts(k)) / discounts(Math.min(k, rel)),
};

test("A12: a random recommender in the loop shows what its closed forms say, 30 rounds", async () => {
  const core = await loadCore();
  const uniform = worldOfShares(core, { items: M, exponent: 0 }, U);
  // one authentic row, of user 0, who has nothing held out: no other user's evaluation is masked
  const indices = new Int32Array((U - 1) * rel).map((_, n) => 41 * (n % rel) + (Math.trunc(n / rel) % 40));
  const heldOut = { indptr: Int32Array.from({ length: U + 1 }, (_, u) => Math.max(0, u - 1) * rel), indices };
  const world = { ...uniform, log: emptyRows(1), heldOut };
  const metrics = Object.keys(closedForms);
  for (const rank of ["greedy", "proportional"]) {
    const rounds = await run(
      optionsOf(core, world, {
        recommender: { model: { kind: "random" }, slate: k, rank },
        metrics,
        rounds: 60,
        pairs: 300,
      }),
    );
    for (const [name, expected] of Object.entries(closedForms)) {
      const values = rounds.slice(1).map(({ metrics: of }) => of[name]!);
      expect(Math.abs(zOfMean(values, expected)), `${name}, ${rank}`).toBeLessThan(4);
    }
  }
});
