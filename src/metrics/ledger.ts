import { type Metric, reported } from "./metric.ts";

/** What a treatment pays for its data and its variety, each round: prices beside what they buy. */
export const ledgerMetrics: readonly Metric[] = [
  {
    name: "authentic_rows_bought",
    title: "Authentic rows bought",
    family: "ledger",
    summary:
      "How many new rows were authentic in the place of others: fresh or replayed, not found by users themselves.",
    ...reported,
    bounds: [0, Infinity],
    format: ",.0f",
    compute: (view) => view.authenticBought,
  },
  {
    name: "synthetic_rows",
    title: "Synthetic rows",
    family: "ledger",
    summary: "How many new rows were sampled from a model.",
    ...reported,
    bounds: [0, Infinity],
    format: ",.0f",
    compute: (view) => view.newRows[2],
  },
  {
    name: "exploration_slots",
    title: "Slots given to exploration",
    family: "ledger",
    summary:
      "The share of the shown slots that exploration filled, or a ranking that draws, instead of the best ranked items.",
    ...reported,
    bounds: [0, 1],
    format: ".1%",
    compute: async (view) => explorationShare(await view.exploredSlots(), slotsShown(view.exposures)),
  },
  {
    name: "utility_forgone",
    title: "Utility forgone",
    family: "ledger",
    summary:
      "What the model's own best slates would be worth to users above those shown, by the preferences they have now.",
    ...reported,
    format: ".3f",
    compute: (view) => (view.usersServed > 0 ? view.utilityForgone() : undefined),
  },
  {
    name: "training_work",
    title: "Training work",
    family: "ledger",
    summary:
      "Multiplications with an addition that this round's training takes, by formula; 0 where nothing is trained.",
    ...reported,
    bounds: [0, Infinity],
    format: ".3s",
    compute: (view) => view.trainingWork,
  },
];

/**
 * Slots filled by exploration ÷ slots that held an item. In [0, 1]; undefined where none did.
 * @throws RangeError where more are explored than shown, or a number is not one from 0 up
 */
export function explorationShare(explored: number, shown: number): number | undefined {
  if (!(explored >= 0 && explored <= shown)) {
    throw new RangeError(
      `explorationShare: got ${explored} explored of ${shown} shown, expected from 0 to as many as shown`,
    );
  }
  return shown > 0 ? explored / shown : undefined;
}

const slotsShown = (exposures: Float64Array) => exposures.reduce((sum, n) => sum + n, 0);
