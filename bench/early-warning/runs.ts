/** Runs `from` to `to` of a batch: node early-warning-runs.mjs seed from to kind. Prints a `Run`, or `SlowingRun`, a line. */
import { type PlannedArm, planArms, prepare, runUnit, worldOf } from "../../src/experiment/index.ts";
import { type Core, loadCore, parseScenario, type Scenario } from "../../src/index.ts";
import { collapseOf, meanChanges, metricNamed, pairedChanges, type Series } from "../../src/metrics/index.ts";
import { watched } from "../../src/metrics/monitors/index.ts";
import type { Treatment } from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";
import { scenarioOf } from "./drawn.ts";
import { fittedScenario, heldStill, logOf, TWINS, twinned } from "./held.ts";
import type { Batch } from "./jobs.ts";
import type { Foretold, Marks, Measured, Run } from "./run.ts";
import { slowingRunOf } from "./slowing.ts";
import { targets } from "./targets.ts";

const [seed, from, to] = process.argv.slice(2, 5).map(Number) as [number, number, number];
const kind = process.argv[5] as Batch["kind"];
// keeps Node alive while threads start
const alive = setInterval(() => {}, 2 ** 30);
const core = await loadCore({ threads: 1 });
for (let n = from; n <= to; n++)
  process.stdout.write(`${JSON.stringify(await (kind === "slowing" ? slowingRunOf(core, n) : outcomeOf(core, n)))}\n`);
await core.close();
clearInterval(alive);

type Job = (treatment: Treatment, replicate: number, metrics: readonly string[]) => Promise<Measured>;

async function outcomeOf(core: Core, n: number): Promise<Run> {
  const scenario = scenarioOf(core, seed, n);
  const world = await worldOf(core, scenario.world, {}, { seed: scenario.seed, replicate: 1 });
  const [arm, control] = treatmentsOf(scenario);
  const run = jobIn(core, scenario, world);
  const all = [...new Set([...watched.map(({ metric }) => metric), ...targets.map(({ metric }) => metric)])];
  const [loop, fresh] = [await run(arm, 1, all), await run(control, 1, all)];
  return {
    n,
    marks: targets.map(({ metric }) => marksOf(loop, fresh, metric)),
    arm: loop,
    control: fresh,
    twins: await twinsOf(run, heldStill(arm, scenario.rounds)),
    ...(kind === "confirm" ? { foretold: await foretell(core, scenario, world, run, fresh) } : {}),
  };
}

/** What simulations say before the arm has run: in its own world, and in one fitted to the log that it starts from. */
async function foretell(core: Core, scenario: Scenario, world: World, run: Job, fresh: Measured): Promise<Foretold> {
  const [arm, control] = treatmentsOf(scenario);
  const { metric } = targets[0];
  const again = await run(arm, 1 + TWINS + 1, [metric]);
  const fit = parseScenario(JSON.stringify(fittedScenario), { file: "fit" });
  const fitted = (await prepare(core, fit, logOf(world))).world!;
  const inFitted = jobIn(core, scenario, fitted);
  const [loop, free] = [await inFitted(arm, 2, [metric]), await inFitted(control, 2, [metric])];
  return {
    inWorld: marksOf(again, fresh, metric)?.onset ?? null,
    inFitted: marksOf(loop, free, metric)?.onset ?? null,
    fittedTwins: await twinsOf(inFitted, heldStill(arm, scenario.rounds)),
  };
}

function treatmentsOf(scenario: Scenario): [Treatment, Treatment] {
  const planned = planArms(scenario);
  const of = (kind: PlannedArm["kind"]) => planned.find((arm) => arm.kind === kind)!.treatment;
  return [of("arm"), of("control")];
}

/** Units of one world: replicate 1 is what happens, others have draws of their own. */
function jobIn(core: Core, scenario: Scenario, world: World): Job {
  return async (treatment, replicate, metrics) => {
    const series = Object.fromEntries(metrics.map((metric) => [metric, [] as (number | null)[]]));
    const unit = { arm: "arm", replicate, treatment };
    for await (const round of runUnit(core, { ...scenario, metrics: [...metrics] }, { world }, unit)) {
      if (round.round > 0) for (const metric of metrics) series[metric]!.push(round.metrics[metric] ?? null);
    }
    return series;
  };
}

async function twinsOf(run: Job, held: Treatment): Promise<Measured[]> {
  const found: Measured[] = [];
  for (let r = 0; r < TWINS; r++) found.push(await run(held, 2 + r, [...twinned, targets[0].metric]));
  return found;
}

/** The rule of collapse on one arm and its control. */
function marksOf(arm: Measured, control: Measured, metric: string): Marks | null {
  const series = (of: Measured): Series => of[metric]!.map((value) => value ?? undefined);
  const changes = meanChanges(pairedChanges([series(arm)], [series(control)]));
  const found = collapseOf(changes, metricNamed(metric));
  if (!found) return null;
  const worst = found.depth!.change;
  const most = 1 + changes.findIndex((change) => change !== undefined && change >= 0.8 * worst);
  return { onset: found.onset, half: found.halfLife!, most };
}
