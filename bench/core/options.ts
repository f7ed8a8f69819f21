import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";

export const help = `npm run bench -- [options]

Times every bulk kernel of the core on seeded data of a real log's size (4,338 users, 3,665 items, 300,000 pairs):
median and spread, operations a second and their share of what registers alone can do, measured between the kernels of
the same run; bytes of the core's memory an entry of the input; and what more threads gain, runs taken in turn.

  --only als,topk      only kernels whose name holds one of these
  --factors N          64 by default; 128 is the other size worth knowing
  --threads 1,2        thread counts, the first being the one that is timed; 1, 2 and all cores by default
  --iterations N       timed calls of a kernel and thread count, 7 by default
  --json               print all numbers as one JSON object
`;

export interface Options {
  readonly only: readonly string[];
  readonly factors: number;
  readonly threads: readonly number[];
  readonly iterations: number;
  readonly json: boolean;
}

/**
 * @returns nothing where help is asked for
 * @throws Error naming an option and what it takes
 */
export function readOptions(): Options | undefined {
  const cores = availableParallelism();
  const { values } = parseArgs({
    options: {
      only: { type: "string", default: "" },
      factors: { type: "string", default: "64" },
      threads: { type: "string", default: [1, 2, cores].filter((n) => n <= cores).join(",") },
      iterations: { type: "string", default: "7" },
      json: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) return undefined;
  return {
    only: listOf(values.only),
    factors: whole("--factors", values.factors, 512),
    threads: [...new Set(listOf(values.threads).map((n) => whole("--threads", n, 256)))],
    iterations: whole("--iterations", values.iterations, 10_000),
    json: values.json,
  };
}

function listOf(text: string): string[] {
  return text
    .split(",")
    .map((word) => word.trim())
    .filter((word) => word !== "");
}

function whole(option: string, text: string, most: number): number {
  const n = Number(text);
  if (!(Number.isInteger(n) && n >= 1 && n <= most)) {
    throw new Error(`${option}: got "${text}", expected a whole number from 1 to ${most}`);
  }
  return n;
}
