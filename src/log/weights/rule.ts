import type { Core } from "../../core/index.ts";
import type { DataOptions } from "../options.ts";
import type { Rows } from "../rows.ts";

/** What weights may depend on when a round's training starts. */
export interface Weighing {
  readonly core: Core;
  /** the round whose model is trained */
  readonly round: number;
  /** what it is trained on */
  readonly parts: readonly Rows[];
  readonly items: number;
  /** what rows weigh by provenance */
  readonly weights: DataOptions["weights"];
  /** (k) P(a user looks at the position) */
  readonly examination: Float64Array;
}

/** How one option weighs the rows of a log. */
export interface RowRule {
  /** whether a row weighs the same in every later round, so that what was summed of it can be kept */
  readonly lasting: boolean;
  /** Multiplies the weights of a part's rows. */
  multiply(rows: Rows, weights: Float64Array): void;
}

/** The rule of an option; nothing where the option is neutral. */
export type RuleOf<Options> = (options: Options, weighing: Weighing) => RowRule | undefined;
