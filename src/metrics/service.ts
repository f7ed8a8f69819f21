import { type Metric, reported } from "./metric.ts";

/**
 * Acceptance: slates that ended in a choice from them ÷ slates shown. In [0, 1]; undefined where none was shown.
 * @throws RangeError where more are accepted than shown, or a number is not one from 0 up
 */
export function acceptance(accepted: number, shown: number): number | undefined {
  if (!(accepted >= 0 && accepted <= shown)) {
    throw new RangeError(`acceptance: got ${accepted} accepted of ${shown} shown, expected from 0 to as many as shown`);
  }
  return shown > 0 ? accepted / shown : undefined;
}

export const serviceMetrics: readonly Metric[] = [
  {
    name: "acceptance",
    title: "Acceptance",
    family: "service",
    summary: "The share of the shown slates from which the user chose something.",
    ...reported,
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => acceptance(view.slatesAccepted, view.slatesShown),
  },
  {
    name: "users_served",
    title: "Users served",
    family: "service",
    summary: "How many users were shown a slate this round.",
    ...reported,
    bounds: [0, Infinity],
    format: ",.0f",
    compute: (view) => view.usersServed,
  },
  {
    name: "users_cold",
    title: "Cold users",
    family: "service",
    summary: "How many of the users served had no row in the training data.",
    ...reported,
    bounds: [0, Infinity],
    format: ",.0f",
    compute: (view) => view.usersCold,
  },
];
