import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ExperimentResult, PlannedArm, UnitRound } from "../experiment/index.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { ensureDirectory, removeRun, runFiles, writeWhole } from "./files.ts";
import { joinLog, writeLogPart } from "./interactionLog.ts";
import { type ItemCounts, itemsTable } from "./items.ts";
import { progressFrom } from "./progress.ts";
import { type RunRecord, writeRecord } from "./record.ts";
import { type EndedFacts, finishedRecord, type RunFacts, recordOf, type Started } from "./statement.ts";
import { metricsTable, type Tables } from "./tables.ts";

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

/**
 * @param resumed checkpoints that the run goes on from
 * @param replace whether to remove what an earlier run left in the directory
 * @param now a clock in milliseconds
 */
export function recordRun(
  tables: Tables,
  facts: RunFacts,
  resumed: readonly Checkpoint[],
  replace: boolean,
  now: () => number = () => performance.now(),
): Recorder {
  const { directory } = facts;
  const progress = progressFrom(resumed, facts, now);
  let started: Started | undefined;
  return {
    start(arms, fit) {
      ensureDirectory(directory);
      if (replace) removeRun(directory);
      started = { arms: arms.map(({ treatment: _treatment, ...arm }) => arm), ...(fit ? { fit } : {}) };
      writeWhole(join(directory, runFiles.scenario), facts.scenario);
      writeRecord(directory, recordOf(facts, started, "running"));
    },
    async round(round) {
      await writeLogPart(tables, directory, round);
      progress.add(round);
    },
    async finish(result, seconds, page, ended) {
      await writeTables(tables, facts, result, progress.items());
      const record = finishedRecord({ ...facts, ...ended }, started!, result, seconds);
      writeWhole(join(directory, runFiles.report), page(record));
      if (ended) writeWhole(join(directory, runFiles.scenario), ended.scenario);
      writeRecord(directory, record);
      rmSync(join(directory, runFiles.checkpoint), { recursive: true, force: true });
      return record;
    },
    stop(status, error) {
      if (!started) return false;
      writeRecord(directory, recordOf(facts, started, status, error));
      progress.save();
      return true;
    },
  };
}

async function writeTables(
  tables: Tables,
  { directory, itemNames, keepsLog }: RunFacts,
  { arms, records }: ExperimentResult,
  items: readonly ItemCounts[],
): Promise<void> {
  const names = arms.map(({ name }) => name);
  await tables.write(join(directory, runFiles.metrics), metricsTable(records));
  await tables.write(join(directory, runFiles.items), itemsTable(names, items, itemNames));
  if (keepsLog) await joinLog(tables, directory, records);
}
