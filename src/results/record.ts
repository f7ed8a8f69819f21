import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { FitReport, PlannedArm } from "../experiment/index.ts";
import type {
  ArmMetricSummary,
  CollapseIndex,
  Frontier,
  Hysteresis,
  MetricInfo,
  MonitorReport,
} from "../metrics/index.ts";
import { UsageError } from "./errors.ts";
import { runFiles, writeWhole } from "./files.ts";

export type RunStatus = "running" | "finished" | "interrupted" | "failed";
export type RecordedArm = Omit<PlannedArm, "treatment">;

/** What run.json holds. The first four keys are the parts that MLflow gives a run. */
export interface RunRecord {
  /** every key of the resolved scenario, with dots */
  readonly params: Readonly<Record<string, string | number | boolean | null>>;
  /** "arm/metric": its mean over replicates at the last round */
  readonly metrics: Readonly<Record<string, number>>;
  readonly tags: Readonly<Record<string, string>>;
  /** files beside run.json */
  readonly artifacts: readonly string[];
  readonly format: typeof FORMAT;
  readonly status: RunStatus;
  readonly name: string;
  readonly description: string;
  /** 64 hexadecimal digits */
  readonly identity: string;
  /** of the metrics, once the run has finished */
  readonly digest?: string;
  readonly logSha256?: string;
  readonly edgesSha256?: string;
  /** of the plug-ins' files, in the scenario's order */
  readonly pluginsSha256?: readonly string[];
  /** what is published about the metrics of plug-ins, so that a report needs none of their code */
  readonly ownMetrics?: readonly MetricInfo[];
  readonly seed: number;
  readonly rounds: number;
  readonly replicates: number;
  /** what a round stands for */
  readonly period: string;
  readonly versions: Readonly<Record<string, string>>;
  readonly timings: RunTimings;
  readonly arms: readonly RecordedArm[];
  readonly verdict: readonly string[];
  readonly summary: readonly ArmMetricSummary[];
  /** the composite with its parts; absent in runs of earlier versions */
  readonly collapseIndex?: readonly CollapseIndex[];
  /** what monitors without the truth would have said; absent in runs of earlier versions */
  readonly monitors?: readonly MonitorReport[];
  /** fidelity kept against its price, where arms try safeguards, and the same in words */
  readonly frontier?: Frontier;
  readonly answer?: readonly string[];
  /** what late safeguards brought back and left behind, where arms begin late, and the same in words */
  readonly hysteresis?: Hysteresis;
  readonly lateAnswer?: readonly string[];
  readonly fit?: FitReport;
  readonly notes: readonly string[];
  /** why a run failed */
  readonly error?: string;
}

export interface RunTimings {
  /** ISO 8601, UTC */
  readonly startedAt: string;
  readonly endedAt?: string;
  /** wall clock by phase, in seconds; of the last attempt where a run was resumed */
  readonly seconds: Readonly<Record<string, number>>;
}

export const FORMAT = "monoculture run 1";

export function writeRecord(directory: string, record: RunRecord): void {
  writeWhole(join(directory, runFiles.record), `${onOneLine(JSON.stringify(record, null, 2))}\n`);
}

/** Lists of numbers on one line each: a course of thirty rounds would take ninety. */
function onOneLine(json: string): string {
  return json.replace(/\[\n[\s\d.,+e-]*(?:null[\s\d.,+e-]*)*\]/g, (list) => list.replace(/\s+/g, " "));
}

/** What run.json in a folder says; nothing where the folder is not a run's. */
export function readRecord(directory: string): RunRecord | undefined {
  let text: string;
  try {
    text = readFileSync(join(directory, runFiles.record), "utf8");
  } catch {
    return undefined;
  }
  try {
    const record = JSON.parse(text) as Partial<RunRecord> | null;
    return record?.format === FORMAT && typeof record.identity === "string"
      ? unbounded(record as RunRecord)
      : undefined;
  } catch {
    return undefined;
  }
}

/** JSON has no Infinity: a metric without an upper bound comes back with null. */
function unbounded(record: RunRecord): RunRecord {
  if (!record.ownMetrics) return record;
  const ownMetrics = record.ownMetrics.map(({ bounds, ...info }) => ({
    ...info,
    ...(bounds ? { bounds: [bounds[0], bounds[1] ?? Infinity] as const } : {}),
  }));
  return { ...record, ownMetrics };
}

/** @throws UsageError where the folder is not a run's */
export function requireRecord(directory: string): RunRecord {
  const record = readRecord(directory);
  if (record) return record;
  throw new UsageError(
    `${directory}: is not a run directory (no run.json of Monoculture's in it); name a folder that "monoculture run" made`,
  );
}
