/** Which way a metric moves when a recommender collapses. "none": reported, never judged. */
export type Harm = "falls" | "rises" | "none";

/** What is published about a metric: its documentation and the defaults of the collapse rule. */
export interface MetricInfo {
  /** as written in a scenario, snake_case: "choice_gini" */
  readonly name: string;
  /** a chart's title: "Gini of choices" */
  readonly title: string;
  readonly family: string;
  /** one sentence for a person who meets it for the first time */
  readonly summary: string;
  readonly harm: Harm;
  /** δ of the collapse rule, in the metric's own unit */
  readonly delta: number;
  /** d3 number format for people: ".3f", ".1%" */
  readonly format: string;
}

/** The metrics of one round of one arm and replicate. Undefined values are left out. Round 0 is before the loop. */
export interface RoundRecord {
  readonly arm: string;
  readonly replicate: number;
  readonly round: number;
  readonly metrics: Readonly<Record<string, number>>;
}

/** One metric of one arm, over replicates: means of the first (round 1) and last round, beside its control. */
export interface ArmMetricSummary {
  readonly arm: string;
  readonly metric: string;
  readonly first: number;
  readonly last: number;
  /** mean over replicates of arm minus control at the last round, paired; undefined for controls and twins without one */
  readonly difference?: number;
  /**
   * what the collapse rule judges, at the last round: the mean over replicates of the paired change since round 1, arm minus
   * control; undefined without a control, or with too few rounds to judge
   */
  readonly change?: number;
  /** standard error of that mean over replicates; undefined below two replicates */
  readonly standardError?: number;
  /** onset: first of `window` consecutive rounds at which the paired change since round 1 exceeds delta in the harmful direction */
  readonly collapse?: { readonly onset: number };
}
