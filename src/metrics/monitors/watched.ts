/** A metric that a team can compute from its own logs, and which way it moves when a recommender collapses. */
export interface Watched {
  readonly metric: string;
  readonly harm: "falls" | "rises";
}

/**
 * What monitors run over: nothing here asks for users' true preferences, for what they would have chosen freely, or for
 * a control. Where the collapse rule judges a metric the direction is the same.
 */
export const watched: readonly Watched[] = [
  { metric: "coverage", harm: "falls" },
  { metric: "exposure_gini", harm: "rises" },
  { metric: "choice_gini", harm: "rises" },
  { metric: "slate_jaccard", harm: "rises" },
  { metric: "effective_rank", harm: "falls" },
  { metric: "epc", harm: "falls" },
  { metric: "msi", harm: "falls" },
  { metric: "list_churn", harm: "falls" },
  { metric: "training_share_recommended", harm: "rises" },
];
