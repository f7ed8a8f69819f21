import { lstatSync, mkdtempSync, readdirSync, renameSync, rmdirSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { UsageError } from "./errors.ts";
import { removeRun, strangersIn } from "./files.ts";
import { type RunRecord, readRecord } from "./record.ts";

/** What is to be done with the place that a run is to be written to. */
export type Plan =
  | { readonly kind: "show"; readonly record: RunRecord }
  | { readonly kind: "start" }
  | { readonly kind: "resume" }
  /** remove what another run left there, once the new one starts */
  | { readonly kind: "replace" };

/**
 * Looks at a run directory before any work: a finished identical run is shown, an unfinished one resumed, another one
 * replaced if forced. Folders that are no run's are never touched.
 * @throws UsageError where the place is taken or cannot be written to
 */
export function planFor(directory: string, identity: string, force: boolean): Plan {
  requireFolder(directory);
  const record = readRecord(directory);
  if (record && !force && record.identity === identity && record.status === "finished") return { kind: "show", record };
  if (!record && entries(directory).length > 0) throw new UsageError(`${directory}: ${stranger(directory)}`);
  if (record && !force && record.identity !== identity) {
    throw new UsageError(
      `${directory}: holds another run (${record.name}, identity ${record.identity.slice(0, 8)}, not ${identity.slice(0, 8)}); ` +
        "name another folder with --out, or replace that run with --force",
    );
  }
  requireWritable(directory);
  if (!record) return { kind: "start" };
  return { kind: force ? "replace" : "resume" };
}

/**
 * Moves a finished run to the place that bears its name, where that is free or holds an unfinished attempt at the same run.
 * @returns where the run lies
 */
export function settled(from: string, to: string): string {
  if (from === to) return to;
  const identity = readRecord(from)?.identity;
  if (entries(to).length > 0) {
    if (identity === undefined || readRecord(to)?.identity !== identity || strangersIn(to).length > 0) return from;
    removeRun(to);
  }
  try {
    renameSync(from, to);
    return to;
  } catch {
    return from;
  }
}

function stranger(directory: string): string {
  const names = strangersIn(directory);
  const some = names.slice(0, 3).join(", ") + (names.length > 3 ? ", ..." : "");
  return `is not a run directory and not empty${some === "" ? "" : ` (it holds ${some})`}; name an empty or a new folder with --out`;
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function requireFolder(directory: string): void {
  if (isFile(directory)) {
    throw new UsageError(`${directory}: is a file, expected a folder or a new name; name another with --out`);
  }
}

function isFile(path: string): boolean {
  try {
    return !statSync(path).isDirectory();
  } catch {
    return false;
  }
}

/** Makes and removes a folder where the run's would be, since permissions alone do not tell. */
function requireWritable(directory: string): void {
  const parent = nearestExisting(directory);
  try {
    rmdirSync(mkdtempSync(join(parent, ".monoculture-")));
  } catch (error) {
    const { code = "unknown error" } = error as NodeJS.ErrnoException;
    throw new UsageError(`${directory}: cannot be written to (${code} in ${parent}); name another folder with --out`);
  }
}

function nearestExisting(path: string): string {
  try {
    lstatSync(path);
    return path;
  } catch {
    const parent = dirname(path);
    return parent === path ? path : nearestExisting(parent);
  }
}
