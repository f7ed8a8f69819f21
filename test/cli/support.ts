import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const main = fileURLToPath(new URL("../../dist/cli/main.js", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs one command line of the built program. */
export function monoculture(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Outcome> {
  return outcomeOf(start(cwd, args, env));
}

export function start(cwd: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): ChildProcess {
  return spawn(process.execPath, [main, ...args], { cwd, env: { ...process.env, ...env } });
}

export function outcomeOf(child: ChildProcess): Promise<Outcome> {
  const text = { stdout: "", stderr: "" };
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8");
    child[name]?.on("data", (piece: string) => {
      text[name] += piece;
    });
  }
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, ...text }));
  });
}

/**
 * Waits until a program has said something on stderr.
 * @throws Error where it ends without
 */
export function said(child: ChildProcess, words: string): Promise<void> {
  let text = "";
  return new Promise((resolve, reject) => {
    child.stderr!.on("data", (piece: Buffer | string) => {
      text += piece;
      if (text.includes(words)) resolve();
    });
    child.on("close", () => reject(new Error(`ended without "${words}": ${text}`)));
  });
}

/** Folders of their own, gone when the file's tests are done. */
export function folders(): (files?: Readonly<Record<string, string>>) => string {
  const root = mkdtempSync(join(tmpdir(), "monoculture-cli-"));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  let n = 0;
  return (files = {}) => {
    const folder = join(root, String(n++));
    mkdirSync(folder);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    return folder;
  };
}

export const namesIn = (folder: string): string[] => readdirSync(folder).sort();

/** A run of a second: users of one taste, and popularity. */
export const tiny = `version: 1
name: tiny
rounds: 3
replicates: 2
world: { kind: shares, users: 60, shares: { items: 12, exponent: 1 }, activity: 2 }
recommender: { model: { kind: popularity }, slate: 3 }
arms:
  accumulate: {}
  replace: { data: { regime: replace } }
metrics: [coverage, choice_gini]
measure: { pairs: 50 }
`;

/** The same with rounds enough to be stopped in the middle of it: some seconds. */
export const long = tiny.replace("rounds: 3", "rounds: 300").replace("replicates: 2", "replicates: 1");

/** A log of n rows by time, of the given numbers of users and items. */
export function logCsv(n: number, users: number, items: number): string {
  const rows = Array.from({ length: n }, (_, r) => {
    const day = new Date(Date.UTC(2024, 0, 1) + r * 3_600_000).toISOString();
    return `u${(r * 7) % users},i${(5 * r + Math.floor(r / 8)) % items},${day}`;
  });
  return `user,item,time\n${rows.join("\n")}\n`;
}

export function fitted(more = "", file = "log.csv"): string {
  return `version: 1
rounds: 2
replicates: 1
world:
  kind: log
  log: { file: ${file}, columns: { user: user, item: item, time: time } }
  fit: { factors: 4 }
recommender: { model: { kind: ials, factors: 4 }, slate: 3 }
metrics: [coverage]
measure: { pairs: 50 }
${more}`;
}
