import type { Elementary } from "../law.ts";
import { power, sum } from "./shares.ts";

/** E[share of demand for items that none of N clicks named] = Σ p (1 - p)^N, exact. */
export const missingMass = (p: Float64Array, N: number): number => sum(p.map((x) => x * power(1 - x, N)));

/** E[different items among N clicks], exact. */
export const distinctItems = (p: Float64Array, N: number): number => sum(p.map((x) => 1 - power(1 - x, N)));

/** The same for an endless catalogue, p_i = i^-β / ζ(β), many clicks: (C^(1/β) / β) Γ(1 - 1/β) N^-(1 - 1/β), C = 1 / ζ(β). */
export function zipfMissingMass(core: Elementary, beta: number, N: number): number {
  const C = 1 / zeta(core, beta);
  return ((core.pow(C, 1 / beta) / beta) * gamma(core, 1 - 1 / beta)) / core.pow(N, 1 - 1 / beta);
}

/** Γ(1 - 1/β) (C N)^(1/β) */
export function zipfDistinctItems(core: Elementary, beta: number, N: number): number {
  return gamma(core, 1 - 1 / beta) * core.pow(N / zeta(core, beta), 1 / beta);
}

/** Riemann's ζ for s > 1 by Euler and Maclaurin from 30 terms on: to 1e-14 for s ≤ 3. */
export function zeta(core: Elementary, s: number): number {
  const n = 30;
  let total = 0;
  for (let k = 1; k < n; k++) total += core.pow(k, -s);
  const last = core.pow(n, -s);
  const third = (s * (s + 1) * (s + 2)) / power(n, 3);
  const correction = s / (12 * n) - third / 720 + (third * (s + 3) * (s + 4)) / (30_240 * n * n);
  return total + (n * last) / (s - 1) + last * (0.5 + correction);
}

/** Γ for x > 0: Stirling's series at x + 20, brought down by Γ(x + 1) = x Γ(x). To 1e-14 and the rounding of e^40. */
export function gamma(core: Elementary, x: number): number {
  let [z, product] = [x, 1];
  while (z < 20) product *= z++;
  const series = 1 / (12 * z) - 1 / (360 * power(z, 3)) + 1 / (1260 * power(z, 5)) - 1 / (1680 * power(z, 7));
  return (core.exp((z - 0.5) * core.log(z) - z + series) * Math.sqrt(2 * Math.PI)) / product;
}
