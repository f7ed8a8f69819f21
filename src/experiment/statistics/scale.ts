import type { Numbers } from "./numbers.ts";
import type { Ends } from "./skewed.ts";

/** Least and largest value that a quantity can take; the largest may be Infinity. */
export type Bounds = readonly [low: number, high: number];

/**
 * An interval of a mean, laid out on the scale of the mean's bounds and brought back, so that it stays within them: with h
 * the logit of (x - low) / (high - low), or ln(x - low) where there is no upper bound, the ends are
 * h⁻¹(h(mean) + h'(mean)(end - mean)). h' carries the standard error over to the scale (the delta method): what is covered is
 * the mean itself, not the mean of transformed values. A mean that does not
 * lie between them keeps its interval: on a bound all values are equal.
 */
export function onScale(
  [from, to]: Ends,
  mean: number,
  bounds: Bounds,
  { exp, log }: Pick<Numbers, "exp" | "log">,
): Ends {
  const [low, high] = bounds;
  if (from === to || !(mean > low && mean < high)) return [from, to];
  const above = mean - low;
  if (high === Infinity) {
    const back = (end: number) => low + above * exp((end - mean) / above);
    return [back(from), back(to)];
  }
  const width = high - low;
  const u = above / width;
  const logit = log(u / (1 - u));
  const slope = 1 / (width * u * (1 - u));
  const back = (end: number) => low + width / (1 + exp(-(logit + slope * (end - mean))));
  return [back(from), back(to)];
}

/** The bounds of a difference of two values within bounds; nothing where it has none. */
export function differenceBounds([low, high]: Bounds): Bounds | undefined {
  return high === Infinity ? undefined : [low - high, high - low];
}
