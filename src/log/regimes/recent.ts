import type { Regime } from "./regime.ts";

/** What was logged since the last training: the last round's rows where every round trains. */
export const replace: Regime = {
  seed: "drop",
  oldest: ({ round, trained }) => (round <= 1 ? 0 : Math.max(1, trained)),
};

/** The rows of the last `window` rounds, whether these trained or not. */
export const window: Regime = {
  seed: "drop",
  oldest: ({ round }, options) => Math.max(0, round - options.window),
};
