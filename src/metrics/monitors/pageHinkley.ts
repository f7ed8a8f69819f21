import type { Detector } from "./detector.ts";

/** m_t and its minimum so far, beside the values' count and mean. */
export interface PageHinkleyState {
  readonly count: number;
  readonly mean: number;
  readonly sum: number;
  readonly least: number;
}

/**
 * Page-Hinkley: m_t = Σ_(i≤t) (x_i - x̄_i - δ), x̄_i the mean of the first i values; the statistic is m_t - min_(i≤t) m_i,
 * with m_0 = 0. It needs no level known beforehand. Page (1954); Hinkley (1971), "Inference about the change-point from
 * cumulative sum tests".
 * @param tolerance δ, in standard units
 */
export function pageHinkley(tolerance = 0.1): Detector<PageHinkleyState> {
  return {
    name: "page_hinkley",
    title: "Page-Hinkley",
    summary: "Adds up how far the metric stands beyond its own mean so far, from where that sum was least.",
    source: "Page (1954); Hinkley (1971)",
    start: () => ({ count: 0, mean: 0, sum: 0, least: 0 }),
    next: (state, x) => {
      const count = state.count + 1;
      const mean = state.mean + (x - state.mean) / count;
      const sum = state.sum + x - mean - tolerance;
      const least = Math.min(state.least, sum);
      return [{ count, mean, sum, least }, sum - least];
    },
  };
}
