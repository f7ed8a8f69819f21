import type { Monitor } from "./monitor.ts";
import { recommendedMonitor } from "./recommended.ts";

/** Thresholds of the other detectors over the default's metric, calibrated on the same healthy runs. */
const others = [
  ["cusum", 79.542],
  ["mann_kendall", 5.15864],
  ["autocorrelation", 4.96398],
  ["variance", 5.15864],
] as const;

/** The default, then the other detectors over its metric: what a report shows of a run. */
export const shippedMonitors: readonly Monitor[] = [
  recommendedMonitor,
  ...others.map(([detector, threshold]) => ({ ...recommendedMonitor, detector, threshold })),
];
