import { totalCount } from "./counts.ts";
import { type Metric, reported } from "./metric.ts";
import type { RoundView } from "./view.ts";

const channels = ["authentic", "recommended", "synthetic"] as const;

/**
 * Share of one channel among rows counted by provenance. In [0, 1]; undefined where there are no rows.
 * @param rows authentic, recommended, synthetic
 * @param channel its index
 * @throws RangeError where a count is negative, not finite or not whole
 */
export function provenanceShare(rows: readonly [number, number, number], channel: 0 | 1 | 2): number | undefined {
  const sum = totalCount(rows, "provenanceShare");
  return sum > 0 ? rows[channel] / sum : undefined;
}

function shares(
  prefix: "training" | "new",
  title: string,
  words: string,
  rowsOf: (view: RoundView) => readonly [number, number, number],
): readonly Metric[] {
  return ([0, 1, 2] as const).map((channel) => ({
    name: `${prefix}_share_${channels[channel]}`,
    title: `${title}, ${channels[channel]}`,
    family: "provenance",
    summary: `The share of the rows ${words} that came through the ${channels[channel]} channel.`,
    ...reported,
    bounds: [0, 1],
    format: ".1%",
    compute: (view) => provenanceShare(rowsOf(view), channel),
  }));
}

export const provenanceMetrics: readonly Metric[] = [
  ...shares("training", "Training data", "the model was trained on", (view) => view.trainingRows),
  ...shares("new", "New rows", "that are new in this round", (view) => view.newRows),
  {
    name: "rows",
    title: "New rows",
    family: "provenance",
    summary: "How many rows are new in this round, whatever their provenance.",
    ...reported,
    bounds: [0, Infinity],
    format: ",.0f",
    compute: (view) => totalCount(view.newRows, "rows"),
  },
];
