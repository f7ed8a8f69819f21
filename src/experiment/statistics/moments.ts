/** What a sample says of a mean. */
export interface Moments {
  readonly n: number;
  readonly mean: number;
  /** standard deviation with n - 1; 0 for a single value */
  readonly deviation: number;
  /** n Σe³ / ((n - 1)(n - 2)) / s³, e the deviations from the mean; 0 below three values and where all are equal */
  readonly skewness: number;
}

/** Below four values a third moment says nothing. */
export const LEAST_FOR_SKEWNESS = 4;

/**
 * The skewness of one quantity in several rounds: the mean over the samples that can tell theirs. That of five values is mostly
 * noise; pooled it is less of it, and the same for all rounds. docs/statistics.md has what that does to intervals.
 * @param samples of the same replicates, one a round
 * @returns undefined where no sample can tell
 */
export function pooledSkewness(samples: readonly ArrayLike<number>[]): number | undefined {
  const moments = samples.flatMap((values) => (values.length >= LEAST_FOR_SKEWNESS ? [momentsOf(values)] : []));
  const widest = moments.reduce((most, { deviation }) => Math.max(most, deviation), 0);
  // far below the other rounds' it is rounding, as where arms do not differ yet
  const telling = moments.filter(({ deviation }) => deviation > 1e-9 * widest);
  if (telling.length === 0) return undefined;
  return telling.reduce((sum, { skewness }) => sum + skewness, 0) / telling.length;
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
