import { studentQuantile } from "./student.ts";

/** Half the width of Student's interval of n differences whose standard deviation is known. */
export function halfWidthOf(deviation: number, n: number, level: number): number {
  return (studentQuantile((1 + level) / 2, n - 1) * deviation) / Math.sqrt(n);
}

/**
 * The least number of replicates, at least two, whose t interval is expected to be no wider than ± `half`, from the standard
 * deviation seen so far; undefined where it is above `most`.
 */
export function replicatesFor(half: number, deviation: number, level: number, most = 10_000): number | undefined {
  if (!(half > 0)) throw new RangeError(`replicatesFor: got a half-width of ${half}, expected above 0`);
  let [low, high] = [1, 2];
  while (halfWidthOf(deviation, high, level) > half) {
    if (high >= most) return undefined;
    [low, high] = [high, Math.min(most, 2 * high)];
  }
  while (high - low > 1) {
    const middle = Math.trunc((low + high) / 2);
    if (halfWidthOf(deviation, middle, level) > half) low = middle;
    else high = middle;
  }
  return high;
}
