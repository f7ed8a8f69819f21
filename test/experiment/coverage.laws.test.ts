import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { coverageOf, coverageOverRounds, shares } from "./coverage.ts";

const core = await loadCore();

test.each([5, 10, 30])(
  "from %i replicates of skewed shares, 93 to 97 in a hundred of 2,000 nominal 95 per cent intervals cover",
  (n) => {
    const coverage = coverageOf(core, shares, n, 2_000);
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.97);
  },
);

test("five replicates over twelve rounds: pooled skewness covers more often than each round's own, and its bands are smoother", () => {
  const found = coverageOverRounds(core, shares, { n: 5, rounds: 12, kept: 0.8 }, 400);
  expect(found.pooled).toBeGreaterThan(0.93);
  expect(found.pooled).toBeLessThan(0.97);
  expect(found.pooled).toBeGreaterThan(found.own);
  expect(found.raggedness.pooled).toBeLessThan(0.6 * found.raggedness.own);
});
