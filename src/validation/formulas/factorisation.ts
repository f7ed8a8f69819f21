import type { Elementary } from "../law.ts";
import { power } from "./shares.ts";

/** How much of the first fit's error t retrainings on noisy copies of the last fit end with: t where data are replaced, Σ 1 / i² ≤ π² / 6 where they accumulate. Gerstgrasser et al. 2024, arXiv 2404.01413. */
export const errorGrowth = {
  replace: (t: number): number => t,
  accumulate(t: number): number {
    let total = 0;
    for (let i = 1; i <= t; i++) total += 1 / (i * i);
    return total;
  },
} as const;

/** E tr (VᵀV)⁻¹ of T standard normal rows of d: mean of the inverse Wishart distribution. */
export const normalDesign = (T: number, d: number): number => d / (T - d - 1);

/** A ridge λ leaves this of a direction of VᵀV of eigenvalue s after t retrainings. */
export const ridgeFade = (s: number, lambda: number, t: number): number => power(s / (s + lambda), t);

/** Free parameters of a rank r matrix (n, m). */
export const degreesOfFreedom = (n: number, m: number, r: number): number => r * (n + m - r);

/** Singular values after t retrainings on the model's own scores with λ (|U|² + |V|²): soft thresholding, t times. */
export const thresholded = (sigma: readonly number[], lambda: number, t: number): number[] =>
  sigma.map((s) => Math.max(0, s - t * lambda));

/** exp of the entropy of σ / Σσ (Roy and Vetterli 2007); 0 where all are 0. */
export function effectiveRank(core: Elementary, sigma: readonly number[]): number {
  const total = sigma.reduce((a, b) => a + b, 0);
  if (!(total > 0)) return 0;
  return core.exp(-sigma.reduce((sum, s) => sum + (s > 0 ? (s / total) * core.log(s / total) : 0), 0));
}

/**
 * The score within a community of n users and m items that all chose one another, no pair outside it observed, under
 * Σ_observed (ŷ - 1)² + a0 Σ ŷ² + λ_u, λ_i: max(0, 1 - √(λ_u λ_i) / √(n m)) / (1 + a0). 0 is extinction.
 */
export function nicheScore([n, m]: readonly [number, number], ridge: readonly [number, number], a0: number): number {
  return Math.max(0, 1 - Math.sqrt((ridge[0] * ridge[1]) / (n * m))) / (1 + a0);
}

/** Nearly, where a share `fill` of a community's pairs is observed at random: max(0, fill - √(λ_u λ_i) / √(n m)) / (fill + a0). */
export function filledScore(
  [n, m]: readonly [number, number],
  ridge: readonly [number, number],
  a0: number,
  fill: number,
): number {
  return Math.max(0, fill - Math.sqrt((ridge[0] * ridge[1]) / (n * m))) / (fill + a0);
}
