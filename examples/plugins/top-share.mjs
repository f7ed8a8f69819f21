// @ts-check
// A metric: which share of all exposures the most shown item has.

/** @type {import("monoculture").MetricPlugin} */
const topShare = {
  part: "metric",
  name: "top_share",
  title: "Share of the most shown item",
  summary: "The share of all slots that the item shown most often took this round.",
  // it rises when a recommender collapses: by more than 0.02 beyond its control, it is called one
  harm: "rises",
  delta: 0.02,
  format: ".1%",
  compute({ exposures }) {
    const all = exposures.reduce((sum, n) => sum + n, 0);
    return all > 0 ? exposures.reduce((most, n) => Math.max(most, n), 0) / all : undefined;
  },
};

export default topShare;
