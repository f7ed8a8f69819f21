import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { metricsOf, type RoundRecord } from "../metrics/index.ts";
import type { ReportInput } from "../report/input.ts";
import { renderReport, type Scripts } from "../report/page.ts";
import { type RunRecord, shortIdentity } from "../results/index.ts";

/** What the report of a run shows. A record without a value is left out, as metrics.parquet does not hold it. */
export function reportInput(record: RunRecord, records: readonly RoundRecord[], scenario: string): ReportInput {
  return {
    name: record.name,
    description: record.description,
    identity: shortIdentity(record.identity),
    digest: record.digest ?? "",
    seed: record.seed,
    rounds: record.rounds,
    replicates: record.replicates,
    period: record.period,
    arms: record.arms,
    metrics: metricsOf(records, record.ownMetrics),
    records: records.filter((one) => Object.keys(one.metrics).length > 0),
    summary: record.summary,
    verdict: record.verdict,
    ...(record.frontier ? { frontier: record.frontier, answer: record.answer ?? [] } : {}),
    ...(record.hysteresis ? { hysteresis: record.hysteresis } : {}),
    ...(record.fit ? { fit: record.fit } : {}),
    notes: record.notes,
    scenario,
    versions: record.versions,
  };
}

/** report.html */
export function pageOf(record: RunRecord, records: readonly RoundRecord[], scenario: string): string {
  return renderReport(reportInput(record, records, scenario), scripts());
}

function scripts(): Scripts {
  const require = createRequire(import.meta.url);
  const read = (name: string) => readFileSync(join(dirname(require.resolve(name)), `${name}.min.js`), "utf8");
  return { vega: read("vega"), vegaLite: read("vega-lite") };
}
