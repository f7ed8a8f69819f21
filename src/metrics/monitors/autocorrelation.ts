import { slowing, unbiasedLagOne } from "./slowing.ts";

/** Critical slowing: lag-1 autocorrelation of rolling windows rises. */
export const autocorrelation = () =>
  slowing(
    {
      name: "autocorrelation",
      title: "Rising lag-1 autocorrelation",
      summary:
        "How surely rounds become more like the round before, their trend taken off: a sign of critical slowing.",
    },
    unbiasedLagOne,
  );
