import type { DataOptions } from "../options.ts";
import type { Rows } from "../rows.ts";

/** When a round trains. */
export interface Moment {
  /** the round that trains, or that comes next */
  readonly round: number;
  /** the last round that trained before it; -1 where none has */
  readonly trained: number;
}

/** The log as a regime sees it when a round is about to train. */
export interface Pool extends Moment {
  /** the rows of each round apart, in order, the authentic log of round 0 first; rounds that left no rows are not among them */
  readonly parts: readonly Rows[];
  readonly options: DataOptions;
  /** the n-th draw of the round, in [0, 1) */
  readonly uniform: (n: number) => number;
}

/** What a round trains on of one part of the log. */
export interface Selection {
  readonly part: Rows;
  /** row numbers, ascending; a row that stands twice counts twice. All rows if left out */
  readonly rows?: Int32Array;
  /** (as many as are selected) what each of them counts; its own value if left out */
  readonly values?: Float64Array;
}

/** A data regime: what a round trains on. */
export interface Regime {
  /** whether the authentic log stays in the pool unless `data.seed` says otherwise */
  readonly seed: "keep" | "drop";
  /** The oldest round whose rows round `round` or a later one may train on, 0 for all; it never falls. Older ones are forgotten. */
  oldest(moment: Moment, options: DataOptions): number;
  /** Which of the rows that are left to train on, in the order of the parts; all of them if left out. */
  select?(pool: Pool): readonly Selection[];
}

export const roundOf = (part: Rows): number => part.round[0] ?? 0;
