/** Kendall's count of a series against time: later values that are larger, less those that are smaller. */
export function kendallScore(x: readonly number[]): number {
  let score = 0;
  for (let i = 1; i < x.length; i++) for (let j = 0; j < i; j++) score += Math.sign(x[i]! - x[j]!);
  return score;
}

/**
 * Kendall's τ of a series against time, corrected for ties: S / √(P (P - Σ t (t - 1) / 2)), P = n (n - 1) / 2 and t the
 * sizes of groups of equal values. In [-1, 1]; undefined where all values are equal, or below two. Kendall (1945), τ_b.
 * @param x finite values, in order of time
 */
export function kendallTau(x: readonly number[]): number | undefined {
  const pairs = (x.length * (x.length - 1)) / 2;
  const tied = tieSizes(x).reduce((sum, t) => sum + (t * (t - 1)) / 2, 0);
  return pairs > tied ? kendallScore(x) / Math.sqrt(pairs * (pairs - tied)) : undefined;
}

/**
 * The Mann-Kendall test of a trend: (S - sign S) / √v, v = (n (n - 1) (2n + 5) - Σ t (t - 1) (2t + 5)) / 18, the variance of
 * S of independent values with ties. About standard normal without a trend; 0 where all values are equal. Mann (1945),
 * "Nonparametric tests against trend"; Kendall (1975), "Rank correlation methods".
 * @param x finite values, in order of time
 */
export function mannKendallZ(x: readonly number[]): number {
  const term = (t: number) => t * (t - 1) * (2 * t + 5);
  const variance = (term(x.length) - tieSizes(x).reduce((sum, t) => sum + term(t), 0)) / 18;
  if (!(variance > 0)) return 0;
  const score = kendallScore(x);
  return (score - Math.sign(score)) / Math.sqrt(variance);
}

/** The sizes of groups of equal values. */
function tieSizes(x: readonly number[]): number[] {
  const sizes = new Map<number, number>();
  for (const value of x) sizes.set(value, (sizes.get(value) ?? 0) + 1);
  return [...sizes.values()];
}
