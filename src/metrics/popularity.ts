import { sameLength, total } from "./counts.ts";
import { judged, type Metric, reported } from "./metric.ts";

/**
 * Average recommendation popularity: Σ_i e_i φ_i / Σ_i e_i, the mean popularity over the slots shown. In [min φ, max φ];
 * undefined where nothing was shown. Yin et al. (2012), "Challenging the long tail recommendation".
 * @param exposures (items) slots in which each item was shown
 * @param popularity (items) φ, in any unit; the result has the same unit
 * @throws RangeError where the lengths differ or a value is negative or not finite
 */
export function averagePopularity(exposures: Float64Array, popularity: Float64Array): number | undefined {
  sameLength(exposures, popularity, "averagePopularity, exposures and popularity");
  total(popularity, "averagePopularity, popularity");
  const slots = total(exposures, "averagePopularity, exposures");
  if (slots === 0) return undefined;
  let sum = 0;
  for (let i = 0; i < exposures.length; i++) sum += exposures[i]! * popularity[i]!;
  return sum / slots;
}

/**
 * Share of the counts that fell on the tail. In [0, 1]; undefined where the total is 0. Over slates of equal length it is
 * APLT, the average percentage of long-tail items in a list (Abdollahpouri, Burke & Mobasher 2019).
 * @param counts (items) slots or choices
 * @param tail (items) 1 for an item of the tail
 * @throws RangeError where the lengths differ or a count is negative or not finite
 */
export function tailShare(counts: Float64Array, tail: Uint8Array): number | undefined {
  sameLength(counts, tail, "tailShare, counts and tail");
  const sum = total(counts, "tailShare");
  if (sum === 0) return undefined;
  let held = 0;
  for (let i = 0; i < counts.length; i++) if (tail[i] === 1) held += counts[i]!;
  return held / sum;
}

/** Average popularity of slots in units of that of interactions, Σφ² / Σφ: 1 where slates are as popular as choices are. */
function relativePopularity(exposures: Float64Array, popularity: Float64Array): number | undefined {
  const mean = averagePopularity(exposures, popularity);
  const ofInteractions = averagePopularity(popularity, popularity);
  return mean === undefined || ofInteractions === undefined ? undefined : mean / ofInteractions;
}

export const popularityMetrics: readonly Metric[] = [
  {
    name: "arp_initial",
    title: "Popularity shown, round-0 scale",
    family: "popularity",
    summary: "How popular the shown items were at round 0; 1 is the item of an average authentic interaction.",
    ...judged("rises", 0.2),
    bounds: [0, Infinity],
    format: ".2f",
    compute: (view) => relativePopularity(view.exposures, view.baseline.popularity),
  },
  {
    name: "arp_current",
    title: "Popularity shown, present scale",
    family: "popularity",
    summary: "How popular the shown items are in the training data; 1 is the item of an average row.",
    ...reported,
    bounds: [0, Infinity],
    format: ".2f",
    compute: (view) => relativePopularity(view.exposures, view.trainingPopularity),
  },
  {
    name: "exposure_tail_share",
    title: "Tail share of exposures",
    family: "popularity",
    summary: "The share of the shown slots that held an item of the tail, as fixed at round 0.",
    ...judged("falls", 0.02),
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => tailShare(view.exposures, view.baseline.tail),
  },
  {
    name: "choice_tail_share",
    title: "Tail share of choices",
    family: "popularity",
    summary: "The share of this round's choices that went to the tail, as fixed at round 0.",
    ...judged("falls", 0.02),
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => tailShare(view.choices, view.baseline.tail),
  },
];
