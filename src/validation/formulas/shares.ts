import type { Elementary } from "../law.ts";

/** Zipf's law over a finite catalogue: p_i ∝ i^-exponent. */
export function zipf(core: Elementary, items: number, exponent: number): Float64Array {
  return normalised(Float64Array.from({ length: items }, (_, i) => core.pow(i + 1, -exponent)));
}

export function normalised(weights: ArrayLike<number>): Float64Array {
  const values = Float64Array.from(weights);
  const total = sum(values);
  return values.map((w) => w / total);
}

/** Σp², the probability that two draws name the same item. */
export const squares = (p: ArrayLike<number>): number => sum(Float64Array.from(p, (x) => x * x));

/** 1 - Σp² of counts out of N. */
export function diversity(counts: Float64Array, N: number): number {
  return 1 - squares(counts) / (N * N);
}

/** Σ (p - q)² / q of counts out of N. */
export function distance(counts: Float64Array, N: number, q: Float64Array): number {
  return sum(counts.map((c, i) => ((c / N - q[i]!) * (c / N - q[i]!)) / q[i]!));
}

export const sum = (values: Float64Array): number => values.reduce((total, x) => total + x, 0);

/** x^n for a whole n ≥ 0, by squaring. */
export function power(x: number, n: number): number {
  let [result, base] = [1, x];
  for (let left = n; left > 0; left = Math.floor(left / 2)) {
    if (left % 2 === 1) result *= base;
    base *= base;
  }
  return result;
}

/** P(k successes) of n trials for k = 0 .. most. */
export function binomial(n: number, p: number, most = n): Float64Array {
  const out = new Float64Array(most + 1);
  if (p === 1) {
    if (most === n) out[n] = 1;
    return out;
  }
  out[0] = power(1 - p, n);
  for (let k = 1; k <= most; k++) out[k] = (((out[k - 1]! * (n - k + 1)) / k) * p) / (1 - p);
  return out;
}
