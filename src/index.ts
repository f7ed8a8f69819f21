import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { type Core, loadCore } from "./core/index.ts";
import {
  type Executor,
  type ExperimentResult,
  inThisThread,
  loadPlugin,
  ownMetrics,
  planArms,
  pluginsOf,
  prepare,
  runExperiment as runOn,
  type UnitRound,
  workerPool,
  worldOf,
} from "./experiment/index.ts";
import { type ReadEdges, type ReadLog, readEdges, readLog } from "./ingest/index.ts";
import { DataError } from "./log/errors.ts";
import { metricsByGroup, requestedMetrics } from "./metrics/index.ts";
import { PluginError } from "./plugins/index.ts";
import { UsageError } from "./results/index.ts";
import { type GivenPlugin, parseScenario, pluginFiles, type Scenario, withFiles } from "./scenario/index.ts";
import type { SimulationOptions } from "./simulation/index.ts";
import { type Splits, splitInTime } from "./world/splits.ts";

export {
  type AlsOptions,
  type AlsProblem,
  type BprOptions,
  type BprProblem,
  type Core,
  CoreError,
  type CoreOptions,
  type Csr,
  type Eligibility,
  type ExplicitProblem,
  type Factors,
  type Key,
  type Logit,
  loadCore,
  type Stream,
  type WeightedCsr,
  withBiases,
} from "./core/index.ts";
export type { ExperimentOptions, ExperimentResult, FitReport, PlannedArm, UnitRound } from "./experiment/index.ts";
export { planArms, prepare, worldOf } from "./experiment/index.ts";
export { DataError } from "./log/errors.ts";
export type { ArmMetricSummary, Metric, MetricInfo, RoundRecord } from "./metrics/index.ts";
export { metricNamed, metricNames, metrics } from "./metrics/index.ts";
export {
  type Alarm,
  againstTwins,
  type CalibrationOptions,
  calibrate,
  calibrateOnTwins,
  type Detector,
  detectorNamed,
  detectorNames,
  detectors,
  expectationOf,
  kendallTau,
  type Monitor,
  type MonitorState,
  mannKendallZ,
  observe,
  recommendedAgainstTwins,
  recommendedMonitor,
  startMonitor,
  unbiasedLagOne,
  type Watched,
  watch,
  watched,
  watchSeries,
} from "./metrics/monitors/index.ts";
export { type OptionsSchema, PluginError } from "./plugins/index.ts";
export { answer, hysteresisAnswer, verdict } from "./report/index.ts";
export { digestOf, UsageError } from "./results/index.ts";
export { parseScenario, resolvedYaml, type Scenario, ScenarioError, scenarioJsonSchema } from "./scenario/index.ts";
export type {
  ChoicePlugin,
  DrawPlugin,
  ItemsLeft,
  MetricPlugin,
  ModelPlugin,
  Moment,
  OwnChoiceModel,
  OwnModel,
  Pool,
  RankedList,
  RegimePlugin,
  Reranker,
  RerankerPlugin,
  RoundView,
  Selection,
  Surroundings,
  TrainingContext,
} from "./simulation/index.ts";
export {
  initialState,
  type Plugin,
  type SimulatedRound,
  type SimulationOptions,
  type SimulationState,
  simulate,
  type Treatment,
} from "./simulation/index.ts";
export type { World } from "./world/index.ts";

export interface LoadOptions {
  /** overrides such as "rounds=20"; the value is YAML */
  readonly set?: readonly string[];
  /** whether to run the modules under `plugins`: code of whoever wrote them, with all rights of this process */
  readonly allowPlugins?: boolean;
}

/**
 * A scenario from its file, complete and frozen. The paths of its files, written relative to the
 * scenario's folder, become absolute.
 * @throws UsageError where there is no such file; ScenarioError naming every problem, each with its place
 */
export async function loadScenario(path: string, { set = [], allowPlugins = false }: LoadOptions = {}) {
  const text = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw new UsageError(`${path}: ${reasons[error.code ?? ""] ?? `cannot be read (${error.code})`}`);
  });
  const place = (file: string) => resolve(dirname(path), file);
  const plugins = allowPlugins ? await pluginsAt(pluginFiles(text, { file: path, set }), place) : [];
  const given = plugins.length > 0 ? { plugins } : {};
  return withFiles(parseScenario(text, { file: path, set, ...given }), place);
}

async function pluginsAt(files: readonly string[], place: (file: string) => string): Promise<GivenPlugin[]> {
  const plugins: GivenPlugin[] = [];
  for (const file of files) {
    try {
      plugins.push(await loadPlugin(place(file)));
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
      plugins.push({ file, fault: error.message });
    }
  }
  return plugins;
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "no such file; correct the path of the scenario",
  ENOTDIR: "no such file; correct the path of the scenario",
  EISDIR: "is a folder, expected a scenario's file",
};

/** The log of a scenario whose world is fitted to one, and its parts in time. */
export interface ScenarioLog extends ReadLog {
  readonly splits: Splits;
}

/**
 * Reads the log that a scenario's world is fitted to, and checks that the scenario suits it; nothing for other worlds.
 * @throws DataError where the log cannot be read or split, or is too small for the scenario's factors or slates
 */
export async function readScenarioLog(scenario: Scenario): Promise<ScenarioLog | undefined> {
  const { world } = scenario;
  if (world.kind !== "log") return undefined;
  const log = await readLog(world.log, { needsTime: true });
  const splits = splitInTime(log.columns, world);
  for (const { path, value, most } of limits(scenario, splits)) {
    if (!(value <= most)) {
      throw new DataError(
        `${path}: got ${value}, expected at most ${most}; the part of the log that the world is fitted to has ${splits.users} users and ${splits.items} items`,
      );
    }
  }
  return { ...log, splits };
}

/**
 * Reads the list of friendships that a scenario's society is read from; nothing for other societies.
 * @throws DataError naming the place of a row that is no friendship: in a world that is not fitted, ids are users' numbers
 */
export async function readScenarioEdges({ world }: Scenario): Promise<ReadEdges | undefined> {
  if (world.society.kind !== "edges") return undefined;
  return readEdges(world.society, world.kind === "log" ? {} : { users: world.users });
}

function limits(scenario: Scenario, { users, items }: Splits) {
  const least = Math.min(users, items);
  const fit = scenario.world.kind === "log" ? scenario.world.fit.factors : 0;
  const arms = Object.values(scenario.arms).flatMap(({ name, overrides, recommender: { model, slate } }) => {
    const prefix = overrides.recommender === undefined ? "recommender" : `arms.${name}.recommender`;
    const factors = "factors" in model ? model.factors : 0;
    return [
      { path: `${prefix}.slate`, value: slate, most: items },
      { path: `${prefix}.model.factors`, value: factors, most: least },
    ];
  });
  return [{ path: "world.fit.factors", value: fit, most: least }, ...arms];
}

export interface RunOptions {
  /** units that run side by side, each in a worker; 0, the default, runs one after another in this thread */
  readonly jobs?: number;
  /** threads of each unit's training and scoring, 1 by default; results are the same for any number */
  readonly threads?: number;
  /** called after every round of every arm and replicate; a unit's rounds come in order, and the next is awaited */
  readonly onRound?: (round: UnitRound) => void | Promise<void>;
  readonly signal?: AbortSignal;
}

/**
 * Runs every arm, control and twin of every replicate of a scenario. Nothing is written.
 * @returns the records of all rounds, ordered by arm, replicate and round, and their summary by arm and metric
 * @throws DataError for a log that does not give a world; CoreError where memory does not suffice; the signal's reason
 */
export async function runExperiment(scenario: Scenario, options: RunOptions = {}): Promise<ExperimentResult> {
  const { jobs = 0, threads = 1, onRound, signal } = options;
  if (!(Number.isSafeInteger(jobs) && jobs >= 0)) {
    throw new UsageError(`runExperiment: jobs is ${jobs}, expected a whole number of workers, or 0 for this thread`);
  }
  signal?.throwIfAborted();
  const log = await readScenarioLog(scenario);
  const edges = await readScenarioEdges(scenario);
  if (!(Number.isSafeInteger(threads) && threads >= 1)) {
    throw new UsageError(`runExperiment: threads is ${threads}, expected a whole number of at least 1`);
  }
  const executor: Executor = jobs > 0 ? workerPool(jobs, threads) : inThisThread(await loadCore({ threads }));
  const stop = () => void executor.close();
  signal?.addEventListener("abort", stop);
  try {
    const hooks = { ...(onRound ? { onRound } : {}), ...(signal ? { signal } : {}) };
    return await runOn(scenario, executor, log?.columns, hooks, edges?.columns);
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener("abort", stop);
    await executor.close();
  }
}

/** One arm, control or twin of one replicate of a scenario. */
export interface UnitChoice {
  readonly arm: string;
  /** from 1 */
  readonly replicate?: number;
  readonly core?: Core;
}

/**
 * What `simulate` takes to run one arm of one replicate: its world is drawn or fitted here.
 * @throws UsageError where the scenario plans no such arm; DataError for a log that does not give a world
 */
export async function simulationOf(
  scenario: Scenario,
  { arm, replicate = 1, core }: UnitChoice,
): Promise<SimulationOptions> {
  const arms = planArms(scenario);
  const planned = arms.find(({ name }) => name === arm);
  if (!planned) {
    throw new UsageError(`simulationOf: got the arm "${arm}", expected one of ${arms.map((a) => a.name).join(", ")}`);
  }
  const log = await readScenarioLog(scenario);
  const plugins = pluginsOf(scenario);
  const own = core ?? (await loadCore());
  const key = { seed: scenario.seed, replicate };
  const prepared = await prepare(own, scenario, log?.columns, (await readScenarioEdges(scenario))?.columns);
  const world = await worldOf(own, scenario.world, prepared, key);
  return {
    core: own,
    world,
    key,
    rounds: scenario.rounds,
    treatment: planned.treatment,
    metrics: [
      ...requestedMetrics(scenario.metrics, ownMetrics(scenario)),
      ...metricsByGroup(scenario.measure.groups, world.groupNames),
    ],
    measure: scenario.measure,
    log: scenario.log,
    plugins,
    arm: planned.name,
  };
}
