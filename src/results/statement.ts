import type { ExperimentResult } from "../experiment/index.ts";
import { collapseIndices, metricsOf } from "../metrics/index.ts";
import { monitorReports } from "../metrics/monitors/index.ts";
import { answer, hysteresisAnswer, verdict } from "../report/index.ts";
import { digestOf } from "./digest.ts";
import { runFiles } from "./files.ts";
import { shortIdentity } from "./identity.ts";
import type { ItemNames } from "./items.ts";
import { FORMAT, type RunRecord, type RunStatus } from "./record.ts";

/** What a run directory says of a run, whatever comes of it. */
export interface RunFacts
  extends Pick<
    RunRecord,
    | "name"
    | "description"
    | "identity"
    | "logSha256"
    | "edgesSha256"
    | "pluginsSha256"
    | "ownMetrics"
    | "seed"
    | "rounds"
    | "replicates"
    | "period"
    | "params"
    | "versions"
  > {
  readonly directory: string;
  /** text of scenario.yaml */
  readonly scenario: string;
  readonly startedAt: string;
  readonly keepsLog: boolean;
  readonly itemNames?: ItemNames;
}

/** What a run may turn out to be at its end, where its replicates were not counted before. */
export type EndedFacts = Pick<RunFacts, "identity" | "replicates" | "params" | "scenario">;

/** What is known once the world is ready. */
export type Started = Pick<RunRecord, "arms" | "fit">;

/** The record of a run that has no results, or none yet. */
export function recordOf(facts: RunFacts, started: Started, status: RunStatus, error?: string): RunRecord {
  return {
    params: facts.params,
    metrics: {},
    tags: { name: facts.name, description: facts.description, identity: shortIdentity(facts.identity) },
    artifacts: [],
    format: FORMAT,
    status,
    name: facts.name,
    description: facts.description,
    identity: facts.identity,
    ...(facts.logSha256 ? { logSha256: facts.logSha256 } : {}),
    ...(facts.edgesSha256 ? { edgesSha256: facts.edgesSha256 } : {}),
    ...(facts.pluginsSha256 ? { pluginsSha256: facts.pluginsSha256, ownMetrics: facts.ownMetrics ?? [] } : {}),
    seed: facts.seed,
    rounds: facts.rounds,
    replicates: facts.replicates,
    period: facts.period,
    versions: facts.versions,
    timings: { startedAt: facts.startedAt, seconds: {} },
    verdict: [],
    summary: [],
    notes: [],
    ...started,
    ...(error === undefined ? {} : { error }),
  };
}

/** The record of a run with its results, which ends now. */
export function finishedRecord(
  facts: RunFacts,
  started: Started,
  result: ExperimentResult,
  seconds: RunRecord["timings"]["seconds"],
): RunRecord {
  const { arms, records, summary, frontier, hysteresis, notes } = result;
  const metrics = metricsOf(records, facts.ownMetrics);
  const { scenario, metrics: metricsFile, items, log, report } = runFiles;
  return {
    ...recordOf(facts, started, "finished"),
    metrics: Object.fromEntries(summary.map((line) => [`${line.arm}/${line.metric}`, line.last])),
    artifacts: [scenario, metricsFile, items, ...(facts.keepsLog ? [log] : []), report],
    digest: digestOf(
      arms.map(({ name }) => name),
      records,
    ),
    verdict: verdict(arms, metrics, summary),
    summary,
    ...(frontier ? { frontier, answer: answer(frontier, metrics) } : {}),
    ...(hysteresis ? { hysteresis, lateAnswer: hysteresisAnswer(hysteresis, metrics) } : {}),
    collapseIndex: collapseIndices(metrics, summary),
    monitors: monitorReports(records),
    notes,
    timings: { startedAt: facts.startedAt, endedAt: new Date().toISOString(), seconds },
  };
}
