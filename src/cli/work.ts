import { relative } from "node:path";
import {
  type Executor,
  type ExperimentResult,
  firstReplicates,
  ownMetrics,
  type RunHooks,
  requireMemory,
  runExperiment,
  sizesOf,
  workerPool,
} from "../experiment/index.ts";
import { type Checkpoint, openTables, type Recorder, type RunRecord, recordRun } from "../results/index.ts";
import type { Progress } from "./board.ts";
import type { Spread } from "./choice.ts";
import { factsOf } from "./facts.ts";
import { Interrupted } from "./failure.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { pageBands, pageOf } from "./page.ts";
import type { Goal } from "./precision.ts";
import { edgesOf, logOf, parameters, type Source, scenarioFile, withReplicates } from "./source.ts";
import { type Stopwatch, stopwatch } from "./stopwatch.ts";

/** How a source is to be run, and where to. */
export interface Job {
  readonly source: Source;
  readonly directory: string;
  readonly spread: Spread;
  readonly resumed: readonly Checkpoint[];
  readonly replace: boolean;
  readonly progress: Progress;
  readonly goal: Goal | undefined;
  /** whether the person at the terminal is told how to go on after an interruption */
  readonly isSilent: boolean;
}

/**
 * Runs a scenario into its directory.
 * @returns the record, and the source with the replicates it ended with
 * @throws Interrupted after a signal; otherwise what made the run fail, which the directory then tells too
 */
export async function work(job: Job): Promise<{ readonly record: RunRecord; readonly source: Source }> {
  const { source, directory, spread, resumed, replace, progress } = job;
  const startedAt = new Date().toISOString();
  const timer = stopwatch();
  let recorder: Recorder | undefined;
  const interrupt = listenForInterrupt(() => {
    progress.end();
    recorder?.stop("interrupted");
  });
  const executor = workerPool(spread.jobs, spread.threads);
  interrupt.onStop(() => void executor.close());
  const tables = await openTables();
  const failure = firstFailure(executor);
  try {
    if (source.scenario.world.kind === "log") progress.phase("reading the log");
    const log = await logOf(source);
    const edges = await edgesOf(source);
    timer.lap("log");
    requireMemory(source.scenario, sizesOf(source.scenario.world, log?.splits));
    interrupt.signal.throwIfAborted();
    recorder = recordRun(tables, factsOf(source, directory, startedAt, log), resumed, replace);
    if (log) progress.phase("fitting the world");
    const hooks = { ...hooksOf(job, recorder, timer, failure.guard), signal: interrupt.signal };
    const result = await runExperiment(source.scenario, executor, log?.columns, hooks, edges?.columns);
    timer.lap("rounds");
    const ended = withReplicates(source, result.replicates);
    return { record: await finish(recorder, result, timer, ended, directory), source: ended };
  } catch (reason) {
    const error = failure.or(reason);
    progress.end();
    if (interrupt.signal.aborted) throw interrupted(recorder?.stop("interrupted") ?? false, job);
    leaveFailed(recorder, error);
    throw error;
  } finally {
    progress.end();
    interrupt.dispose();
    await executor.close();
    tables.close();
  }
}

/** What could not be done with a round ends the run at once: the pool itself would first finish the unit. */
function firstFailure(executor: Executor) {
  let failure: { readonly error: unknown } | undefined;
  return {
    async guard(attempt: () => Promise<void>): Promise<void> {
      if (failure) return;
      try {
        await attempt();
      } catch (error) {
        failure = { error };
        await executor.close();
      }
    },
    /** What failed first, or else the reason given. */
    or: (reason: unknown) => (failure ? failure.error : reason),
  };
}

/** What is written and shown while the run goes on. */
function hooksOf(
  { source: { scenario }, spread, resumed, progress, goal }: Job,
  recorder: Recorder,
  timer: Stopwatch,
  guard: (attempt: () => Promise<void>) => Promise<void>,
): RunHooks {
  return {
    resume: resumed,
    ...(goal ? { precision: goal } : {}),
    onReplicates: (replicates) => progress.replicates(replicates),
    onPrepared({ arms, fit }) {
      timer.lap("world");
      recorder.start(arms, fit);
      const begun = { ...scenario, replicates: firstReplicates(scenario, goal) };
      progress.started(
        begun,
        arms,
        resumed.flatMap((point) => point.records),
        spread.jobs,
      );
    },
    onRound: (round) =>
      guard(async () => {
        await recorder.round(round);
        progress.round(round);
      }),
  };
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
  const facts = { identity: ended.identity, replicates: result.replicates, params: parameters(ended), scenario };
  const { rounds, seed } = ended.scenario;
  const run = { arms: result.arms, ownMetrics: ownMetrics(ended.scenario), rounds, seed };
  const bands = await pageBands(run, result.records);
  return recorder.finish(result, timer.seconds(), (record) => pageOf(record, result.records, scenario, bands), facts);
}

function interrupted(started: boolean, { directory, isSilent }: Job): Interrupted {
  if (!started) return new Interrupted("interrupted before the first round; nothing was written");
  const place = relative(process.cwd(), directory);
  const short = place.startsWith("..") ? directory : place;
  const how = isSilent ? "" : "\nthe same command goes on from there; --force starts over";
  return new Interrupted(`interrupted; finished rounds are kept in ${short}${how}`, directory);
}
