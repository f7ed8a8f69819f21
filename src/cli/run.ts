import { relative } from "node:path";
import type { Argv } from "yargs";
import {
  type ExperimentResult,
  ownMetrics,
  type RunHooks,
  requireMemory,
  runExperiment,
  sizesOf,
  workerPool,
} from "../experiment/index.ts";
import type { ScenarioLog } from "../index.ts";
import {
  type Checkpoint,
  loadCheckpoints,
  openTables,
  planFor,
  type Recorder,
  type RunRecord,
  recordRun,
} from "../results/index.ts";
import type { Progress } from "./board.ts";
import { chooseScenario, type ScenarioArguments, type Spread, spreadOver } from "./choice.ts";
import { asJson, closing } from "./closing.ts";
import { Interrupted } from "./failure.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { runOptions, scenarioOptions } from "./options.ts";
import { pageOf } from "./page.ts";
import { progressOn, silent } from "./progress.ts";
import { directoryOf, edgesOf, logOf, parameters, type Source, scenarioFile, sourceOf } from "./source.ts";
import { say } from "./terminal.ts";
import { versions } from "./versions.ts";

export const command = "run <scenario>";
export const describe = "run a scenario and write its run directory";

export const builder = (yargs: Argv) =>
  yargs
    .positional("scenario", {
      type: "string",
      demandOption: true,
      describe: "a scenario's file, or a shipped one's name",
    })
    .options({ ...scenarioOptions, ...runOptions })
    .example("$0 run online-retail", "a shipped scenario")
    .example("$0 run shop.yaml --rounds 40 --set data.regime=replace", "your own, with two keys changed")
    .example(
      "$0 run homogenisation --arms personalised --out runs/one",
      "one arm and its control, into a folder named here",
    );

export interface RunArguments extends ScenarioArguments {
  readonly out?: string | undefined;
  readonly threads?: string | undefined;
  readonly jobs?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly force: boolean;
}

/** Runs a scenario, shows it again where it has been run, or goes on with it where it was stopped. */
export async function handler(args: RunArguments): Promise<void> {
  const source = await sourceOf(await chooseScenario(args));
  const spread = spreadOver(source.arms.length * source.scenario.replicates, args);
  const directory = directoryOf(source, args.out);
  const plan = planFor(directory, source.identity, args.force);
  if (plan.kind === "show") {
    if (!args.quiet)
      process.stderr.write("this run is finished: shown again, nothing was computed (--force repeats it)\n");
    show(plan.record, directory, args.json, true);
    return;
  }
  const resumed = plan.kind === "resume" ? loadCheckpoints(directory, source.identity) : [];
  const progress = args.quiet ? silent : progressOn(process.stderr);
  const record = await work(source, { directory, spread, resumed, replace: plan.kind === "replace", progress, args });
  show(record, directory, args.json, false);
}

function show(record: RunRecord, directory: string, json: boolean, reused: boolean): void {
  say(json ? asJson(record, directory, reused) : closing(record, directory));
}

interface Work {
  readonly directory: string;
  readonly spread: Spread;
  readonly resumed: readonly Checkpoint[];
  readonly replace: boolean;
  readonly progress: Progress;
  readonly args: RunArguments;
}

async function work(source: Source, { directory, spread, resumed, replace, progress, args }: Work): Promise<RunRecord> {
  const startedAt = new Date().toISOString();
  const timer = stopwatch();
  let recorder: Recorder | undefined;
  /** a round that could not be written ends the run at once: the pool itself would first finish the unit */
  let failure: { readonly error: unknown } | undefined;
  const interrupt = listenForInterrupt(() => {
    progress.end();
    recorder?.stop("interrupted");
  });
  const executor = workerPool(spread.jobs, spread.threads);
  interrupt.onStop(() => void executor.close());
  const tables = await openTables();
  try {
    if (source.scenario.world.kind === "log") progress.phase("reading the log");
    const log = await logOf(source);
    const edges = await edgesOf(source);
    timer.lap("log");
    requireMemory(source.scenario, sizesOf(source.scenario.world, log?.splits));
    interrupt.signal.throwIfAborted();
    recorder = recordRun(tables, factsOf(source, directory, startedAt, log), resumed, replace);
    if (log) progress.phase("fitting the world");
    const hooks: RunHooks = {
      signal: interrupt.signal,
      resume: resumed,
      onPrepared({ arms, fit }) {
        timer.lap("world");
        recorder!.start(arms, fit);
        progress.started(
          source.scenario,
          arms,
          resumed.flatMap((point) => point.records),
          spread.jobs,
        );
      },
      async onRound(round) {
        if (failure) return;
        try {
          await recorder!.round(round);
          progress.round(round);
        } catch (error) {
          failure = { error };
          await executor.close();
        }
      },
    };
    const result = await runExperiment(source.scenario, executor, log?.columns, hooks, edges?.columns);
    timer.lap("rounds");
    return await finish(recorder, result, timer, scenarioFile(source, directory));
  } catch (reason) {
    const error = failure ? failure.error : reason;
    progress.end();
    if (interrupt.signal.aborted) throw interrupted(recorder?.stop("interrupted") ?? false, directory, args);
    leaveFailed(recorder, error);
    throw error;
  } finally {
    progress.end();
    interrupt.dispose();
    await executor.close();
    tables.close();
  }
}

/** What can still be written is; what made the run fail matters more than what cannot. */
function leaveFailed(recorder: Recorder | undefined, error: unknown): void {
  try {
    recorder?.stop("failed", error instanceof Error ? error.message : String(error));
  } catch {}
}

function finish(recorder: Recorder, result: ExperimentResult, timer: Stopwatch, scenario: string): Promise<RunRecord> {
  return recorder.finish(result, timer.seconds(), (record) => pageOf(record, result.records, scenario));
}

function factsOf(source: Source, directory: string, startedAt: string, log: ScenarioLog | undefined) {
  const { scenario, identity, logSha256, edgesSha256, pluginsSha256 } = source;
  const { name, description, seed, rounds, replicates, period } = scenario;
  const world = { name, description, seed, rounds, replicates, period };
  return {
    ...world,
    directory,
    identity,
    startedAt,
    ...(logSha256 === undefined ? {} : { logSha256 }),
    ...(edgesSha256 === undefined ? {} : { edgesSha256 }),
    ...(pluginsSha256 === undefined ? {} : { pluginsSha256 }),
    ownMetrics: ownMetrics(scenario).map(({ compute: _compute, ...info }) => info),
    params: parameters(source),
    versions: versions(),
    scenario: scenarioFile(source, directory),
    keepsLog: scenario.log !== "none",
    ...(log ? { itemNames: itemNamesOf(log) } : {}),
  };
}

/** The log's ids and names of the world's items, which are those of its first part. */
function itemNamesOf({ columns: { itemIds, itemNames }, splits: { itemOf } }: ScenarioLog) {
  const of = (texts: readonly string[]) => Array.from(itemOf, (i) => texts[i]!);
  return { ids: of(itemIds), ...(itemNames ? { names: of(itemNames) } : {}) };
}

function interrupted(started: boolean, directory: string, { json, quiet }: RunArguments): Interrupted {
  if (!started) return new Interrupted("interrupted before the first round; nothing was written");
  const place = relative(process.cwd(), directory);
  const short = place.startsWith("..") ? directory : place;
  const how = json || quiet ? "" : "\nthe same command goes on from there; --force starts over";
  return new Interrupted(`interrupted; finished rounds are kept in ${short}${how}`, directory);
}

interface Stopwatch {
  lap(name: string): void;
  seconds(): Record<string, number>;
}

function stopwatch(): Stopwatch {
  const began = performance.now();
  let last = began;
  const laps: Record<string, number> = {};
  const rounded = (ms: number) => Math.round(ms) / 1000;
  return {
    lap(name) {
      laps[name] = rounded(performance.now() - last);
      last = performance.now();
    },
    seconds: () => ({ ...laps, total: rounded(performance.now() - began) }),
  };
}
