/** `npm run bench:early-warning`: what monitors say of runs that collapse and of runs that do not, and how early. */
import { spawn } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ROUNDS } from "./drawn.ts";
import { judgeAll, recommend, scoreOf } from "./judge.ts";
import { medianOf } from "./rates.ts";
import { denominatorsOf, type Recorded, rowOf } from "./recorded.ts";
import type { Run } from "./run.ts";
import { tableOf } from "./table.ts";
import { targets } from "./targets.ts";

const help = `npm run bench:early-warning -- [options]

Draws small worlds, regimes, models and safeguards by key, runs each beside its control, and calibrates every detector of
every metric on half of those that do not collapse. Rates are of the other half and of all that collapse. Further runs
that nothing was chosen on confirm the recommended monitor.

  --runs 240      --confirm 50      --seed 1     --rate 0.05
  --jobs 2        processes side by side
  --reuse         judge the runs of the last time again
  --out build/bench/early-warning.json       (bench/early-warning/recorded.json is what docs/early-warning.md shows)
`;
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "240" },
    confirm: { type: "string", default: "50" },
    seed: { type: "string", default: "1" },
    rate: { type: "string", default: "0.05" },
    jobs: { type: "string", default: "2" },
    reuse: { type: "boolean", default: false },
    out: { type: "string", default: "build/bench/early-warning.json" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(help);
else await measure(Number(values.runs), Number(values.confirm), Number(values.rate));

async function measure(count: number, confirming: number, rate: number): Promise<void> {
  const begin = performance.now();
  const store = fileURLToPath(new URL("early-warning-series.json", import.meta.url));
  const all = values.reuse ? (JSON.parse(await readFile(store, "utf8")) as Run[]) : await runAll(count + confirming);
  await writeFile(store, JSON.stringify(all));
  const runs = all.slice(0, count);
  const further = all.slice(count);
  const judged = targets.map((_, target) => ({
    loops: judgeAll(runs, target, "loops", rate),
    controls: judgeAll(runs, target, "controls", rate),
  }));
  const recommended = recommend(judged[0]!.loops, rate);
  const collapsing = further.filter(({ onsets }) => onsets[0] !== null);
  const confirmed = { ...recommended, score: scoreOf(recommended.monitor, 0, collapsing, further) };
  const found: Recorded = {
    settings: { seed: Number(values.seed), runs: count, confirm: confirming, rounds: ROUNDS, rate },
    results: targets.map(({ metric, words }, target) => ({
      target: metric,
      words,
      onset: medianOf(runs.flatMap(({ onsets }) => onsets[target] ?? [])),
      of: denominatorsOf(judged[target]!.loops[0]!),
      loops: judged[target]!.loops.map(rowOf),
      controls: judged[target]!.controls.map(rowOf),
    })),
    recommended: recommended.monitor,
    confirmed: { of: denominatorsOf(confirmed), row: rowOf(confirmed) },
  };
  await writeFile(values.out, `${JSON.stringify(found, null, 1)}\n`);
  print(found);
  process.stdout.write(`\n${((performance.now() - begin) / 1e3).toFixed(0)} s; stored in ${values.out}\n`);
}

function print({ settings, results, recommended, confirmed }: Recorded): void {
  for (const { target, onset, of, loops, controls } of results) {
    process.stdout.write(`\n${target}: ${of.collapsed} of ${settings.runs} collapse, median onset ${onset?.median}\n`);
    process.stdout.write(`\n${tableOf(loops, of)}\n\n${tableOf(controls, of)}\n`);
  }
  process.stdout.write(`\nrecommended ${JSON.stringify(recommended)}\n${tableOf([confirmed.row], confirmed.of)}\n`);
}

/** Runs 1 to `count`, in order, dealt out to processes in turns of a few. */
async function runAll(count: number): Promise<Run[]> {
  const each = 10;
  const starts = Array.from({ length: Math.ceil(count / each) }, (_, i) => 1 + i * each);
  const found: Run[] = [];
  const work = async () => {
    for (let from = starts.shift(); from !== undefined; from = starts.shift()) {
      found.push(...(await runSome(from, Math.min(count, from + each - 1))));
      process.stderr.write(`${found.length} of ${count} runs\n`);
    }
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
  return found.sort((a, b) => a.n - b.n);
}

async function runSome(from: number, to: number): Promise<Run[]> {
  const bundle = fileURLToPath(new URL("early-warning-runs.mjs", import.meta.url));
  const child = spawn(process.execPath, [bundle, values.seed, String(from), String(to)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (text) => {
    printed += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  if (code !== 0) throw new Error(`runs ${from} to ${to} ended with ${code}, expected 0`);
  return printed
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Run);
}
