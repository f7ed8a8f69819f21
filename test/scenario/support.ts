import { parseScenario, type Scenario, ScenarioError } from "../../src/scenario/index.ts";

/** The smallest scenario; its lines 1 and 2 come first in texts that are built on it. */
export const small = "version: 1\nworld: {kind: drawn, users: 100, items: 50}\n";

export function parse(text: string | Uint8Array, ...set: string[]): Scenario {
  return parseScenario(text, { file: "shop.yaml", set });
}

/** The lines of the error that a text gives; an empty list where it gives none. */
export function errors(text: string | Uint8Array, ...set: string[]): string[] {
  try {
    parse(text, ...set);
    return [];
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    return error.message.split("\n");
  }
}
