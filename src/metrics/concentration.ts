import { catalogueCounts, total, totalCount } from "./counts.ts";
import { judged, type Metric } from "./metric.ts";

/**
 * Gini coefficient, Σ_i (2i - n - 1) x_(i) / (n Σx) with x ascending. In [0, 1 - 1/n], 0 for equal values. All n values
 * count, zeros too; no values, or none above zero: 0 by definition.
 *
 * Gini (1912); division by n, not n - 1, as in Fleder & Hosanagar (2009).
 * @throws RangeError where a value is negative or not finite
 */
export function gini(values: Float64Array): number {
  const sum = total(values, "gini");
  if (sum === 0) return 0;
  const n = values.length;
  const x = values.slice().sort();
  let weighted = 0;
  for (let i = 0; i < n; i++) weighted += (2 * (i + 1) - n - 1) * x[i]!;
  return weighted / (n * sum);
}

/**
 * Herfindahl-Hirschman index of the shares, Σp². In [1/n, 1]; undefined without counts. On a sample of N draws it is
 * biased upwards: E = 1/N + (1 - 1/N) F with F the index of the distribution drawn from.
 * @throws RangeError where a value is negative or not finite
 */
export function hhi(values: Float64Array): number | undefined {
  const sum = total(values, "hhi");
  if (sum === 0) return undefined;
  let F = 0;
  for (const x of values) F += (x / sum) * (x / sum);
  return F;
}

/**
 * Unbiased estimate of the index from N independent draws, Σ c(c - 1) / (N(N - 1)): the probability that two of the
 * choices, taken at random, name the same item. In [0, 1]; undefined where N < 2. Simpson (1949).
 * @param counts whole numbers
 * @throws RangeError where a count is negative, not finite or not whole
 */
export function unbiasedHhi(counts: Float64Array): number | undefined {
  const N = totalCount(counts, "unbiasedHhi");
  if (!(N >= 2)) return undefined;
  let pairs = 0;
  for (const c of counts) pairs += c * (c - 1);
  return pairs / (N * (N - 1));
}

/**
 * Share of the total held by the largest ⌊n / 100⌋ of the n values, at least one value. In [0, 1]; undefined where the
 * total is 0.
 * @throws RangeError where a value is negative or not finite
 */
export function topPercentShare(values: Float64Array): number | undefined {
  const sum = total(values, "topPercentShare");
  if (sum === 0) return undefined;
  const n = values.length;
  const top = values
    .slice()
    .sort()
    .subarray(n - Math.max(1, Math.floor(n / 100)));
  return total(top, "topPercentShare") / sum;
}

/** Gini of the present catalogue; undefined in a round without any count. */
function catalogueGini(counts: Float64Array, available: Uint8Array): number | undefined {
  const present = catalogueCounts(counts, available);
  return total(present, "gini") > 0 ? gini(present) : undefined;
}

export const concentrationMetrics: readonly Metric[] = [
  {
    name: "exposure_gini",
    title: "Gini of exposures",
    family: "concentration",
    summary: "How unequally the slots of the slates are spread over the catalogue: 0 is evenly, 1 is on one item.",
    ...judged("rises", 0.05),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => catalogueGini(view.exposures, view.available),
  },
  {
    name: "choice_gini",
    title: "Gini of choices",
    family: "concentration",
    summary: "How unequally this round's choices are spread over the catalogue: 0 is evenly, 1 is on one item.",
    ...judged("rises", 0.05),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => catalogueGini(view.choices, view.available),
  },
  {
    name: "choice_hhi",
    title: "Herfindahl index of choices",
    family: "concentration",
    summary: "The probability that two of this round's choices, taken at random, name the same item.",
    ...judged("rises", 0.01),
    bounds: [0, 1],
    format: ".4f",
    compute: (view) => unbiasedHhi(view.choices),
  },
  {
    name: "choice_top1pct_share",
    title: "Choices of the top 1 %",
    family: "concentration",
    summary: "The share of this round's choices that went to the most chosen hundredth of the catalogue.",
    ...judged("rises", 0.05),
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => topPercentShare(catalogueCounts(view.choices, view.available)),
  },
];
