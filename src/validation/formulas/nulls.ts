import type { Elementary } from "../law.ts";
import { binomial, power, sum } from "./shares.ts";

/** A recommender that shows each of U users k of M items at random. All exact. */
export interface RandomSlates {
  readonly U: number;
  readonly M: number;
  readonly k: number;
}

export const randomCoverage = ({ U, M, k }: RandomSlates): number => 1 - power(1 - k / M, U);

/**
 * Of two items' exposures X and Y, a user shows one and not the other with probability 2r, r = k (M - k) / (M (M - 1)), so that X - Y
 * is a fair walk of Binomial(U, 2r) steps, and the Gini coefficient (M - 1) / M · E|X - Y| / (2 mean): the sum of exposures is fixed.
 */
export function randomGini({ U, M, k }: RandomSlates): number {
  const steps = binomial(U, (2 * k * (M - k)) / (M * (M - 1)));
  // E|walk of n + 1| = E|walk of n| + P(walk of n ends at 0), which is C(n, n/2) / 2^n for even n
  let [expected, distance, atZero] = [0, 0, 1];
  steps.forEach((P, n) => {
    expected += P * distance;
    if (n % 2 === 1) atZero *= n / (n + 1);
    else distance += atZero;
  });
  return (((M - 1) / M) * expected) / ((2 * U * k) / M);
}

/** Σ F (1 - F) / mean, F the distribution function of Binomial(U, k / M): nearly the same, as if items were independent. */
export function binomialGini({ U, M, k }: RandomSlates): number {
  let F = 0;
  const spread = binomial(U, k / M).reduce((total, p) => {
    F += p;
    return total + F * (1 - F);
  }, 0);
  return spread / ((U * k) / M);
}

/** Of two users' slates: Σ_j hypergeometric(j) j / (2k - j). */
export function randomJaccard({ M, k }: RandomSlates): number {
  let total = 0;
  for (let j = 0; j <= k; j++) total += ((choose(k, j) * choose(M - k, k - j)) / choose(M, k)) * (j / (2 * k - j));
  return total;
}

function choose(n: number, j: number): number {
  let c = 1;
  for (let i = 1; i <= j; i++) c *= (n - j + i) / i;
  return c;
}

export const randomRecall = ({ M, k }: RandomSlates, relevant: number): number =>
  (k * relevant) / M / Math.min(k, relevant);

export function randomNdcg(core: Elementary, { M, k }: RandomSlates, relevant: number): number {
  const discounts = (n: number) => sum(Float64Array.from({ length: n }, (_, r) => core.log(2) / core.log(r + 2)));
  return ((relevant / M) * discounts(k)) / discounts(Math.min(k, relevant));
}

/** E[Σ (c / N)²] of N draws: a concentrated sample of anything. */
export const plugInHhi = (hhi: number, N: number): number => 1 / N + (1 - 1 / N) * hhi;

export const entropy = (core: Elementary, p: Float64Array): number => -sum(p.map((x) => (x > 0 ? x * core.log(x) : 0)));

/** E[-Σ (c / N) ln(c / N)] of N draws, exactly: low by nearly (K - 1) / 2N (Miller 1955). */
export function plugInEntropy(core: Elementary, p: Float64Array, N: number): number {
  const terms = Float64Array.from({ length: N + 1 }, (_, k) => (k > 0 ? -(k / N) * core.log(k / N) : 0));
  return sum(p.map((x) => sum(binomial(N, x).map((P, k) => P * terms[k]!))));
}

/** P of a multinomial logit over utilities, the last entry nothing at all (utility 0). */
export function logitShares(core: Elementary, utilities: readonly number[]): Float64Array {
  const weights = Float64Array.from([...utilities, 0], (v) => core.exp(v));
  const total = sum(weights);
  return weights.map((w) => w / total);
}
