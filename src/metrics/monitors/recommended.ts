import type { Monitor } from "./monitor.ts";

/** PLACEHOLDER until the benchmark has run. */
export const recommendedMonitor: Monitor = {
  metric: "coverage",
  detector: "cusum",
  harm: "falls",
  baseline: 5,
  spread: 0.01,
  threshold: 10,
  rate: 0.05,
  rounds: 40,
};
