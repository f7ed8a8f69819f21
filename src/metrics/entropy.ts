import { catalogueCounts, total, totalCount } from "./counts.ts";
import { type Elementary, judged, type Metric, reported } from "./metric.ts";
import type { RoundView } from "./view.ts";

/**
 * Shannon entropy of the shares in nats, -Σ p ln p with 0 ln 0 = 0. In [0, ln n]; undefined where the total is 0. As an
 * estimate from N draws over K items it is low by about (K - 1) / 2N. Shannon (1948).
 * @throws RangeError where a value is negative or not finite
 */
export function entropy(core: Elementary, values: ArrayLike<number>): number | undefined {
  const sum = total(values, "entropy");
  if (sum === 0) return undefined;
  let H = 0;
  for (let i = 0; i < values.length; i++) {
    const p = values[i]! / sum;
    if (p > 0) H -= p * core.log(p);
  }
  return H;
}

/**
 * Entropy estimated from N draws with the correction of Miller (1955) and Madow, plug-in + (m - 1) / 2N for m items seen,
 * and at most ln n: no distribution over n items has more, so the cut never moves the estimate away from the truth.
 * In [0, ln n]; undefined where N = 0.
 * @param counts (n) whole numbers, of all items that could be drawn
 * @throws RangeError where a count is negative, not finite or not whole
 */
export function correctedEntropy(core: Elementary, counts: Float64Array): number | undefined {
  const N = totalCount(counts, "correctedEntropy");
  const H = entropy(core, counts);
  if (H === undefined) return undefined;
  let seen = 0;
  for (const c of counts) if (c > 0) seen++;
  return Math.min(H + (seen - 1) / (2 * N), core.log(counts.length));
}

/** Effective number of items, e^H: as many equally popular items would have this entropy. Hill (1973), order 1. */
export function effectiveNumber(core: Elementary, H: number): number {
  return core.exp(H);
}

function choiceEntropy(view: RoundView): number | undefined {
  return correctedEntropy(view.core, catalogueCounts(view.choices, view.available));
}

export const entropyMetrics: readonly Metric[] = [
  {
    name: "choice_entropy",
    title: "Entropy of choices",
    family: "diversity",
    summary: "How hard it is to guess the item of a choice, in nats, corrected for the size of the sample.",
    ...judged("falls", 0.105),
    bounds: [0, Infinity],
    format: ".3f",
    compute: choiceEntropy,
  },
  {
    name: "choice_effective_items",
    title: "Effective number of items",
    family: "diversity",
    summary: "How many equally popular items would be as diverse as this round's choices.",
    ...reported,
    bounds: [1, Infinity],
    format: ",.0f",
    compute: (view) => {
      const H = choiceEntropy(view);
      return H === undefined ? undefined : effectiveNumber(view.core, H);
    },
  },
];
