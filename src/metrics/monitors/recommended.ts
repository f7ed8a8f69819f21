import type { Monitor } from "./monitor.ts";

/**
 * The monitor that detected most collapses with few enough false alarms in `npm run bench:early-warning`: the figures, and
 * how little lead it has, are in docs/early-warning.md. Spread and threshold are those of the benchmark's small worlds:
 * calibrate on runs of your own where there are any.
 */
export const recommendedMonitor: Monitor = {
  metric: "choice_gini",
  detector: "page_hinkley",
  harm: "rises",
  baseline: 3,
  spread: 0.021906138912521664,
  threshold: 38.771944114783246,
  rate: 0.05,
  rounds: 40,
};
