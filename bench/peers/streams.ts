import type { Stream } from "../../src/core/index.ts";

/** What the benchmarks draw, apart from the purposes of simulations. */
export const purpose = {
  degree: 201,
  rank: 202,
  itemTopic: 203,
  userTopic: 204,
  entry: 205,
  value: 206,
  heldOut: 207,
  userStart: 208,
  itemStart: 209,
  bpr: 210,
  ties: 211,
} as const;

export const streamOf = (seed: number, purposeOf: number): Stream => ({
  key: { seed, replicate: 0 },
  purpose: purposeOf,
  round: 0,
});
