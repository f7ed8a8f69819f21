import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Runs 1 to `count` of a seed; further ones also say what simulations foretold, and slowing ones are loops that slow down. */
export interface Batch {
  readonly kind: "drawn" | "confirm" | "slowing";
  readonly seed: number;
  readonly count: number;
}

const EACH = 10;

/** What the runs of every batch gave, each in order, dealt out to processes in turns of a few. */
export async function runBatches(batches: readonly Batch[], jobs: number): Promise<{ readonly n: number }[][]> {
  const found: { n: number }[][] = batches.map(() => []);
  const all = batches.reduce((sum, { count }) => sum + count, 0);
  const pieces = batches.flatMap((batch, b) =>
    Array.from({ length: Math.ceil(batch.count / EACH) }, (_, i) => ({ ...batch, b, from: 1 + i * EACH })),
  );
  const work = async () => {
    for (let piece = pieces.shift(); piece; piece = pieces.shift()) {
      const { b, from, count, kind, seed } = piece;
      found[b]!.push(...(await runSome([seed, from, Math.min(count, from + EACH - 1), kind])));
      process.stderr.write(`${found.reduce((sum, { length }) => sum + length, 0)} of ${all} runs\n`);
    }
  };
  await Promise.all(Array.from({ length: jobs }, work));
  return found.map((runs) => runs.sort((a, b) => a.n - b.n));
}

async function runSome(which: readonly (number | string)[]): Promise<{ n: number }[]> {
  const bundle = fileURLToPath(new URL("early-warning-runs.mjs", import.meta.url));
  const child = spawn(process.execPath, [bundle, ...which.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  let printed = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`runs ${which.join(" ")} ended with ${code}, expected 0`);
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { n: number });
}
