import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "vitest";

const file = join(import.meta.dirname, "digests.json");

/**
 * Compares a digest with the recorded one. UPDATE_GOLDEN=1 records it instead: do so only when results were meant to
 * change, and say why in the changelog.
 * @param otherwise what else is to be renewed with it
 */
export function expectGolden(name: string, digest: string, otherwise = ""): void {
  const recorded: Record<string, string> = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  if (process.env.UPDATE_GOLDEN === "1") {
    const all = Object.entries({ ...recorded, [name]: digest }).sort(([a], [b]) => (a < b ? -1 : 1));
    writeFileSync(file, `${JSON.stringify(Object.fromEntries(all), null, 2)}\n`);
    return;
  }
  expect(digest, `digest of ${name}, under Node ${process.version}${otherwise && `; ${otherwise}`}`).toBe(
    recorded[name],
  );
}
