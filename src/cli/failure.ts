import { visible } from "../scenario/problem.ts";

/** A run that Ctrl-C ended. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  /** the run directory, where something was left to go on from */
  readonly directory: string | undefined;

  constructor(message: string, directory?: string) {
    super(message);
    this.directory = directory;
  }
}

/** Errors that the person at the keyboard can do something about: exit code 2. */
const theirs = new Set(["UsageError", "ScenarioError", "DataError"]);

export function exitCodeOf(error: unknown): number {
  if (error instanceof Interrupted) return 130;
  return error instanceof Error && theirs.has(error.name) ? 2 : 1;
}

/** Says what went wrong: on stderr, or as the one object on stdout that --json promises. */
export function reportFailure(error: unknown, json: boolean): number {
  const exitCode = exitCodeOf(error);
  const name = error instanceof Error ? error.name : "Error";
  const message = error instanceof Error ? error.message : String(error);
  const directory = error instanceof Interrupted ? error.directory : undefined;
  if (json) {
    const failure = { name, message, exitCode };
    process.stdout.write(`${JSON.stringify({ error: failure, ...(directory ? { directory } : {}) })}\n`);
  } else {
    process.stderr.write(`${lines(message)}\n`);
  }
  const known = exitCode !== 1 || name === "CoreError";
  if (!known && process.env.MONOCULTURE_DEBUG === "1" && error instanceof Error)
    process.stderr.write(`${error.stack}\n`);
  else if (!known && !json) process.stderr.write("set MONOCULTURE_DEBUG=1 to see where it happened\n");
  return exitCode;
}

/** Without control characters, whatever a file's name put in; the lines of a scenario's problems stay. */
const lines = (message: string): string => message.split("\n").map(visible).join("\n");
