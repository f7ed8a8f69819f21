import { power } from "./shares.ts";

export interface Mixing {
  /** clicks a round */
  readonly N: number;
  /** share of clicks that are authentic */
  readonly alpha: number;
  /** each with probability α, or exactly αN of them */
  readonly draw: "independent" | "stratified";
}

/**
 * A popularity loop with a share α of fresh authentic clicks of shares q. Both quantities move to their stationary values by
 * a factor r a round, exactly. Of two clicks both are recommended with probability (1 - α)², where exactly αN are
 * authentic with (1 - α)² - (1 - α) / N over all pairs, a click with itself included.
 */
export function mixing({ N, alpha, draw }: Mixing) {
  const recommended = (1 - alpha) * (1 - alpha);
  const independent = draw === "independent";
  const r = independent ? (1 - 1 / N) * recommended : recommended - (1 - alpha) / N;
  const foreign = independent ? (1 - 1 / N) * (1 - recommended) : 1 - recommended - alpha / N;
  return {
    /** of the sampling noise of a single round, (K - 1) / N */
    amplification: 1 / (1 - r),
    /** E[Σp_t²], Q being Σq² and `start` Σp_0² */
    hhi(Q: number, t: number, start = Q): number {
      const stationary = (1 / N + foreign * Q) / (1 - r);
      return stationary + (start - stationary) * power(r, t);
    },
    /** E[Σ (p_t - q)² / q] over K items that began at q */
    distance: (K: number, t: number): number => ((K - 1) / N / (1 - r)) * (1 - power(r, t)),
  };
}

/** The limit of an endless catalogue explored uniformly at rate ε: Ewens' 1 / (1 + θ), θ = 2Nε. */
export const ewensHhi = (N: number, epsilon: number): number => 1 / (1 + 2 * N * epsilon);

/** Ewens' expected number of different items among n clicks, Σ θ / (θ + i): a few per cent short where n is the whole round. */
export function ewensItems(N: number, epsilon: number): number {
  const theta = 2 * N * epsilon;
  let items = 0;
  for (let i = 0; i < N; i++) items += theta / (theta + i);
  return items;
}

/** (√5 - 1) / 2 */
export const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * n fresh and n synthetic rows a round, the fresh ones weighted w and the others 1 - w: the variance that this settles at, in
 * units of that of n fresh rows alone, (w² + (1 - w)²) / (1 - (1 - w)²). Least, and equal to w, at w = GOLDEN. He, Xu and
 * Cheng 2025, arXiv 2502.18049. For a popularity model, whose variance is bounded, (1 - w)² in the denominator shrinks by
 * 1 - 1 / n. After t rounds from a perfect model: the value times 1 - (that product)^t.
 */
export function weightedVariance(w: number, t: number, n = Number.POSITIVE_INFINITY): number {
  const kept = (1 - w) * (1 - w) * (1 - 1 / n);
  return ((w * w + (1 - w) * (1 - w)) / (1 - kept)) * (1 - power(kept, t));
}
