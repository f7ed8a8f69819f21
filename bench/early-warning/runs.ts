/** Runs scenarios `from` to `to` of a seed: node early-warning-runs.mjs seed from to. Prints a `Run` a line. */
import { inThisThread, runExperiment } from "../../src/experiment/index.ts";
import { type Core, loadCore, type RoundRecord } from "../../src/index.ts";
import { collapse, metricNamed, type Series } from "../../src/metrics/index.ts";
import { watched } from "../../src/metrics/monitors/index.ts";
import { ROUNDS, scenarioOf } from "./drawn.ts";
import type { Run } from "./run.ts";
import { targets } from "./targets.ts";

const [seed, from, to] = process.argv.slice(2).map(Number) as [number, number, number];
// keeps Node alive while threads start
const alive = setInterval(() => {}, 2 ** 30);
const core = await loadCore({ threads: 1 });
for (let n = from; n <= to; n++) process.stdout.write(`${JSON.stringify(await outcomeOf(core, n))}\n`);
await core.close();
clearInterval(alive);

async function outcomeOf(core: Core, n: number): Promise<Run> {
  const scenario = scenarioOf(core, seed, n);
  const { records } = await runExperiment(scenario, inThisThread(core));
  const [arm, control] = ["baseline", "control-baseline"];
  const series = (of: string) =>
    Object.fromEntries(watched.map(({ metric }) => [metric, seriesOf(records, of!, metric).map((x) => x ?? null)]));
  const onsets = targets.map(({ metric }) => {
    const rule = metricNamed(metric);
    return collapse([seriesOf(records, arm!, metric)], [seriesOf(records, control!, metric)], rule)?.onset ?? null;
  });
  return { n, onsets, arm: series(arm!), control: series(control!) };
}

function seriesOf(records: readonly RoundRecord[], arm: string, metric: string): Series {
  const values = new Array<number | undefined>(ROUNDS).fill(undefined);
  for (const record of records) {
    if (record.arm === arm && record.round > 0) values[record.round - 1] = record.metrics[metric];
  }
  return values;
}
