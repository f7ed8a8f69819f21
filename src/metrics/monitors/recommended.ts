import type { Monitor } from "./monitor.ts";

/**
 * For a team without twins: the monitor that detected most collapses with few enough false alarms in
 * `npm run bench:early-warning`: the figures, and how little lead it has, are in docs/early-warning.md. Spread and
 * threshold are those of the benchmark's small worlds: calibrate on runs of your own where there are any.
 */
export const recommendedMonitor: Monitor = {
  metric: "choice_gini",
  detector: "page_hinkley",
  harm: "rises",
  baseline: 3,
  spread: 0.022537312958475213,
  threshold: 37.579685469728965,
  rate: 0.05,
  rounds: 40,
};

/**
 * The same for a team with twins, see `againstTwins`: a threshold in units of their spread, so that it does not depend on the
 * size of a world.
 */
export const recommendedAgainstTwins: Omit<Monitor, "baseline" | "spread" | "expected"> = {
  metric: "choice_gini",
  detector: "cusum",
  harm: "rises",
  threshold: 5.5974475860873785,
  rate: 0.05,
  rounds: 40,
};
