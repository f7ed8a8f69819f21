import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { coverageOf, shares } from "./coverage.ts";

const core = await loadCore();

test.each([5, 10, 30])(
  "from %i replicates of skewed shares, 93 to 97 in a hundred of 2,000 nominal 95 per cent intervals cover",
  (n) => {
    const coverage = coverageOf(core, shares, n, 2_000);
    expect(coverage).toBeGreaterThan(0.93);
    expect(coverage).toBeLessThan(0.97);
  },
);
