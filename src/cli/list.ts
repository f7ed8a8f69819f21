import { loadScenario } from "../index.ts";
import { shippedScenarios } from "./shipped.ts";
import { say, wrapped } from "./terminal.ts";

export const command = "list";
export const describe = "list the shipped scenarios";

/** Prints every shipped scenario with the gist of its description. */
export async function handler(): Promise<void> {
  const shipped = shippedScenarios();
  const width = Math.max(0, ...shipped.map(({ name }) => name.length)) + 2;
  for (const { name, file } of shipped) {
    const { description } = await loadScenario(file);
    say(wrapped(`${name.padEnd(width)}${gist(description)}`, 100, " ".repeat(width)));
  }
  if (shipped.length === 0) say("no scenario is shipped");
}

/** The first sentence, and the question that follows it, where there is one. */
export function gist(text: string): string {
  const whole = text.trim().replace(/\s+/g, " ");
  const [first = whole, second = ""] = whole.split(/(?<=[.?!])(?<! al\.) /);
  return second.endsWith("?") ? `${first} ${second}` : first;
}
