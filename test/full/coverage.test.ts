import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { coverageOf, coverageOverRounds, harsher, normal, shares } from "../experiment/coverage.ts";
import { stoppedCoverage } from "../experiment/stopping.ts";

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

/** By the half-width asked for, in standard deviations: what docs/statistics.md tells of replicates and coverage. */
const stopped = [
  { one: normal, deviation: 1, told: { 0.8: [11, 0.944], 0.37: [32, 0.935], 0.25: [66, 0.943] } },
  { one: shares, deviation: 0.0764, told: { 0.8: [13, 0.95], 0.37: [30, 0.93], 0.25: [63, 0.921] } },
  { one: harsher[0]!, deviation: 1, told: { 0.8: [14, 0.934], 0.37: [30, 0.925], 0.25: [63, 0.9] } },
] as const;

test.each(stopped)("$one.name: replicates added until the interval is narrow enough: as often as is told", (given) => {
  for (const [half, [replicates, told]] of Object.entries(given.told)) {
    const found = stoppedCoverage(core, given.one, Number(half) * given.deviation, 5_000);
    // the same draws as were told of: equal to half of the last digit told
    expect(Math.abs(found.coverage - told)).toBeLessThan(0.00051);
    expect(Math.abs(found.replicates - replicates)).toBeLessThan(0.51);
  }
});

/** By case and replicates: share that covers with each round's own skewness and with the pooled one, as docs/statistics.md tells. */
const overRounds = [
  { one: normal, told: { 5: [0.946, 0.959], 10: [0.947, 0.953] } },
  { one: shares, told: { 5: [0.933, 0.954], 10: [0.949, 0.957], 29: [0.951, 0.951] } },
  { one: harsher[0]!, told: { 5: [0.927, 0.953], 10: [0.945, 0.959] } },
  { one: harsher[1]!, told: { 5: [0.896, 0.942], 10: [0.911, 0.953] } },
] as const;

test.each(overRounds)(
  "$one.name over twelve rounds, 5,000 simulations: pooled skewness covers as often as is told",
  (given) => {
    for (const [n, [own, pooled]] of Object.entries(given.told)) {
      const found = coverageOverRounds(core, given.one, { n: Number(n), rounds: 12, kept: 0.8 }, 5_000);
      // the same draws as were told of: equal to half of the last digit told
      expect(Math.abs(found.own - own)).toBeLessThan(0.00051);
      expect(Math.abs(found.pooled - pooled)).toBeLessThan(0.00051);
      expect(found.pooled).toBeGreaterThan(0.93);
      expect(found.pooled).toBeLessThan(0.97);
      expect(found.raggedness.pooled).toBeLessThan(found.raggedness.own);
    }
  },
);
