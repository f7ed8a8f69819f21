import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Mutant } from "./mutant.ts";

export const root = resolve(import.meta.dirname, "../..");

/**
 * The text of a mutant's file with its fault in it.
 * @throws Error where what it replaces does not stand exactly once
 */
export function mutated({ name, file, from, to }: Pick<Mutant, "name" | "file" | "from" | "to">): string {
  const text = readFileSync(join(root, file), "utf8");
  const found = text.split(from).length - 1;
  if (found === 1) return text.replace(from, () => to);
  throw new Error(`mutant "${name}": ${JSON.stringify(from)} stands ${found} times in ${file}, expected once`);
}
