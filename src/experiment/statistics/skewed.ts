import { LEAST_FOR_SKEWNESS, type Moments } from "./moments.ts";
import type { Numbers } from "./numbers.ts";
import { studentQuantile } from "./student.ts";

export type Ends = readonly [low: number, high: number];

/** Student's interval of a mean: mean ± t s / √n with n - 1 degrees of freedom. Needs two values. */
export function studentInterval({ n, mean, deviation }: Moments, level: number): Ends {
  const half = (studentQuantile((1 + level) / 2, n - 1) * deviation) / Math.sqrt(n);
  return [mean - half, mean + half];
}

/**
 * Student's interval of a mean, corrected for skewness: [mean - G(t) s/√n, mean - G(-t) s/√n] with
 * G(r) = ((1 + 6a(r - a))^⅓ - 1) / 2a, a = skewness / 6√n.
 *
 * Willink (2005), "A confidence interval and test for the mean of an asymmetric distribution", a monotone form of Johnson
 * (1978), "Modified t tests and confidence intervals for asymmetrical populations".
 */
export function skewedInterval(moments: Moments, level: number, { pow }: Pick<Numbers, "pow">): Ends {
  const { n, mean, deviation, skewness } = moments;
  if (n < LEAST_FOR_SKEWNESS) return studentInterval(moments, level);
  const a = skewness / (6 * Math.sqrt(n));
  const t = studentQuantile((1 + level) / 2, n - 1);
  const error = deviation / Math.sqrt(n);
  return [mean - transformed(t, a, pow) * error, mean - transformed(-t, a, pow) * error];
}

function transformed(r: number, a: number, pow: Numbers["pow"]): number {
  // the series of G, where its own difference would cancel
  if (Math.abs(a) < 1e-6) return r - a - 2 * a * (r - a) * (r - a);
  const x = 1 + 6 * a * (r - a);
  const root = x === 0 ? 0 : pow(Math.abs(x), 1 / 3);
  return ((x < 0 ? -root : root) - 1) / (2 * a);
}
