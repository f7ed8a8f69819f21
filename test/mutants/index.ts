import { agentMutants, coreMutants } from "./list/agents.ts";
import { drawMutants } from "./list/draws.ts";
import { loopMutants } from "./list/loop.ts";
import { metricMutants } from "./list/metrics.ts";
import type { Mutant } from "./mutant.ts";

export { type Killer, killerName, type Mutant } from "./mutant.ts";
export { mutated, root } from "./mutate.ts";
export { testMutants } from "./suite.ts";

/** Every mutant, in the order of the table of docs/validity.md. */
export const mutants: readonly Mutant[] = [
  ...loopMutants,
  ...drawMutants,
  ...metricMutants,
  ...agentMutants,
  ...coreMutants,
];

/** Those that the fast tests try; the others are tried by test/full. */
export const quick: readonly string[] = [
  "rows that were summed before are counted again",
  "what was held out stands in the log that models are trained on",
  "a row is logged with the propensity of the next slot",
  "Gini is divided by n - 1",
  "the Jensen-Shannon divergence is its root",
];
