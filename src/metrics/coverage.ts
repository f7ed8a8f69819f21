import { sameLength, total } from "./counts.ts";
import { judged, type Metric, reported } from "./metric.ts";
import type { RoundView } from "./view.ts";

/**
 * Catalogue coverage: available items with an exposure ÷ available items. In [0, 1]; 0 where no item is available.
 * The denominator is the present catalogue, not the items of the training data.
 *
 * Ge, Delgado-Battenfeld & Jannach (2010), "Beyond accuracy"; the numerator alone is the aggregate diversity of
 * Adomavicius & Kwon (2012).
 * @param exposures (items) slots in which each item was shown
 * @param available (items) 1 where the item can be shown
 * @throws RangeError where the lengths differ or an exposure is negative or not finite
 */
export function coverage(exposures: Float64Array, available: Uint8Array): number {
  sameLength(exposures, available, "coverage, exposures and availability");
  total(exposures, "coverage, exposures");
  let shown = 0;
  let catalogue = 0;
  for (let i = 0; i < available.length; i++) {
    if (available[i] !== 1) continue;
    catalogue++;
    if (exposures[i]! > 0) shown++;
  }
  return catalogue > 0 ? shown / catalogue : 0;
}

function coverageTo(view: RoundView, users: number, exposures: () => Float64Array): number | undefined {
  if (!(users > 0 && view.available.includes(1))) return undefined;
  return coverage(exposures(), view.available);
}

export const coverageMetrics: readonly Metric[] = [
  {
    name: "coverage",
    title: "Catalogue coverage",
    family: "coverage",
    summary: "The share of the available items that were shown to anybody this round.",
    ...judged("falls", 0.05),
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => coverageTo(view, view.usersServed, () => view.exposures),
  },
  {
    name: "coverage_warm",
    title: "Coverage, warm users",
    family: "coverage",
    summary: "The share of the available items that were shown to users with training rows.",
    ...reported,
    bounds: [0, 1],
    format: ".1%",
    compute: (view) =>
      coverageTo(view, view.usersServed - view.usersCold, () =>
        view.exposures.map((slots, i) => slots - view.coldExposures[i]!),
      ),
  },
  {
    name: "coverage_cold",
    title: "Coverage, cold users",
    family: "coverage",
    summary: "The share of the available items that were shown to users without training rows.",
    ...reported,
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => coverageTo(view, view.usersCold, () => view.coldExposures),
  },
];
