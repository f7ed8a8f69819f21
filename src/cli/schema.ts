import { scenarioJsonSchema } from "../scenario/index.ts";
import { say } from "./terminal.ts";

export const command = "schema";
export const describe = "print the scenario format as JSON Schema, for editors";

export function handler(): void {
  say(JSON.stringify(scenarioJsonSchema(), null, 2));
}
