import type { Regime } from "./regime.ts";

/** Everything so far. */
export const accumulate: Regime = {
  seed: "keep",
  oldest: ({ round }, { seed }) => (seed === "drop" && round > 1 ? 1 : 0),
};
