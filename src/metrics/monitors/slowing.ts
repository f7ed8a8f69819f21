import { type Detector, lastOf } from "./detector.ts";
import { mannKendallZ } from "./kendall.ts";

/*
 * Signs of critical slowing: a system near a tipping point recovers slowly from small shocks, so that what the rounds
 * scatter about their trend is more alike from one to the next and larger. Scheffer et al. (2009), "Early-warning signals
 * for critical transitions"; Dakos et al. (2012), "Methods for detecting early warnings of critical transitions in time
 * series".
 */

/** What is taken off a series before its scatter is looked at: its mean, or the line of least squares through it. */
export type Removed = "mean" | "line";

/** What is left of a series without its mean, or without the line of least squares through it. */
export function residuals(x: readonly number[], removed: Removed): number[] {
  const n = x.length;
  const middle = (n - 1) / 2;
  const mean = x.reduce((sum, value) => sum + value, 0) / n;
  if (removed === "mean" || n < 2) return x.map((value) => value - mean);
  const slope = x.reduce((sum, value, i) => sum + (i - middle) * (value - mean), 0) / ((n * (n * n - 1)) / 12);
  return x.map((value, i) => value - mean - slope * (i - middle));
}

/**
 * Lag-1 autocorrelation, Σ e_i e_(i+1) / Σ e_i², of what is left of a series; undefined where nothing is.
 */
export function lagOne(x: readonly number[], removed: Removed): number | undefined {
  const e = residuals(x, removed);
  let squares = 0;
  let products = 0;
  for (let i = 0; i < e.length; i++) {
    squares += e[i]! * e[i]!;
    if (i > 0) products += e[i]! * e[i - 1]!;
  }
  return squares > roundingOf(x) ? products / squares : undefined;
}

/**
 * Lag-1 autocorrelation of what is left of a series of n values without its mean or line, the bias of short series taken
 * off. What is measured (`lagOne`) is low by about (1 + 4φ) / n without the mean, and (2 + 5φ) / n without a line: solved
 * for φ. Kendall (1954), "Note on bias in the estimation of autocorrelation"; with a line Shaman and Stine (1988), "The
 * bias of autoregressive coefficient estimators". It may leave [-1, 1].
 * @param x finite values, one a round
 * @returns undefined where nothing but rounding is left, or there are at most four values (five with a line)
 */
export function unbiasedLagOne(x: readonly number[], removed: Removed): number | undefined {
  const measured = lagOne(x, removed);
  const [a, b] = removed === "mean" ? [1, 4] : [2, 5];
  return measured === undefined || !(x.length > b) ? undefined : (x.length * measured + a) / (x.length - b);
}

/**
 * Variance of what is left, by n - 1 without the mean and n - 2 without a line; undefined for fewer values than that, and 0
 * where only rounding is left: a metric that stands still must not have a trend in its rounding.
 */
export function varianceOf(x: readonly number[], removed: Removed): number | undefined {
  const free = x.length - (removed === "mean" ? 1 : 2);
  if (!(free > 0)) return undefined;
  const squares = residuals(x, removed).reduce((sum, e) => sum + e * e, 0);
  return squares > roundingOf(x) ? squares / free : 0;
}

/** Squares below this are what rounding leaves of a straight line. */
function roundingOf(x: readonly number[]): number {
  const largest = x.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const each = 8 * largest * 2 ** -53 * x.length;
  return each * each * x.length;
}

/** The last values of a series, and the last of an indicator of it. */
export interface SlowingState {
  readonly values: readonly number[];
  readonly indicator: readonly number[];
}

export interface SlowingOptions {
  /** rounds at which an indicator is first computed, and of which at most */
  readonly window: { readonly least: number; readonly most: number };
  /** values of the indicator that a trend is found in */
  readonly trend: { readonly least: number; readonly most: number };
}

/** For runs of a few dozen rounds. */
const short: SlowingOptions = { window: { least: 8, most: 12 }, trend: { least: 4, most: 20 } };

/**
 * A rising indicator of rolling windows without their lines. Its trend is Kendall's τ in units of what chance gives it at
 * that length (Mann-Kendall's Z), since τ of few values is near 1 or -1 by chance.
 */
export function slowing(
  about: Pick<Detector, "name" | "title" | "summary">,
  indicator: (x: readonly number[], removed: Removed) => number | undefined,
  { window, trend }: SlowingOptions = short,
): Detector<SlowingState> {
  return {
    ...about,
    source: "Scheffer et al. (2009); Dakos et al. (2012)",
    start: () => ({ values: [], indicator: [] }),
    next: (state, x) => {
      const values = lastOf(state.values, x, window.most);
      const now = values.length >= window.least ? indicator(values, "line") : undefined;
      const past = now === undefined ? state.indicator : lastOf(state.indicator, now, trend.most);
      return [{ values, indicator: past }, past.length >= trend.least ? mannKendallZ(past) : undefined];
    },
  };
}
