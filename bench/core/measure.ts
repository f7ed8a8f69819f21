import { Bench } from "tinybench";
import { type Core, loadCore } from "../../src/core/index.ts";
import type { Bare, BareKernels } from "./bare.ts";
import type { Kernel } from "./kernels.ts";
import type { Options } from "./options.ts";

/** of each peak, whenever it is looked at: the first runs in code that is not yet optimised */
const TRIALS = 3;

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

export interface Measured {
  readonly name: string;
  /** milliseconds of a call */
  readonly ms: Spread & { readonly samples: readonly number[] };
  readonly operations: number;
  readonly counted: string;
  readonly peak: Bare["peak"];
  /** with the first thread count */
  readonly threads: number;
  /** of the core's memory at its largest, over the entries of the input */
  readonly bytes?: { readonly core: number; readonly entries: number; readonly of: string; readonly perEntry: number };
  /** time of the first thread count over that of another, each pair of runs taken in turn */
  readonly gains: readonly { readonly threads: number; readonly gain: Spread }[];
}

export type Peaks = Record<Bare["peak"], { readonly best: number; readonly samples: readonly number[] }>;

/** Takes trials of registers alone whenever it is asked to, to be compared with kernels of the same run. */
export function peakMeter({ peaks }: BareKernels) {
  const samples = { float32: [] as number[], int16: [] as number[] };
  return {
    sample(): void {
      for (let trial = 0; trial < TRIALS; trial++) {
        for (const kind of ["float32", "int16"] as const) samples[kind].push(peaks[kind]());
      }
    },
    result(): Peaks {
      const of = (rates: readonly number[]) => ({ best: Math.max(...rates), samples: rates });
      return { float32: of(samples.float32), int16: of(samples.int16) };
    },
  };
}

export async function measureBare(bare: Bare, { iterations }: Options): Promise<Measured> {
  const ms = await timed(bare.name, iterations, async () => elapsed(async () => bare.run()));
  const { name, operations, counted, peak } = bare;
  return { name, operations, counted, peak, ms, threads: 1, gains: [] };
}

/** Every thread count has a core of its own; they are called in turn, so that a busy machine slows all of them. */
export async function measure(kernel: Kernel, { threads, iterations }: Options): Promise<Measured> {
  const cores = await Promise.all(threads.map((count) => loadCore({ threads: count })));
  const runs: number[][] = [];
  const ms = await timed(kernel.name, iterations, async () => {
    const run: number[] = [];
    for (const core of cores) run.push(await elapsed(() => kernel.run(core)));
    runs.push(run);
    return run[0]!;
  });
  const kept = runs.slice(-iterations);
  const gains = cores.slice(1).map((core, n) => ({
    threads: core.threads,
    gain: spreadOf(kept.map((run) => run[0]! / run[n + 1]!)),
  }));
  const { name, operations, counted, peak, entries } = kernel;
  const bytes = bytesOf(cores[0]!, entries);
  for (const core of cores) await core.close();
  return { name, operations, counted, peak, ms, threads: threads[0]!, bytes, gains };
}

function bytesOf(core: Core, { count, of }: Kernel["entries"]) {
  return { core: core.peakBytes, entries: count, of, perEntry: core.peakBytes / count };
}

/** tinybench's median and range of the milliseconds that `run` says it took, after one call that does not count. */
async function timed(name: string, iterations: number, run: () => Promise<number>): Promise<Measured["ms"]> {
  const bench = new Bench({
    iterations,
    time: 0,
    warmupIterations: 1,
    warmupTime: 0,
    retainSamples: true,
    throws: true,
  });
  bench.add(name, async () => ({ overriddenDuration: await run() }), { async: true });
  const [task] = await bench.run();
  const result = task!.result;
  if (!("latency" in result)) throw new Error(`${name}: was not timed (${result.state})`);
  const { p50: median, min: least, max: most, samples } = result.latency;
  return { median, least, most, samples: [...(samples ?? [])] };
}

async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}

function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const median = sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
  return { median, least: sorted[0]!, most: sorted.at(-1)! };
}
