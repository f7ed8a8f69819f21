import { expect, test } from "vitest";
import { verdictOf } from "./engine.ts";
import { type Killer, killerName, type Mutant } from "./mutant.ts";

const verdicts = new Map<string, Promise<string | undefined>>();

/** What a killer says of the engine as it is. */
function onTheEngine(killer: Killer): Promise<string | undefined> {
  const name = JSON.stringify(killer);
  const found = verdicts.get(name) ?? verdictOf(killer);
  verdicts.set(name, found);
  return found;
}

/** One test for each mutant: its killer passes on the engine and fails on the mutant. */
export function testMutants(mutants: readonly Mutant[]): void {
  test.each(mutants.map((mutant) => [mutant.name, mutant] as const))(
    "%s",
    async (_, mutant) => {
      expect(await onTheEngine(mutant.killedBy), "the engine as it is").toBeUndefined();
      const found = await verdictOf(mutant.killedBy, mutant);
      expect(found, `the mutant survives ${killerName(mutant.killedBy)}`).toBeTypeOf("string");
    },
    240_000,
  );
}
