import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Command } from "./command.ts";

/** A long-lived process that answers every command with one line of JSON. */
export interface Side {
  ask<T = Record<string, never>>(command: Command): Promise<T>;
  close(): Promise<void>;
}

/** Threads of every library that a process could start by itself. */
export const oneThread: NodeJS.ProcessEnv = {
  OPENBLAS_NUM_THREADS: "1",
  MKL_NUM_THREADS: "1",
  OMP_NUM_THREADS: "1",
  NUMBA_NUM_THREADS: "1",
};

/** Starts a side. It ends when its input does. @throws Error when it ends before it has answered. */
export function startSide(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Side {
  const child = spawn(program, args, {
    stdio: ["pipe", "pipe", "inherit"],
    env: { ...process.env, ...oneThread, ...env },
  });
  const answers = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async ask<T>(command: Command): Promise<T> {
      child.stdin.write(`${JSON.stringify(command)}\n`);
      const { done, value } = await answers.next();
      if (done) throw new Error(`${program} ${args.join(" ")} ended while it was asked to ${JSON.stringify(command)}`);
      return JSON.parse(value) as T;
    },
    async close() {
      child.stdin.end();
      await ended(child);
    },
  };
}

/** Runs a program to its end and returns what it printed. @throws Error with its last lines when it fails. */
export async function run(program: string, args: readonly string[], input = ""): Promise<string> {
  const child = spawn(program, args, { env: { ...process.env, ...oneThread } });
  let printed = "";
  let complaints = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  child.stderr.on("data", (text) => {
    complaints += text;
  });
  child.stdin.end(input);
  const code = await ended(child);
  if (code !== 0) {
    const lines = complaints.trim().split("\n");
    const why = lines.findLast((line) => /^\w*Error\b/.test(line)) ?? lines.slice(-3).join("; ");
    throw new Error(`${program} ${args.slice(0, 4).join(" ")} ended with ${code}: ${why}`);
  }
  return printed;
}

function ended(child: ChildProcess): Promise<number | string | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode);
  return new Promise((resolve) => {
    child.once("error", ({ message }) => resolve(message));
    child.once("close", (code, signal) => resolve(code ?? signal));
  });
}
