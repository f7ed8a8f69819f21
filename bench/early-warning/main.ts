/** `npm run bench:early-warning`: what monitors say of runs that collapse and of runs that do not, and how early. */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { ROUNDS } from "./drawn.ts";
import { runBatches } from "./jobs.ts";
import { isHeldOut, type Judged, judgeAll, judgeMetric, recommend, recommendOnTwins } from "./judge.ts";
import { medianOf } from "./rates.ts";
import { denominatorsOf, type Foresight, type Recorded, type RecordedTarget, type Row, rowOf } from "./recorded.ts";
import type { Foretold, Run } from "./run.ts";
import { scoreOf, watchOf } from "./score.ts";
import { judgeSlowing, type SlowingRun } from "./slowing.ts";
import { tableOf } from "./table.ts";
import { targets } from "./targets.ts";

const help = `npm run bench:early-warning -- [options]

Draws small worlds, regimes, models and safeguards by key, runs each beside its control and its twins held still, and
calibrates every detector of every metric on half of what does not collapse. Rates are of the other half and of all that
collapse. Runs of another seed, which nothing was chosen on, confirm the recommended monitors and what simulations foretold.

  --runs 200      --confirm 40      --slowing 80      --seed 1     --rate 0.05
  --jobs 2        processes side by side
  --reuse         judge the runs of the last time again
  --out build/bench/early-warning.json       (bench/early-warning/recorded.json is what docs/early-warning.md shows)
`;
const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    confirm: { type: "string", default: "40" },
    slowing: { type: "string", default: "80" },
    seed: { type: "string", default: "1" },
    rate: { type: "string", default: "0.05" },
    jobs: { type: "string", default: "2" },
    reuse: { type: "boolean", default: false },
    out: { type: "string", default: "build/bench/early-warning.json" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) process.stdout.write(help);
else await measure(Number(values.rate));

interface Runs {
  readonly drawn: readonly Run[];
  readonly further: readonly Run[];
  readonly slow: readonly SlowingRun[];
}

async function measure(rate: number): Promise<void> {
  const begin = performance.now();
  const store = fileURLToPath(new URL("early-warning-series.json", import.meta.url));
  const runs = values.reuse ? (JSON.parse(await readFile(store, "utf8")) as Runs) : await runAll();
  await writeFile(store, JSON.stringify(runs));
  const results = targets.map((_, target) => resultOf(runs.drawn, target, rate));
  const [first] = results;
  const level = recommend(first!.loops, rate);
  const twins = recommendOnTwins(first!.twins, rate);
  const found: Recorded = {
    settings: {
      seed: Number(values.seed),
      runs: runs.drawn.length,
      confirm: runs.further.length,
      rounds: ROUNDS,
      rate,
    },
    results: results.map(rowsOf),
    recommended: level.monitor,
    recommendedOnTwins: twins.monitor,
    confirmed: confirmed(runs.further, level, twins),
    louder: {
      drawn: louder(runs.drawn, runs.drawn.filter(isHeldOut), twins),
      further: louder(runs.further, runs.further, twins),
    },
    slowing: judgeSlowing(runs.slow, rate),
  };
  await writeFile(values.out, `${JSON.stringify(found, null, 1)}\n`);
  print(found);
  process.stdout.write(`\n${((performance.now() - begin) / 1e3).toFixed(0)} s; stored in ${values.out}\n`);
}

async function runAll(): Promise<Runs> {
  const seed = Number(values.seed);
  const batches = [
    { kind: "drawn", seed, count: Number(values.runs) },
    { kind: "confirm", seed: seed + 1, count: Number(values.confirm) },
    { kind: "slowing", seed, count: Number(values.slowing) },
  ] as const;
  const [drawn, further, slow] = await runBatches(batches, Number(values.jobs));
  return { drawn, further, slow } as unknown as Runs;
}

function resultOf(runs: readonly Run[], target: number, rate: number) {
  const { metric, words } = targets[target]!;
  const [loops, controls, twins] = (["loops", "controls", "twins"] as const).map((pool) =>
    judgeAll(runs, target, pool, rate),
  ) as [Judged[], Judged[], Judged[]];
  const truth = target === 0 ? judgeMetric(runs, target, "twins", rate, { metric, harm: "rises" }) : [];
  const onset = medianOf(runs.flatMap(({ marks }) => marks[target]?.onset ?? []));
  return { target: metric, words, onset, loops, controls, twins, truth };
}

function rowsOf({ loops, controls, twins, truth, ...about }: ReturnType<typeof resultOf>): RecordedTarget {
  const rows = { loops: loops.map(rowOf), controls: controls.map(rowOf), twins: twins.map(rowOf) };
  return { ...about, of: denominatorsOf(loops[0]!), ...rows, truth: truth.map(rowOf) };
}

/** Monitors as they are, on runs that had no part in choosing or calibrating them. */
function confirmed(runs: readonly Run[], level: Judged, twins: Judged): Recorded["confirmed"] {
  const scored = (monitor: Judged["monitor"], watch: ReturnType<typeof watchOf>, still: "control" | "twin") => ({
    monitor,
    score: scoreOf(watch, 0, runs, runs, still),
  });
  const again = scored(level.monitor, watchOf(level.monitor), "control");
  const fitted = watchOf(twins.monitor, (run) => run.foretold!.fittedTwins);
  return {
    of: denominatorsOf(again),
    onset: medianOf(runs.flatMap(({ marks }) => marks[0]?.onset ?? [])),
    level: rowOf(again),
    twins: rowOf(scored(twins.monitor, watchOf(twins.monitor), "twin")),
    fittedTwins: rowOf(scored(twins.monitor, fitted, "twin")),
    foretold: { inWorld: foresightOf(runs, "inWorld"), inFitted: foresightOf(runs, "inFitted") },
  };
}

/** The default with twins at multiples of its threshold: fewer false alarms, and later ones. */
function louder(runs: readonly Run[], heldOut: readonly Run[], { monitor }: Judged): Row[] {
  return [1, 2, 3, 5, 10].map((factor) => {
    const stricter = { ...monitor, threshold: factor * monitor.threshold };
    return rowOf({ monitor: stricter, score: scoreOf(watchOf(stricter), 0, runs, heldOut, "twin") });
  });
}

function foresightOf(runs: readonly Run[], where: Exclude<keyof Foretold, "fittedTwins">): Foresight {
  const foretold = runs.flatMap(({ marks, foretold }) => {
    const onset = foretold![where];
    return onset === null ? [] : [{ onset, mark: marks[0] }];
  });
  const errors = foretold.flatMap(({ onset, mark }) => (mark ? [Math.abs(onset - mark.onset)] : []));
  return { foretold: errors.length, wrongly: foretold.length - errors.length, error: medianOf(errors) };
}

function print({ settings, results, recommended, recommendedOnTwins, confirmed, slowing }: Recorded): void {
  const out = (text: string) => process.stdout.write(`${text}\n`);
  for (const { target, onset, of, loops, controls, twins, truth } of results) {
    out(`\n${target}: ${of.collapsed} of ${settings.runs} collapse, median onset ${onset?.median}`);
    for (const rows of [loops, controls]) out(`\n${tableOf(rows, of)}`);
    for (const rows of [twins, truth]) out(`\n${tableOf(rows, of, { still: "twins" })}`);
  }
  out(`\nrecommended ${JSON.stringify(recommended)}, against twins ${JSON.stringify(recommendedOnTwins)}`);
  const { of, level, twins, fittedTwins, foretold } = confirmed;
  for (const collapses of ["all", "late"] as const) {
    out(`\n${tableOf([level], of, { collapses })}`);
    out(`\n${tableOf([twins, fittedTwins], of, { collapses, still: "twins" })}`);
  }
  out(`\n${JSON.stringify(foretold)}\n\n${JSON.stringify(slowing)}`);
}
