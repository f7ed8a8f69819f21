import { generator } from "../fixture.ts";

/** Standard normal numbers, by Box and Muller from a drawn fixture's generator. */
export function normals(seed: number): () => number {
  const uniform = generator(seed);
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** n values of a stationary AR(1) of variance 1. */
export function autoregression(normal: () => number, phi: number, n: number): number[] {
  let x = normal();
  return Array.from({ length: n }, () => {
    const now = x;
    x = phi * x + Math.sqrt(1 - phi * phi) * normal();
    return now;
  });
}

export const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

/** How many standard errors the mean of independent values lies from a number. */
export function zOfMean(values: readonly number[], expected: number): number {
  const centre = mean(values);
  const variance = values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1);
  return (centre - expected) / Math.sqrt(variance / values.length);
}
