import { loadCore } from "../../src/core/index.ts";
import { type ComparisonResult, checkLaw as check, lawNamed, validityScenarios } from "../../src/validation/index.ts";

/** How far beyond what would be allowed it: |z| in units of 4, or the distance in units of the tolerance where there is no z. */
function excess({ z, observed, predicted, tolerance }: ComparisonResult): number {
  if (z !== null) return Math.abs(z) / 4;
  const apart = Math.abs(observed - predicted);
  return Number.isNaN(apart) || (apart > 0 && tolerance === 0) ? Number.POSITIVE_INFINITY : apart / (tolerance || 1);
}

/** A fault that is only just seen is not seen any more once draws change. */
const CLEARLY = 1.5;

/**
 * Checks a law of `monoculture validate`.
 * @returns what does not hold, in words
 * @throws Error where it fails by less than half as much again as would be allowed
 */
export async function checkLaw(name: string, replicates: number): Promise<string | undefined> {
  const laboratory = { core: await loadCore(), scenario: validityScenarios() };
  const { holds, comparisons, error } = await check(laboratory, lawNamed(name), 1, replicates);
  if (error !== undefined) throw new Error(`${name} could not be observed: ${error}`);
  if (holds) return undefined;
  const wrong = comparisons.reduce((a, b) => (excess(b) > excess(a) ? b : a));
  const said = `${wrong.quantity}: ${wrong.observed}, expected ${wrong.predicted}, z ${wrong.z}`;
  if (!(excess(wrong) >= CLEARLY)) throw new Error(`${name} with ${replicates} replicates fails by a hair, ${said}`);
  return said;
}
