import { join } from "node:path";
import type { Core } from "../../src/core/index.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";
import { openTables, requireRecord, runFiles } from "../../src/results/index.ts";
import type { StudyRun } from "./study.ts";

/**
 * A finished run, from its files.
 * @throws UsageError when the folder is not a run's
 */
export async function readRun(directory: string, core: Core): Promise<StudyRun> {
  const record = requireRecord(directory);
  const tables = await openTables();
  try {
    const records = await tables.readRecords(join(directory, runFiles.metrics));
    return { directory, record, records, inference: inferenceOf(core, record.seed) };
  } finally {
    tables.close();
  }
}
