import { momentsOf } from "../experiment/statistics/moments.ts";
import type { Columns, Estimate } from "./law.ts";

/** The mean of a column and its standard error. */
export function mean(column: number): (columns: Columns) => Estimate {
  return (columns) => meanOf(columns[column]!);
}

/** The share of replicates in which an event came: its standard error is that of the probability `predicted`. */
export function share(column: number, predicted: number): (columns: Columns) => Estimate {
  return (columns) => {
    const { value } = meanOf(columns[column]!);
    return { value, standardError: Math.sqrt((predicted * (1 - predicted)) / columns[column]!.length) };
  };
}

/** The value furthest from `predicted` of all replicates: for what is exact but for rounding. */
export function furthest(column: number, predicted: number): (columns: Columns) => Estimate {
  return (columns) => {
    const value = columns[column]!.reduce((a, b) => further(a, b, predicted));
    return { value, standardError: 0 };
  };
}

/** Whichever of two values is further from a target: nothing is further than NaN. */
export function further(a: number, b: number, target: number): number {
  return Number.isNaN(a) || Math.abs(b - target) <= Math.abs(a - target) ? a : b;
}

/**
 * -ln(mean of `late` / mean of `early`) / rounds, the rate of an exponential decay. Its standard error is that of the mean of
 * late_r / late - early_r / early over replicates, to first order.
 */
export function decayRate(log: (x: number) => number, early: number, late: number, rounds: number) {
  return (columns: Columns): Estimate => {
    const [a, b] = [meanOf(columns[early]!).value, meanOf(columns[late]!).value];
    const relative = columns[late]!.map((x, r) => x / b - columns[early]![r]! / a);
    const { standardError, lean = 0 } = meanOf(relative);
    return { value: -log(b / a) / rounds, standardError: standardError / rounds, lean: -lean };
  };
}

/** Mean, and standard error √(s² / n) with s² over n - 1; a single value has none: 0. */
export function meanOf(values: Float64Array): Estimate {
  const { n, mean: value, deviation, skewness } = momentsOf(values);
  const root = Math.sqrt(n);
  return { value, standardError: deviation / root, lean: skewness / (6 * root) };
}
