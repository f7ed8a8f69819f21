import { relative } from "node:path";
import type { Argv } from "yargs";
import {
  type ExperimentResult,
  firstReplicates,
  ownMetrics,
  type RunHooks,
  requireMemory,
  runExperiment,
  sizesOf,
  workerPool,
} from "../experiment/index.ts";
import {
  type Checkpoint,
  loadCheckpoints,
  openTables,
  planFor,
  type Recorder,
  type RunRecord,
  recordRun,
  settled,
} from "../results/index.ts";
import type { Progress } from "./board.ts";
import { chooseScenario, type ScenarioArguments, type Spread, spreadOver } from "./choice.ts";
import { asJson, closing } from "./closing.ts";
import { factsOf } from "./facts.ts";
import { Interrupted } from "./failure.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { runOptions, scenarioOptions } from "./options.ts";
import { pageBands, pageOf } from "./page.ts";
import { finishedFor, type Goal, goalOf, type PrecisionArguments, shortfall } from "./precision.ts";
import { progressOn, silent } from "./progress.ts";
import {
  directoryOf,
  edgesOf,
  logOf,
  parameters,
  type Source,
  scenarioFile,
  sourceOf,
  withReplicates,
} from "./source.ts";
import { type Stopwatch, stopwatch } from "./stopwatch.ts";
import { say } from "./terminal.ts";

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

export interface RunArguments extends ScenarioArguments, PrecisionArguments {
  readonly threads?: string | undefined;
  readonly jobs?: string | undefined;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly force: boolean;
}

/** Runs a scenario, shows it again where it has been run, or goes on with it where it was stopped. */
export async function handler(args: RunArguments): Promise<void> {
  const asked = await sourceOf(await chooseScenario(args));
  const goal = goalOf(args, asked.scenario);
  const found = goal && !args.force ? finishedFor(asked, goal, args.out) : undefined;
  if (found) {
    showAgain(found.record, found.directory, args, goal);
    return;
  }
  // towards a precision, a run is one of the most replicates there may be, until it ends with fewer
  const source = goal ? withReplicates(asked, goal.most) : asked;
  const spread = spreadOver(source.arms.length * source.scenario.replicates, args);
  const directory = directoryOf(source, args.out);
  const plan = planFor(directory, source.identity, args.force);
  if (plan.kind === "show") {
    showAgain(plan.record, directory, args, goal);
    return;
  }
  const resumed = plan.kind === "resume" ? loadCheckpoints(directory, source.identity) : [];
  const progress = args.quiet ? silent : progressOn(process.stderr);
  const job = { directory, spread, resumed, replace: plan.kind === "replace", progress, args, goal };
  const { record, source: ended } = await work(source, job);
  const place = args.out === undefined ? settled(directory, directoryOf(ended, undefined)) : directory;
  show(record, place, args, goal, false);
}

function showAgain(record: RunRecord, directory: string, args: RunArguments, goal: Goal | undefined): void {
  if (!args.quiet)
    process.stderr.write("this run is finished: shown again, nothing was computed (--force repeats it)\n");
  show(record, directory, args, goal, true);
}

function show(record: RunRecord, place: string, { json }: RunArguments, goal: Goal | undefined, reused: boolean) {
  const short = goal && shortfall(record, goal);
  const precise = goal && short === undefined;
  say(json ? asJson(record, place, { reused, precise }) : closing(record, place, short));
}

interface Work {
  readonly directory: string;
  readonly spread: Spread;
  readonly resumed: readonly Checkpoint[];
  readonly replace: boolean;
  readonly progress: Progress;
  readonly args: RunArguments;
  readonly goal: Goal | undefined;
}

/** @returns the record, and the source with the replicates it ended with */
async function work(
  source: Source,
  { directory, spread, resumed, replace, progress, args, goal }: Work,
): Promise<{ readonly record: RunRecord; readonly source: Source }> {
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
      ...(goal ? { precision: goal } : {}),
      onReplicates: (replicates) => progress.replicates(replicates),
      onPrepared({ arms, fit }) {
        timer.lap("world");
        recorder!.start(arms, fit);
        progress.started(
          { ...source.scenario, replicates: firstReplicates(source.scenario, goal) },
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
    const ended = withReplicates(source, result.replicates);
    return { record: await finish(recorder, result, timer, ended, directory), source: ended };
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

async function finish(
  recorder: Recorder,
  result: ExperimentResult,
  timer: Stopwatch,
  ended: Source,
  directory: string,
): Promise<RunRecord> {
  const scenario = scenarioFile(ended, directory);
  const facts = {
    ...{ identity: ended.identity, replicates: result.replicates, scenario },
    params: parameters(ended),
  };
  const { rounds, seed } = ended.scenario;
  const run = { arms: result.arms, ownMetrics: ownMetrics(ended.scenario), rounds, seed };
  const bands = await pageBands(run, result.records);
  return recorder.finish(result, timer.seconds(), (record) => pageOf(record, result.records, scenario, bands), facts);
}

function interrupted(started: boolean, directory: string, { json, quiet }: RunArguments): Interrupted {
  if (!started) return new Interrupted("interrupted before the first round; nothing was written");
  const place = relative(process.cwd(), directory);
  const short = place.startsWith("..") ? directory : place;
  const how = json || quiet ? "" : "\nthe same command goes on from there; --force starts over";
  return new Interrupted(`interrupted; finished rounds are kept in ${short}${how}`, directory);
}
