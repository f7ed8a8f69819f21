import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { bandsOf } from "../experiment/index.ts";
import { type Band, metricsOf, type RoundRecord } from "../metrics/index.ts";
import { monitorReports } from "../metrics/monitors/index.ts";
import type { ReportInput } from "../report/input.ts";
import { renderReport, type Scripts } from "../report/page.ts";
import { type RunRecord, shortIdentity } from "../results/index.ts";

/** What the report of a run shows. A record without a value is left out, as metrics.parquet does not hold it. */
export function reportInput(
  record: RunRecord,
  records: readonly RoundRecord[],
  scenario: string,
  bands: readonly Band[] = [],
): ReportInput {
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
    bands,
    ...(record.collapseIndex ? { collapseIndex: record.collapseIndex } : {}),
    monitors: record.monitors ?? monitorReports(records),
    verdict: record.verdict,
    ...(record.frontier ? { frontier: record.frontier, answer: record.answer ?? [] } : {}),
    ...(record.hysteresis ? { hysteresis: record.hysteresis } : {}),
    ...(record.fit ? { fit: record.fit } : {}),
    notes: record.notes,
    scenario,
    versions: record.versions,
  };
}

/** report.html, given the bands of its charts */
export function pageOf(
  record: RunRecord,
  records: readonly RoundRecord[],
  scenario: string,
  bands: readonly Band[],
): string {
  return renderReport(reportInput(record, records, scenario, bands), scripts());
}

/** The bands of a run's charts, from what is known of it at its end and from its files alike. */
export function pageBands(
  { arms, ownMetrics, rounds, seed }: Pick<RunRecord, "arms" | "rounds" | "seed" | "ownMetrics">,
  records: readonly RoundRecord[],
): Promise<Band[]> {
  return bandsOf({ arms, metrics: metricsOf(records, ownMetrics), records, rounds, seed });
}

function scripts(): Scripts {
  const require = createRequire(import.meta.url);
  const read = (name: string) => readFileSync(join(dirname(require.resolve(name)), `${name}.min.js`), "utf8");
  return { vega: read("vega"), vegaLite: read("vega-lite") };
}
