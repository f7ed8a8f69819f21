import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { coverageOf, harsher, shares } from "../experiment/coverage.ts";

const core = await loadCore();

test.each([5, 10, 29, 30, 60])("skewed shares, %i replicates, 20,000 simulations: 93 to 97 in a hundred cover", (n) => {
  const coverage = coverageOf(core, shares, n, 20_000);
  expect(coverage).toBeGreaterThan(0.93);
  expect(coverage).toBeLessThan(0.97);
});

/** What docs/statistics.md tells, within four standard errors of 10,000 simulations: it is less than 93 in a hundred for some. */
const told = {
  exponential: { 5: 0.925, 10: 0.94, 30: 0.95 },
  "log-normal": { 5: 0.893, 10: 0.915, 30: 0.928 },
} as const;

test.each(harsher)("$name: as often as is told", (one) => {
  for (const [n, coverage] of Object.entries(told[one.name as keyof typeof told])) {
    const error = Math.sqrt((coverage * (1 - coverage)) / 10_000);
    expect(Math.abs(coverageOf(core, one, Number(n), 10_000) - coverage)).toBeLessThan(4 * error);
  }
});
