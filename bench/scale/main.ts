/** `npm run bench:scale`: time and memory of a whole round against users, items and log rows. */
import { mkdir, writeFile } from "node:fs/promises";
import { availableParallelism, cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { run } from "../peers/side.ts";
import type { FeatureOutcome } from "./feature.ts";
import { featureGoal, features } from "./features.ts";
import { exponentGoal, large, largeGoal, type Outcome, type Point, type Series, series } from "./points.ts";

const help = `npm run bench:scale -- [options]

Seconds and peak memory of a whole round (iALS of 32 factors, 3 warm sweeps, all metrics, a fifth of the users active)
as users, items or log rows grow, each size in a process of its own, with the exponent fitted to each.

  --along users,items,rows   what grows
  --threads N                threads of the core; all cores by default
  --large                    only 1,000,000 users x 100,000 items with 50,000,000 log rows and 64 factors
  --features                 drift, society, two stages and all three beside the plain loop, 100,000 users x 10,000 items
  --repeats N                how often each feature is measured, in turn; 3 by default
  --divide N                 the same with users, items and rows divided by N
  --out build/bench/scale.json
`;

interface Result extends Point, Outcome {}

const { values } = parseArgs({
  options: {
    along: { type: "string", default: "users,items,rows" },
    threads: { type: "string", default: String(availableParallelism()) },
    large: { type: "boolean", default: false },
    features: { type: "boolean", default: false },
    repeats: { type: "string", default: "3" },
    divide: { type: "string", default: "1" },
    out: { type: "string", default: "build/bench/scale.json" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(help);
else if (values.features) await store({ features: await allFeatures(Number(values.repeats)) });
else if (values.large) await store({ large: await largePoint(Number(values.divide)) });
else await store({ series: await allSeries(values.along.split(",")) });

async function allSeries(wanted: readonly string[]) {
  const found = [];
  for (const one of series.filter(({ along }) => wanted.includes(along))) {
    const results: Result[] = [];
    for (const point of one.points) results.push(await measure(point));
    const exponents = exponentsOf(one, results);
    process.stdout.write(`\n${tableOf(results)}\n\n${exponents.text}\n`);
    found.push({ along: one.along, results, exponents });
  }
  return found;
}

/** Least squares of the logarithm of time and memory on that of the size, over all points and over the two largest. */
function exponentsOf({ along }: Series, results: readonly Result[]) {
  const slope = (of: (result: Result) => number, from: readonly Result[]) => {
    const x = from.map((result) => Math.log(result[along]));
    const y = from.map((result) => Math.log(of(result)));
    const [mx, my] = [mean(x), mean(y)];
    const above = x.reduce((sum, xi, n) => sum + (xi - mx) * (y[n]! - my), 0);
    return above / x.reduce((sum, xi) => sum + (xi - mx) ** 2, 0);
  };
  const fitted = {
    seconds: slope(({ round }) => round, results),
    secondsAtEnd: slope(({ round }) => round, results.slice(-2)),
    bytes: slope(({ residentBytes }) => residentBytes, results),
  };
  const goal =
    along === "rows" ? `; goal ${exponentGoal} ${fitted.secondsAtEnd <= exponentGoal ? "met" : "missed"}` : "";
  const text = `seconds grow as ${along}^${fitted.seconds.toFixed(2)} (^${fitted.secondsAtEnd.toFixed(2)} between the two largest${goal}), memory as ${along}^${fitted.bytes.toFixed(2)}`;
  return { ...fitted, text };
}

/** Medians over repeats, each a process of its own, features in turn so that all meet the same weather. */
async function allFeatures(repeats: number) {
  const outcomes = new Map<string, FeatureOutcome[]>(features.map(({ name }) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat++) {
    for (const [name, found] of outcomes) {
      process.stderr.write(`${name}, ${repeat + 1} of ${repeats}\n`);
      const bundle = fileURLToPath(new URL("scale-feature.mjs", import.meta.url));
      found.push(JSON.parse(await run(process.execPath, [bundle, name, values.threads])));
    }
  }
  const rows = features.map(({ name, beside }) => {
    const found = outcomes.get(name)!;
    const plain = outcomes.get(beside)!;
    const times = found.map((outcome, n) => mean(outcome.rounds) / mean(plain[n]!.rounds));
    const bytes = Math.max(...found.map(({ residentBytes }) => residentBytes));
    const round = median(found.map((outcome) => mean(outcome.rounds)));
    return { name, setUp: median(found.map(({ setUp }) => setUp)), round, ratio: median(times), bytes };
  });
  const lines = rows.map(
    ({ name, setUp, round, ratio, bytes }) =>
      `| ${name} | ${setUp.toPrecision(3)} | ${round.toPrecision(3)} | ${ratio.toPrecision(3)} | ${gigabytes(bytes)} |`,
  );
  const head =
    "| added | before the loop, s | round, s | times the plain loop | resident, GB |\n| --- | --- | --- | --- | --- |";
  const last = rows.at(-1)!;
  const met = last.ratio <= featureGoal.ratio && last.bytes <= featureGoal.bytes ? "met" : "missed";
  process.stdout.write(`${head}\n${lines.join("\n")}\n\nall three in 3 times the plain loop and 4 GB: ${met}\n`);
  return rows;
}

async function largePoint(divide: number): Promise<Result> {
  const { users, items, rows } = large;
  const scaled = (count: number) => Math.round(count / divide);
  const point = { ...large, users: scaled(users), items: scaled(items), rows: scaled(rows) };
  const result = await measure(point);
  process.stdout.write(`${tableOf([result])}\n`);
  if (divide === 1) {
    const time = result.round <= largeGoal.seconds ? "met" : "missed";
    const memory = result.residentBytes <= largeGoal.bytes ? "met" : "missed";
    process.stdout.write(`at most 10 minutes: ${time}; at most 8 GB: ${memory}\n`);
  }
  return result;
}

/** A fresh process, so that its largest resident size is the point's own. */
async function measure(point: Point): Promise<Result> {
  const bundle = fileURLToPath(new URL("scale-point.mjs", import.meta.url));
  process.stderr.write(`${JSON.stringify(point)}\n`);
  const heap = "--max-old-space-size=16384";
  const answer = await run(process.execPath, [heap, bundle, JSON.stringify(point), values.threads]);
  return { ...point, ...(JSON.parse(answer) as Outcome) };
}

function tableOf(results: readonly Result[]): string {
  const head =
    "| users | items | log rows | factors | before the loop, s | round, s | resident, GB | core, GB | of the round |";
  const rows = results.map(({ users, items, rows, factors, setUp, round, residentBytes, coreBytes, calls }) => {
    const parts = Object.entries(calls)
      .sort((a, b) => b[1] - a[1])
      .slice(0, 4)
      .map(([name, seconds]) => `${name} ${seconds.toPrecision(2)}`);
    const sizes = [users, items, rows, factors].map((size) => size.toLocaleString("en"));
    const cells = [
      ...sizes,
      setUp.toPrecision(3),
      round.toPrecision(3),
      gigabytes(residentBytes),
      gigabytes(coreBytes),
    ];
    return `| ${cells.join(" | ")} | ${parts.join(", ")} |`;
  });
  return [head, `|${" --- |".repeat(9)}`, ...rows].join("\n");
}

async function store(found: object): Promise<void> {
  const machine = { processor: cpus()[0]?.model.trim(), cores: cpus().length, node: process.version };
  await mkdir(new URL(".", import.meta.url), { recursive: true });
  await writeFile(values.out, `${JSON.stringify({ machine, threads: Number(values.threads), ...found }, null, 2)}\n`);
  process.stdout.write(`\nstored in ${values.out}\n`);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, x) => sum + x, 0) / values.length;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

function gigabytes(bytes: number): string {
  return (bytes / 1e9).toPrecision(3);
}
