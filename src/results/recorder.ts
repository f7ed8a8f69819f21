import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ExperimentResult, PlannedArm, UnitRound } from "../experiment/index.ts";
import { collapseIndices, metricsOf, type RoundRecord } from "../metrics/index.ts";
import { monitorReports } from "../metrics/monitors/index.ts";
import { answer, hysteresisAnswer, verdict } from "../report/index.ts";
import { type Checkpoint, closedState, saveCheckpoint } from "./checkpoint.ts";
import { digestOf } from "./digest.ts";
import { ensureDirectory, removeRun, runFiles, writeWhole } from "./files.ts";
import { shortIdentity } from "./identity.ts";
import { joinLog, writeLogPart } from "./interactionLog.ts";
import { type ItemCounts, type ItemNames, itemCountsOf, itemsTable, keepsItems } from "./items.ts";
import { FORMAT, type RunRecord, type RunStatus, writeRecord } from "./record.ts";
import { metricsTable, type Tables } from "./tables.ts";

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

/** Writes a run directory while its run goes on. */
export interface Recorder {
  /** Makes the directory. Until then nothing is written. */
  start(arms: readonly PlannedArm[], fit: ExperimentResult["fit"]): void;
  round(round: UnitRound): Promise<void>;
  /** Writes the results and removes the checkpoints. `page` makes report.html; `ended` replaces what was said at the start. */
  finish(
    result: ExperimentResult,
    seconds: RunRecord["timings"]["seconds"],
    page: (record: RunRecord) => string,
    ended?: EndedFacts,
  ): Promise<RunRecord>;
  /** Leaves the newest round of every unit, and why the run ended; nothing where it had not started. */
  stop(status: "interrupted" | "failed", error?: string): boolean;
}

interface Progress {
  readonly records: RoundRecord[];
  readonly items: ItemCounts[];
  state?: Checkpoint["state"];
  saved: number;
  unsaved: boolean;
}

const SAVE_EVERY_MS = 5_000;

/**
 * @param resumed checkpoints that the run goes on from
 * @param replace whether to remove what an earlier run left in the directory
 */
export function recordRun(
  tables: Tables,
  facts: RunFacts,
  resumed: readonly Checkpoint[],
  replace: boolean,
  now: () => number = () => performance.now(),
): Recorder {
  const { directory, identity, rounds } = facts;
  const units = new Map<string, Progress>();
  for (const { arm, replicate, records, items, state } of resumed) {
    units.set(`${arm}.${replicate}`, { records: [...records], items: [...items], state, saved: now(), unsaved: false });
  }
  let started: Pick<RunRecord, "arms" | "fit"> | undefined;

  const recordOf = (status: RunStatus, more: Partial<RunRecord> = {}): RunRecord => ({
    params: facts.params,
    metrics: {},
    tags: { name: facts.name, description: facts.description, identity: identity.slice(0, 8) },
    artifacts: [],
    format: FORMAT,
    status,
    name: facts.name,
    description: facts.description,
    identity,
    ...(facts.logSha256 ? { logSha256: facts.logSha256 } : {}),
    ...(facts.edgesSha256 ? { edgesSha256: facts.edgesSha256 } : {}),
    ...(facts.pluginsSha256 ? { pluginsSha256: facts.pluginsSha256, ownMetrics: facts.ownMetrics ?? [] } : {}),
    seed: facts.seed,
    rounds,
    replicates: facts.replicates,
    period: facts.period,
    versions: facts.versions,
    timings: { startedAt: facts.startedAt, seconds: {} },
    verdict: [],
    summary: [],
    notes: [],
    ...started!,
    ...more,
  });

  const save = (arm: string, replicate: number, unit: Progress) => {
    saveCheckpoint(directory, {
      identity,
      arm,
      replicate,
      records: unit.records.filter(({ round }) => round <= unit.state!.round),
      state: unit.state!,
      items: unit.items.filter(({ round }) => round <= unit.state!.round),
    });
    unit.saved = now();
    unit.unsaved = false;
  };

  return {
    start(arms, fit) {
      ensureDirectory(directory);
      if (replace) removeRun(directory);
      started = { arms: arms.map(({ treatment: _treatment, ...arm }) => arm), ...(fit ? { fit } : {}) };
      writeWhole(join(directory, runFiles.scenario), facts.scenario);
      writeRecord(directory, recordOf("running"));
    },

    async round(round) {
      const { arm, replicate } = round;
      const name = `${arm}.${replicate}`;
      const unit = units.get(name) ?? { records: [], items: [], saved: now(), unsaved: false };
      units.set(name, unit);
      await writeLogPart(tables, directory, round);
      unit.records.push({ arm, replicate, round: round.round, metrics: round.metrics });
      const items = keepsItems(round.round, rounds) ? itemCountsOf(round) : undefined;
      if (items) unit.items.push(items);
      if (round.round >= rounds) unit.state = closedState(round);
      else if (round.state) unit.state = round.state;
      else return;
      unit.unsaved = true;
      if (round.round >= rounds || now() - unit.saved >= SAVE_EVERY_MS) save(arm, replicate, unit);
    },

    async finish(result, seconds, page, ended) {
      const arms = result.arms.map((arm) => arm.name);
      const metrics = metricsOf(result.records, facts.ownMetrics);
      const { frontier, hysteresis } = result;
      const items = [...units.values()].flatMap((unit) => unit.items);
      await tables.write(join(directory, runFiles.metrics), metricsTable(result.records));
      await tables.write(join(directory, runFiles.items), itemsTable(arms, items, facts.itemNames));
      if (facts.keepsLog) await joinLog(tables, directory, result.records);
      const { scenario, metrics: metricsFile, items: itemsFile, log, report } = runFiles;
      const record = recordOf("finished", {
        ...(ended ? endedWith(recordOf("finished"), ended) : {}),
        metrics: Object.fromEntries(result.summary.map((line) => [`${line.arm}/${line.metric}`, line.last])),
        artifacts: [scenario, metricsFile, itemsFile, ...(facts.keepsLog ? [log] : []), report],
        digest: digestOf(arms, result.records),
        verdict: verdict(result.arms, metrics, result.summary),
        summary: result.summary,
        ...(frontier ? { frontier, answer: answer(frontier, metrics) } : {}),
        ...(hysteresis ? { hysteresis, lateAnswer: hysteresisAnswer(hysteresis, metrics) } : {}),
        collapseIndex: collapseIndices(metrics, result.summary),
        monitors: monitorReports(result.records),
        notes: result.notes,
        timings: { startedAt: facts.startedAt, endedAt: new Date().toISOString(), seconds },
      });
      writeWhole(join(directory, report), page(record));
      if (ended) writeWhole(join(directory, scenario), ended.scenario);
      writeRecord(directory, record);
      rmSync(join(directory, runFiles.checkpoint), { recursive: true, force: true });
      return record;
    },

    stop(status, error) {
      if (!started) return false;
      writeRecord(directory, recordOf(status, error === undefined ? {} : { error }));
      for (const [name, unit] of units) {
        const dot = name.lastIndexOf(".");
        if (unit.unsaved) save(name.slice(0, dot), Number(name.slice(dot + 1)), unit);
      }
      return true;
    },
  };
}

function endedWith({ tags }: RunRecord, { identity, replicates, params }: EndedFacts): Partial<RunRecord> {
  return { identity, replicates, params, tags: { ...tags, identity: shortIdentity(identity) } };
}
