/** `npm run bench`: times every kernel of the core on seeded data of a real log's size. */
import { cpus } from "node:os";
import { loadCore } from "../src/core/index.ts";
import { bareKernels } from "./core/bare.ts";
import { dataOf, ITEMS, USERS } from "./core/data.ts";
import { kernelsOf } from "./core/kernels.ts";
import { type Measured, measure, measureBare, type Peaks, peakMeter } from "./core/measure.ts";
import { help, type Options, readOptions } from "./core/options.ts";
import { countsOf, rateOf, tableOf } from "./core/table.ts";

try {
  const options = readOptions();
  if (options) await bench(options);
  else process.stdout.write(help);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
  process.exit(1);
}

async function bench(options: Options): Promise<void> {
  // keeps Node alive while nothing but the core's threads is at work
  const alive = setInterval(() => {}, 2 ** 30);
  const core = await loadCore();
  const data = dataOf(core, options.factors);
  const bare = await bareKernels(data);
  const kernels = await kernelsOf(core, data);
  const wanted = chosen([...bare.kernels, ...kernels], options.only);
  const meter = peakMeter(bare);
  meter.sample();
  const measured: Measured[] = [];
  for (const kernel of wanted) {
    process.stderr.write(`${kernel.name}\n`);
    meter.sample();
    measured.push(await ("entries" in kernel ? measure(kernel, options) : measureBare(kernel, options)));
  }
  meter.sample();
  const peaks = meter.result();
  const machine = { processor: cpus()[0]?.model.trim() ?? "unknown", cores: cpus().length, node: process.version };
  const pairs = data.training.users.indices.length;
  const sizes = { users: USERS, items: ITEMS, pairs, factors: options.factors };
  process.stdout.write(
    options.json ? json({ machine, sizes, peaks, measured }) : text({ machine, sizes, peaks, measured }),
  );
  clearInterval(alive);
}

interface Found {
  readonly machine: { readonly processor: string; readonly cores: number; readonly node: string };
  readonly sizes: Readonly<Record<"users" | "items" | "pairs" | "factors", number>>;
  readonly peaks: Peaks;
  readonly measured: readonly Measured[];
}

function json({ machine, sizes, peaks, measured }: Found): string {
  const kernels = measured.map((one) => {
    const rate = rateOf(one, peaks);
    return { ...one, ...(rate ? { operationsPerSecond: rate.rate, shareOfPeak: rate.share } : {}) };
  });
  return `${JSON.stringify({ machine, sizes, peaks, kernels }, null, 2)}\n`;
}

function text({ machine, sizes, peaks, measured }: Found): string {
  const size = Object.entries(sizes).map(([name, count]) => `${count.toLocaleString("en")} ${name}`);
  const peak = (kind: keyof Peaks) => (peaks[kind].best / 1e9).toFixed(1);
  return `${machine.processor}, ${machine.cores} cores, Node ${machine.node}; ${size.join(", ")}
Registers alone, the best of ${peaks.float32.samples.length} trials between the kernels: ${peak("float32")} GFLOP/s in float32, ${peak("int16")} Gop/s in products of 16 bits

${tableOf(measured, peaks)}

Operations counted, a multiply-add being two, with d factors and n entries in a row:
${countsOf(measured)}
`;
}

/** @throws Error naming the kernels where none is meant */
function chosen<K extends { readonly name: string }>(kernels: readonly K[], only: readonly string[]): readonly K[] {
  if (only.length === 0) return kernels;
  for (const word of only) {
    if (!kernels.some(({ name }) => holds(name, word))) {
      throw new Error(`--only: got "${word}", expected part of one of ${kernels.map(({ name }) => name).join("; ")}`);
    }
  }
  return kernels.filter(({ name }) => only.some((word) => holds(name, word)));
}

function holds(name: string, word: string): boolean {
  return name.toLowerCase().includes(word.toLowerCase());
}
