/** A count out of so many, with Wilson's interval of 95 %. */
export interface Rate {
  readonly count: number;
  readonly of: number;
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

const Z = 1.959963984540054;

/** Wilson (1927), "Probable inference, the law of succession, and statistical inference". */
export function rateOf(count: number, of: number): Rate {
  if (of === 0) return { count, of, rate: 0, low: 0, high: 1 };
  const p = count / of;
  const scale = 1 + (Z * Z) / of;
  const centre = (p + (Z * Z) / (2 * of)) / scale;
  const half = (Z * Math.sqrt((p * (1 - p)) / of + (Z * Z) / (4 * of * of))) / scale;
  return { count, of, rate: p, low: count === 0 ? 0 : centre - half, high: count === of ? 1 : centre + half };
}

/** A median with an interval of at least 95 % between order statistics, whatever the distribution. */
export interface Median {
  readonly of: number;
  readonly median: number;
  /** null where there are too few values for an interval */
  readonly low: number | null;
  readonly high: number | null;
}

/** The interval is x_(r) to x_(n+1-r), r the largest with P(Binomial(n, 1/2) < r) at most 2.5 %. */
export function medianOf(values: readonly number[]): Median | null {
  const sorted = [...values].sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return null;
  const median = (sorted[Math.ceil(n / 2) - 1]! + sorted[Math.floor(n / 2)]!) / 2;
  let below = 0.5 ** n;
  let term = below;
  let r = 0;
  while (below <= 0.025) {
    r++;
    term *= (n - r + 1) / r;
    below += term;
  }
  return { of: n, median, low: r > 0 ? sorted[r - 1]! : null, high: r > 0 ? sorted[n - r]! : null };
}
