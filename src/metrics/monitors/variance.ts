import { slowing, varianceOf } from "./slowing.ts";

/** Critical slowing: the variance of rolling windows rises. */
export const variance = () =>
  slowing(
    {
      name: "variance",
      title: "Rising variance",
      summary: "How surely the metric scatters more and more about its trend: a sign of critical slowing.",
    },
    varianceOf,
  );
