import type { Core, Csr, Factors, ValuedCsr } from "../core/index.ts";
import type { Rows } from "../log/index.ts";

/** Slates of several users: items is (users.length, k), best first, -1 where the slate is short. */
export interface Slates {
  readonly k: number;
  readonly users: Int32Array;
  readonly items: Int32Array;
}

/** What is fixed at round 0 and shared by every round and arm of a replicate. */
export interface Baseline {
  /** of round 0 */
  readonly users: number;
  readonly items: number;
  /** (items) authentic interactions at round 0 */
  readonly popularity: Float64Array;
  /** (items) users with an authentic interaction at round 0 */
  readonly audience: Float64Array;
  /** distinct pairs of the authentic log, by user */
  readonly authentic: Csr;
  /** (users) */
  readonly groups: Int32Array;
  /** (items) 1 for the least popular items that together hold at most the stated share of authentic interactions */
  readonly tail: Uint8Array;
  /** (items, attributeDims) attributes, for intra-list distance */
  readonly attributes: Float32Array;
  readonly attributeDims: number;
  /** (items) expected organic shares at round 0, summing to one */
  readonly originalShares: Float64Array;
  /** (2 · pairs) user ids of the keyed pairs, the same in every round and arm */
  readonly pairs: Int32Array;
  /** held-out authentic pairs by user: the relevant items of recall and NDCG, without those of the authentic training log */
  readonly heldOut: Csr;
}

/**
 * What one round hands to the metrics. Functions are evaluated at most once and only when a requested metric asks.
 * Counts are of the present round.
 */
export interface RoundView {
  readonly core: Core;
  readonly baseline: Baseline;
  readonly round: number;
  /** slate length k */
  readonly k: number;
  /** (items) 1 where the item can be shown */
  readonly available: Uint8Array;
  /** (items) slots in which the item was shown; all zero where no slate existed */
  readonly exposures: Float64Array;
  /** (items) the same, slots of cold users only */
  readonly coldExposures: Float64Array;
  /** users who were there, and how many of them left after the round; nothing while users neither come nor go */
  readonly population?: { readonly present: number; readonly left: number };
  /** items in the catalogue; nothing while it stays as it is */
  readonly itemsAvailable?: number;
  /** nothing while there are no creators */
  readonly creatorsPresent?: number;
  readonly usersServed: number;
  readonly usersCold: number;
  /** occasions on which a slate was shown, and those that ended in a choice from it */
  readonly slatesShown: number;
  readonly slatesAccepted: number;
  /** (users) 1 where the model of this round was trained with rows of the user */
  readonly knowsUser: Uint8Array;
  /** (items) rows that are new in this round, whatever their provenance */
  readonly choices: Float64Array;
  /** the users and items of those rows */
  readonly rows: Pick<Rows, "user" | "item">;
  /** the number of rows new in this round by provenance: authentic, recommended, synthetic */
  readonly newRows: readonly [number, number, number];
  /** rows the model of this round was trained on: by provenance, and weight by item (items) */
  readonly trainingRows: readonly [number, number, number];
  readonly trainingPopularity: Float64Array;
  /** the model of this round, where it has factors over all users and items */
  readonly model: Factors | undefined;
  /** a row a user: what the model of this round knows users by */
  userRows(): ValuedCsr;
  /** slates of every user that stands in `baseline.pairs`, as the model would show them now without exploration */
  slates(): Promise<Slates>;
  /** what `slates` gave in the round before; undefined in round 0, or where no metric asked for compares rounds */
  readonly lastSlates?: Slates;
  /** slates of every user with held-out items, masking only the authentic training rows */
  evaluationSlates(): Promise<Slates>;
  /** items consumed so far by each user, ascending, without duplicates: the authentic log and the user's own choices */
  consumed(): Csr;
  /** (items) expected organic shares of the present state, summing to one */
  currentShares(): Promise<Float64Array>;
  /** (items) counts of an authentic sample of as many rows as this round's, drawn from the reference given */
  authenticSample(reference: Float64Array): Float64Array;
  /**
   * mean over served users of the slate's log-sum utility; best: of the best possible slate for the same state; undefined
   * where every slate is empty and there is no outside option
   */
  utility(preferences: "initial" | "current"): Promise<{ shown: number; best: number } | undefined>;
  /** new rows that are authentic in the place of others: fresh or replayed */
  readonly authenticBought: number;
  /** how many slots among the exposures are given to exploration */
  exploredSlots(): Promise<number>;
  /** mean over served users of the log-sum utility of the model's own best slate, less that of the slate shown */
  utilityForgone(): Promise<number | undefined>;
  /** multiplications with an addition of this round's training, by the formulas of the models */
  readonly trainingWork: number;
  /** log-sum utility under current preferences of the slate of each served user whose slate is worth anything */
  servedUtilities(): Promise<Float64Array>;
  /** (items) who offers each item, from 0 */
  providers(): Int32Array;
  /** a uniform keyed by the two numbers, the same in every round and arm of a replicate */
  uniform(number: number, use: number): number;
  /** the same round as far as the users of one group go; undefined where the world has no such group */
  ofGroup(name: string): RoundView | undefined;
}
