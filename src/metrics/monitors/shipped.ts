import type { Monitor } from "./monitor.ts";
import { recommendedMonitor } from "./recommended.ts";

/** Thresholds of the other detectors over the default's metric, calibrated on the same healthy runs. */
const others = [
  ["cusum", 82.33803618494696],
  ["mann_kendall", 5.158641191958249],
  ["autocorrelation", 4.963975486601334],
  ["variance", 5.158641191958249],
] as const;

/** The default, then the other detectors over its metric: what a report shows of a run. */
export const shippedMonitors: readonly Monitor[] = [
  recommendedMonitor,
  ...others.map(([detector, threshold]) => ({ ...recommendedMonitor, detector, threshold })),
];
