import type { Detector } from "./detector.ts";

/**
 * The one-sided cumulative sum S_t = max(0, S_(t-1) + x_t - k), S_0 = 0. Page (1954), "Continuous inspection schemes".
 * @param slack k, in standard units: half the shift that it is quickest to find
 */
export function cusum(slack = 0.5): Detector<number> {
  return {
    name: "cusum",
    title: "CUSUM",
    summary: "Adds up how far the metric stands beyond half a standard unit of its level, and forgets when it is back.",
    source: "Page (1954)",
    start: () => 0,
    next: (sum, x) => {
      const now = Math.max(0, sum + x - slack);
      return [now, now];
    },
  };
}
