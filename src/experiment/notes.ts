import { treatmentsOf } from "../simulation/index.ts";
import type { EdgeCounts } from "../world/index.ts";
import type { PlannedArm } from "./arms.ts";
import type { Prepared } from "./prepare.ts";

/** What is known of a unit after its last round. */
export interface UnitFacts {
  readonly arm: string;
  readonly replicate: number;
  readonly temperature: number | undefined;
  readonly missing: number;
}

/** What a reader of the results should know. */
export function notesOn(
  { edges }: Prepared,
  units: readonly UnitFacts[],
  arms: readonly PlannedArm[],
  replicates: number,
  rounds: number,
): string[] {
  const fitted = new Set(
    arms.flatMap(({ name, treatment }) => {
      return treatmentsOf(treatment).some(({ data }) => data.synthetic.temperature === "fitted") ? [name] : [];
    }),
  );
  const temperatures = units.flatMap(({ arm, replicate, temperature }) => {
    if (temperature === undefined || !fitted.has(arm)) return [];
    const which = replicates > 1 ? `${arm}, replicate ${replicate}` : arm;
    return [
      `${which}: synthetic rows follow softmax(score / τ), τ = ${temperature.toPrecision(4)} as fitted to the original log`,
    ];
  });
  const shortages = arms.flatMap(({ name }) => {
    const missing = units.reduce((sum, unit) => sum + (unit.arm === name ? unit.missing : 0), 0);
    return missing > 0
      ? [
          `${name}: rounds stayed short of ${missing} rows in all, as users declined to the end of their patience or nothing was left to show`,
        ]
      : [];
  });
  return [...temperatures.sort(), ...shortages, ...(edges ? [noteOn(edges)] : []), ...neverBegun(arms, rounds)];
}

function neverBegun(arms: readonly PlannedArm[], rounds: number): string[] {
  const after = arms.filter(({ kind, from }) => kind === "arm" && from !== undefined && from > rounds);
  return after.map(
    ({ name, from }) => `${name} would begin in round ${from}, after the last one: it is the scenario as it is`,
  );
}

function noteOn({ read, used, unknown, loops, friendships }: EdgeCounts): string {
  const left = `${unknown} of users that the world does not have and ${loops} of a user with themselves were left out`;
  return `the society has ${friendships} friendships from ${used} of ${read} rows of the list; ${left}`;
}
