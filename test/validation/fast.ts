import { expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { checkLaw, type Family, laws, validityScenarios } from "../../src/validation/index.ts";

/** One test for each law of the families that is in the fast selection. */
export function testLaws(families: readonly Family[]): void {
  const laboratory = loadCore().then((core) => ({ core, scenario: validityScenarios() }));
  const chosen = laws.filter(({ family, replicates }) => families.includes(family) && replicates.fast);
  test.each(chosen.map((law) => [law.name, law] as const))("%s", async (_, law) => {
    const { comparisons, error } = await checkLaw(await laboratory, law);
    expect(error).toBeUndefined();
    expect(comparisons.length).toBeGreaterThan(0);
    expect(comparisons.filter(({ holds }) => !holds)).toEqual([]);
  });
}
