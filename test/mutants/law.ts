import { loadCore } from "../../src/core/index.ts";
import { checkLaw as check, lawNamed, validityScenarios } from "../../src/validation/index.ts";

/**
 * Checks a law of `monoculture validate`, at its fast number of replicates unless told.
 * @returns what does not hold, in words
 */
export async function checkLaw(name: string, replicates?: number): Promise<string | undefined> {
  const laboratory = { core: await loadCore(), scenario: validityScenarios() };
  const { holds, comparisons, error } = await check(laboratory, lawNamed(name), 1, replicates);
  if (error !== undefined) throw new Error(`${name} could not be observed: ${error}`);
  if (holds) return undefined;
  const wrong = comparisons.find((comparison) => !comparison.holds);
  return `${wrong?.quantity}: ${wrong?.observed}, expected ${wrong?.predicted}`;
}
