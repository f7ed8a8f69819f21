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
  /** least and largest value that it can take, where it has a least: the largest may be Infinity */
  readonly bounds?: readonly [low: number, high: number];
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

/** Between which values a mean lies; docs/statistics.md says how they are found. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** 0.95: of a hundred such intervals, so many are to hold the mean */
  readonly level: number;
  /** Student's t below 30 replicates, the bootstrap from there on */
  readonly method: "t" | "bootstrap";
}

/** A metric of one arm beside another line of the run, paired by replicate, at the last round. */
export interface Comparison {
  /** mean over replicates of the paired difference */
  readonly difference: number;
  /** standard error of that mean over replicates; undefined below two replicates */
  readonly standardError?: number;
  /** of that mean; undefined below two replicates */
  readonly interval?: Interval;
  /** two-sided p-value of exchanging the two within replicates; undefined below five replicates */
  readonly p?: number;
  /** the same, corrected for as many arms as are compared in this metric (Holm) */
  readonly pHolm?: number;
}

/** The change that the collapse rule judges, by round from round 1; null where it is undefined. */
export interface Course {
  readonly change: readonly (number | null)[];
  /** interval of each; none below two replicates */
  readonly low?: readonly (number | null)[];
  readonly high?: readonly (number | null)[];
}

/** How sure the collapse rule's answer is: its answers on resamples of the replicates. From five replicates on. */
export interface CollapseUncertainty {
  readonly resamples: number;
  /** share of the resamples in which it collapses */
  readonly share: number;
  /** 2.5 % and 97.5 % quantiles of the onset, among those in which it collapses */
  readonly onset?: readonly [earliest: number, latest: number];
  /** the same of the half-life; absent in runs of earlier versions */
  readonly halfLife?: readonly [earliest: number, latest: number];
  /** 2.5 % and 97.5 % quantiles of the worst change */
  readonly depth?: readonly [low: number, high: number];
  /** the same of what is left of it, and the share that comes back, both among those in which it collapses */
  readonly left?: readonly [low: number, high: number];
  readonly recovered?: number;
}

/** What a collapse comes to. */
export interface Collapse {
  /** first of `window` consecutive rounds at which the paired change since round 1 exceeds delta in the harmful direction */
  readonly onset: number;
  /** the worst change, and its round; absent in runs of earlier versions, like all that follows */
  readonly depth?: { readonly change: number; readonly round: number };
  /** the first round at which half of the worst change is reached */
  readonly halfLife?: number;
  readonly recovery?: Recovery;
}

/** Whether a collapsed metric comes back. */
export interface Recovery {
  /** first round after the onset from which the change stays within delta to the end, for `window` rounds at least */
  readonly round?: number;
  /** the change at the last round in units of the worst one: 1 is no recovery, 0 a whole one */
  readonly left: number;
  /** the round in which a safeguard began after round 1: the arm itself did, or its authentic share rose above that of round 1 */
  readonly safeguard?: number;
}

/** One metric of one arm, over replicates: means of the first (round 1) and last round, beside its control. */
export interface ArmMetricSummary extends Partial<Comparison> {
  readonly arm: string;
  readonly metric: string;
  readonly first: number;
  readonly last: number;
  /**
   * what the collapse rule judges, at the last round: the mean over replicates of the paired change since round 1, arm minus
   * control; undefined without a control, or with too few rounds to judge
   */
  readonly change?: number;
  /** the change by round, of metrics that are judged */
  readonly course?: Course;
  readonly collapse?: Collapse;
  readonly uncertainty?: CollapseUncertainty;
  /** the arm minus each of its twins */
  readonly twins?: readonly (Comparison & { readonly twin: string })[];
}

/** 95 % intervals of a mean by round, each round by itself: of an arm's own metric, or of the arm minus another line of the run. */
export interface Band {
  readonly arm: string;
  readonly metric: string;
  /** the control or twin that is taken away, paired by replicate */
  readonly minus?: string;
  /** from round 1; null where fewer than two replicates have a value */
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

/** What a monitor would have said of a run while it went on: `metrics/monitors`. */
export interface MonitorReport {
  readonly metric: string;
  readonly detector: string;
  /** the detector's, for people */
  readonly title: string;
  /** an alarm is raised where the detector's statistic exceeds it */
  readonly threshold: number;
  /** share of healthy runs of `rounds` rounds in which it was calibrated to raise an alarm */
  readonly rate: number;
  readonly rounds: number;
  /** of every arm in which the metric had a value: the round of the first alarm by replicate, null where none was raised */
  readonly arms: readonly { readonly arm: string; readonly alarms: readonly (number | null)[] }[];
}

/** How far an arm's metrics went from its control in the harmful direction, in units of their δ: the parts, and their mean. */
export interface CollapseIndex {
  readonly arm: string;
  /** mean of the parts */
  readonly value: number;
  /** by family: the mean of its judged metrics' change at the last round ÷ δ, 0 where it went the other way */
  readonly parts: readonly { readonly family: string; readonly value: number; readonly metrics: number }[];
}

/** One metric of an arm whose safeguard began late. */
export interface LateMetric {
  readonly metric: string;
  /** of a collapse that was there before the safeguard began: its onset, and what became of it */
  readonly onset?: number;
  /** rounds from the safeguard's first until the change stays within delta; absent where it does not come back */
  readonly back?: number;
  /** share of the worst change that is there at the last round, from five replicates on with the quantiles of resamples */
  readonly left?: Estimate;
  /** share of those resamples in which it comes back */
  readonly recovered?: number;
  /** the arm minus its early counterpart: at the last round */
  readonly end?: Comparison;
  /** at the last round, minus the early one in the round in which it had had the safeguard for as many rounds */
  readonly since?: Comparison;
  /** what `end` became of itself over the last rounds, as many as the collapse rule's window */
  readonly trend?: Comparison;
  /** the arm minus the one without a safeguard, at the last round */
  readonly gain?: Comparison;
}

/** An arm whose safeguard began late. */
export interface LateArm {
  readonly arm: string;
  readonly safeguard?: string;
  readonly dose?: number;
  /** the round in which it began */
  readonly from: number;
  /** the arm that has had the same from round 1 on, and the one that never has it, where the run has them */
  readonly early?: string;
  readonly without?: string;
  /** judged metrics */
  readonly metrics: readonly LateMetric[];
}

/** What late safeguards brought back, and what they left behind. */
export interface Hysteresis {
  /** the last round */
  readonly rounds: number;
  readonly arms: readonly LateArm[];
}

/** What a treatment pays over the rounds of the loop, from the ledger; docs/safeguards.md says how each is counted. */
export type Price = "rows" | "slots" | "utility" | "work";

/** A figure over replicates; the 95 % interval is absent where there are too few of them. */
export interface Estimate {
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** An arm of a frontier: what it tries and what it pays. */
export interface FrontierArm {
  readonly arm: string;
  /** absent in the arm without a safeguard */
  readonly safeguard?: string;
  readonly dose?: number;
  readonly prices: Readonly<Partial<Record<Price, Estimate>>>;
  /** what its slates are worth to users above those of the arm without a safeguard, mean over rounds, in nats */
  readonly gain?: Estimate;
  /** share of the last round's rows that were bought: about what they give back by being counted, whatever else they do */
  readonly bought: number;
}

/** What one arm keeps of the fidelity that is lost without a safeguard. */
export interface Kept {
  readonly arm: string;
  /** 1 is all of it, 0 none, below 0 harm */
  readonly kept: Estimate;
  /** whether no other arm keeps more at no higher price: by each price, and by all of them together */
  readonly front: Readonly<Partial<Record<Price | "all", boolean>>>;
  /** share of resamples of the replicates in which that is so; from five replicates on */
  readonly frontShare?: Readonly<Partial<Record<Price | "all", number>>>;
  /** the collapse rule's onset in this metric */
  readonly collapse?: { readonly onset: number };
  /** whether the collapse rule could be asked */
  readonly judged: boolean;
}

/** Fidelity by one metric. */
export interface FrontierMeasure {
  readonly metric: string;
  /** the metric at the last round in the arm without a safeguard, and its sampling floor there */
  readonly base: number;
  readonly floor: number;
  /** the former less the latter: what there is to be kept */
  readonly loss: Estimate;
  /** the arm without a safeguard first; none where there is nothing to be kept */
  readonly arms: readonly Kept[];
  /** for comparison: control and twins of that arm, and other arms without a safeguard */
  readonly references: readonly { readonly arm: string; readonly kept: Estimate }[];
}

/** Fidelity kept against its price, for every arm that tries a safeguard. */
export interface Frontier {
  /** the arm without a safeguard that the others are told against */
  readonly base: string;
  readonly replicates: number;
  /** prices that the run's metrics tell */
  readonly prices: readonly Price[];
  readonly arms: readonly FrontierArm[];
  readonly measures: readonly FrontierMeasure[];
}
