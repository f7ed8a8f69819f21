import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Everything that a run writes into its directory. */
export const runFiles = {
  scenario: "scenario.yaml",
  record: "run.json",
  metrics: "metrics.parquet",
  items: "items.parquet",
  log: "log.parquet",
  report: "report.html",
  checkpoint: "checkpoint",
} as const;

const partial = /^\..+\.partial$/;

/** Where a file is written before it is renamed into its place. */
export function besideOf(file: string): string {
  return join(dirname(file), `.${file.slice(dirname(file).length + 1)}.partial`);
}

/** Writes a file so that nobody ever sees a part of it. */
export function writeWhole(file: string, content: string | Uint8Array): void {
  const beside = besideOf(file);
  writeFileSync(beside, content);
  renameSync(beside, file);
}

/** Removes what a run wrote, and nothing else that lies beside it. */
export function removeRun(directory: string): void {
  for (const name of Object.values(runFiles)) rmSync(join(directory, name), { recursive: true, force: true });
  for (const name of readdirSync(directory)) if (partial.test(name)) rmSync(join(directory, name), { force: true });
}

/** Names in a folder that a run did not write; nothing where there is no folder. */
export function strangersIn(directory: string): string[] {
  if (!existsSync(directory)) return [];
  const own = new Set<string>(Object.values(runFiles));
  return readdirSync(directory).filter((name) => !own.has(name) && !partial.test(name));
}

export function ensureDirectory(directory: string): void {
  mkdirSync(directory, { recursive: true });
}
