/** What a sample says of a mean. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** standard deviation with n - 1; 0 for a single value */
  readonly deviation: number;
  /** n Σe³ / ((n - 1)(n - 2)) / s³, e the deviations from the mean; 0 below three values and where all are equal */
  readonly skewness: number;
}

/** @throws RangeError without values */
export function momentsOf(values: ArrayLike<number>): Moments {
  const n = values.length;
  if (n < 1) throw new RangeError("moments: got no values, expected at least one");
  let sum = 0;
  for (let i = 0; i < n; i++) sum += values[i]!;
  const mean = sum / n;
  let squares = 0;
  let cubes = 0;
  for (let i = 0; i < n; i++) {
    const e = values[i]! - mean;
    squares += e * e;
    cubes += e * e * e;
  }
  const deviation = n > 1 ? Math.sqrt(squares / (n - 1)) : 0;
  const skewness = n > 2 && deviation > 0 ? (n * cubes) / ((n - 1) * (n - 2)) / (deviation * deviation * deviation) : 0;
  return { n, mean, deviation, skewness };
}
