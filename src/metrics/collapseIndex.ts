import type { ArmMetricSummary, CollapseIndex, MetricInfo } from "./records.ts";

/**
 * The composite of an arm, with its parts: for each family of metrics the mean over its judged metrics of the change since
 * round 1 ÷ δ in the harmful direction, 0 where it went the other way, so that a gain in one hides no loss in another;
 * and the mean of the families, each with the same weight.
 * @returns one for each arm that has a judged metric with a change
 */
export function collapseIndices(metrics: readonly MetricInfo[], summary: readonly ArmMetricSummary[]): CollapseIndex[] {
  const infos = new Map(metrics.map((metric) => [metric.name, metric]));
  const arms = new Map<string, Map<string, number[]>>();
  for (const { arm, metric, change } of summary) {
    const info = infos.get(metric);
    if (!info || info.harm === "none" || !(info.delta > 0) || change === undefined) continue;
    const families = arms.get(arm) ?? new Map<string, number[]>();
    arms.set(arm, families);
    const harm = (info.harm === "rises" ? change : -change) / info.delta;
    families.set(info.family, [...(families.get(info.family) ?? []), Math.max(0, harm)]);
  }
  return [...arms].map(([arm, families]) => {
    const parts = [...families].map(([family, values]) => ({ family, value: mean(values), metrics: values.length }));
    return { arm, value: mean(parts.map(({ value }) => value)), parts };
  });
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
