export { comparesRounds } from "./churn.ts";
export {
  type CollapseRule,
  collapseOf,
  depthOf,
  meanChanges,
  pairedChanges,
  type Series,
} from "./collapse.ts";
export { collapseIndices } from "./collapseIndex.ts";

export { gini } from "./concentration.ts";
export { totalVariation } from "./fidelity.ts";
export type { Metric } from "./metric.ts";
export { guardedMetric, type MetricPlugin, metricOf } from "./plugin.ts";
export type {
  ArmMetricSummary,
  Band,
  Collapse,
  CollapseIndex,
  CollapseUncertainty,
  Comparison,
  Course,
  Frontier,
  Harm,
  Hysteresis,
  Interval,
  LateArm,
  LateMetric,
  MetricInfo,
  MonitorReport,
  Recovery,
  RoundRecord,
} from "./records.ts";
export { measure, metricNamed, metricNames, metrics, metricsOf } from "./registry.ts";
export { knownNames, metricsByGroup, metricsSchema, requestedMetrics } from "./schema.ts";
export { tailItems } from "./tail.ts";
export type { Baseline, RoundView, Slates } from "./view.ts";
