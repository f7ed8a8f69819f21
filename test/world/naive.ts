import type { Logit } from "../../src/core/index.ts";
import { utility } from "../../src/world/index.ts";

/** Declines a choice of a user who chooses freely, 1 / Σ exp(utility), in float64 and one item at a time. */
export function naiveDeclines(logit: Logit, user: number): number {
  let inside = 0;
  for (let i = 0; i < logit.intercepts.length; i++) inside += Math.exp(utility(logit, user, i));
  return 1 / inside;
}
