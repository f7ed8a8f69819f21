export { type ChartOptions, chartSpec } from "./chart.ts";
export { type Chart, type ChartFamily, chartFamilies, keyMetrics } from "./charts.ts";
export { answer } from "./frontier/answer.ts";
export { hysteresisAnswer } from "./hysteresis/answer.ts";
export type { FitReport, ReportArm, ReportInput } from "./input.ts";
export { renderReport, type Scripts } from "./page.ts";
export { chartSvg } from "./svg.ts";
export { verdict } from "./verdict.ts";
