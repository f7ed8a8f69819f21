import { type Detector, lastOf } from "./detector.ts";
import { mannKendallZ } from "./kendall.ts";

/** with fewer values no order of them is surprising: at four, one in 24 is */
const LEAST = 4;

/**
 * Mann-Kendall's Z of a trend over the last values.
 * @param window how many values at most
 */
export function mannKendall(window = 20): Detector<readonly number[]> {
  return {
    name: "mann_kendall",
    title: "Mann-Kendall trend",
    summary: "How surely the last twenty rounds rise, whatever by: how many pairs of rounds are in rising order.",
    source: "Mann (1945); Kendall (1975)",
    start: () => [],
    next: (state, x) => {
      const values = lastOf(state, x, window);
      return [values, values.length >= LEAST ? mannKendallZ(values) : undefined];
    },
  };
}
