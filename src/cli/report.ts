import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Argv } from "yargs";
import type { RoundRecord } from "../metrics/index.ts";
import { openTables, requireRecord, runFiles, UsageError, writeWhole } from "../results/index.ts";
import { pageBands, pageOf } from "./page.ts";
import { say } from "./terminal.ts";

export const command = "report <directory>";
export const describe = "write a run's report.html again from its files";

export const builder = (yargs: Argv) =>
  yargs.positional("directory", { type: "string", demandOption: true, describe: "a run directory" });

/** Rebuilds the page of a finished run from run.json, metrics.parquet and scenario.yaml. */
export async function handler({ directory: given }: { readonly directory: string }): Promise<void> {
  const directory = resolve(given);
  const record = requireRecord(directory);
  if (record.status !== "finished") {
    throw new UsageError(`${given}: the run is not finished (${record.status}); run its scenario.yaml again to go on`);
  }
  const records = await recordsOf(directory);
  const file = join(directory, runFiles.report);
  const scenario = readFileSync(join(directory, runFiles.scenario), "utf8");
  writeWhole(file, pageOf(record, records, scenario, await pageBands(record, records)));
  say(file);
}

async function recordsOf(directory: string): Promise<RoundRecord[]> {
  const file = join(directory, runFiles.metrics);
  const tables = await openTables();
  try {
    return await tables.readRecords(file);
  } catch {
    throw new UsageError(`${file}: is missing or is not a run's metrics; run the scenario again with --force`);
  } finally {
    tables.close();
  }
}
