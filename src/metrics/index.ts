export { type CollapseRule, collapse, lastChange, type Series } from "./collapse.ts";
export { gini } from "./concentration.ts";
export { totalVariation } from "./fidelity.ts";
export type { Metric } from "./metric.ts";
export type { ArmMetricSummary, Harm, MetricInfo, RoundRecord } from "./records.ts";
export { measure, metricNamed, metricNames, metrics, metricsOf } from "./registry.ts";
export { groupsSchema, metricsByGroup, metricsSchema, requestedMetrics } from "./schema.ts";
export { tailItems } from "./tail.ts";
export type { Baseline, RoundView, Slates } from "./view.ts";
