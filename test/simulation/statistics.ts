/** Standard errors between the mean of independent values and what it should be. */
export function zOfMean(values: readonly number[], expected: number): number {
  const n = values.length;
  const mean = values.reduce((sum, x) => sum + x, 0) / n;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (n - 1);
  return (mean - expected) / Math.sqrt(variance / n);
}

/** Standard errors between a share counted over n trials and its probability. */
export function zOfShare(hits: number, n: number, p: number): number {
  return (hits - n * p) / Math.sqrt(n * p * (1 - p));
}

/**
 * Pearson's χ² of counts against probabilities, as a standard normal by Wilson and Hilferty (1931): good to some
 * hundredths for the tails used here. Categories of probability 0 must be empty, and are not counted.
 */
export function zOfCounts(counts: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  let n = 0;
  for (let i = 0; i < counts.length; i++) n += counts[i]!;
  let chi2 = 0;
  let categories = 0;
  for (let i = 0; i < counts.length; i++) {
    const p = probabilities[i]!;
    if (p === 0) {
      if (counts[i] !== 0) return Number.POSITIVE_INFINITY;
      continue;
    }
    chi2 += (counts[i]! - n * p) ** 2 / (n * p);
    categories++;
  }
  const df = categories - 1;
  if (df === 0) return 0;
  const spread = 2 / (9 * df);
  return (Math.cbrt(chi2 / df) - (1 - spread)) / Math.sqrt(spread);
}

/** A small generator for drawn fixtures (Lehmer's, modulus 2³¹ - 1): uniform in (0, 1). */
export function generator(seed: number): () => number {
  let s = seed % 2147483647 || 1;
  for (let warm = 0; warm < 3; warm++) s = (s * 48271) % 2147483647;
  return () => {
    s = (s * 48271) % 2147483647;
    return s / 2147483647;
  };
}
