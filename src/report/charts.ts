import type { MetricInfo } from "../metrics/records.ts";
import type { ReportInput } from "./input.ts";

/** A metric that has a chart of its own, with the sampling floor that is drawn inside it. */
export interface Chart {
  readonly metric: MetricInfo;
  readonly floor?: MetricInfo;
}

export interface ChartFamily {
  readonly family: string;
  readonly charts: readonly Chart[];
}

/** The most telling families first: a family is placed by the first of these that begins its name, others come last. */
const telling = [
  ...["coverage", "concentration", "popularity", "tail", "fidelity", "overlap", "homogen", "diversity", "accuracy"],
  ...["utility", "regret", "spectrum", "service", "provenance", "ledger"],
];

/** The metrics that answer "is it collapsing?" at a glance, where a run reports them. */
const glance = ["coverage", "choice_gini", "choice_tail_share", "tv_original", "slate_jaccard", "regret_initial"];

/**
 * The charts of a run by family, the most telling first, metrics in the order given. A metric `x_floor` belongs to the chart of `x`
 * where that is reported too. Metrics without a single finite value have no chart.
 */
export function chartFamilies(input: Pick<ReportInput, "metrics" | "records">): ChartFamily[] {
  const seen = new Set<string>();
  for (const record of input.records)
    for (const name in record.metrics) if (Number.isFinite(record.metrics[name])) seen.add(name);
  const metrics = new Map(input.metrics.filter((m) => seen.has(m.name)).map((m) => [m.name, m]));
  const families = new Map<string, Chart[]>();
  for (const metric of metrics.values()) {
    if (metric.name.endsWith("_floor") && metrics.has(metric.name.slice(0, -"_floor".length))) continue;
    const floor = metrics.get(`${metric.name}_floor`);
    const charts = families.get(metric.family) ?? [];
    families.set(metric.family, charts);
    charts.push(floor ? { metric, floor } : { metric });
  }
  const place = (family: string) => {
    const at = telling.findIndex((word) => family.toLowerCase().startsWith(word));
    return at < 0 ? telling.length : at;
  };
  return [...families]
    .map(([family, charts]) => ({ family, charts }))
    .sort((a, b) => place(a.family) - place(b.family));
}

/**
 * The metrics of the table at the top: those the input names; else the run's share of six telling ones; else, when fewer than
 * three of these are there, the first judged metric of each family.
 */
export function keyMetrics(input: ReportInput): MetricInfo[] {
  const charted = chartFamilies(input);
  const all = charted.flatMap((f) => f.charts.map((c) => c.metric));
  const named = (names: readonly string[]) => names.flatMap((name) => all.find((m) => m.name === name) ?? []);
  if (input.keyMetrics) return named(input.keyMetrics);
  const telling = named(glance);
  if (telling.length >= 3) return telling;
  const heads = charted.map((f) => (f.charts.find((c) => c.metric.harm !== "none") ?? f.charts[0]!).metric);
  return heads.slice(0, glance.length);
}
