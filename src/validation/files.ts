import { readFileSync } from "node:fs";
import { parseScenario, type Scenario } from "../scenario/index.ts";

const folder = new URL("../../scenarios/validity/", import.meta.url);

/** Reads the shipped scenarios of the loop laws, each text with the same overrides once. */
export function validityScenarios(): (name: string, set: readonly string[]) => Scenario {
  const known = new Map<string, Scenario>();
  return (name, set) => {
    const identity = JSON.stringify([name, set]);
    const scenario =
      known.get(identity) ??
      parseScenario(readFileSync(new URL(`${name}.yaml`, folder), "utf8"), { file: `${name}.yaml`, set });
    known.set(identity, scenario);
    return scenario;
  };
}
