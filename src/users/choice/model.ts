import type { z } from "zod";
import type { Core, Key, WeightedSlates } from "../../core/index.ts";
import type { LiftedLogit } from "../../world/index.ts";
import type { OfferedSlates } from "../choice.ts";

/** What choices from slates depend on beside the slates. */
export interface Setting {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  /** utilities, and whether choosing nothing, at utility 0, is possible */
  readonly logit: LiftedLogit;
  /** ln of the attention given to each slot (k) */
  readonly logAttention: Float64Array;
  /** the most choices from one slate */
  readonly most: number;
}

/** Occasions on which users look at slates, in columns: entry e is user users[e], for the draws[e]-th time this round. */
export interface Looks {
  readonly users: Int32Array;
  readonly draws: Int32Array;
  /** the row of the slate */
  readonly rows: Int32Array;
}

/**
 * How users choose from a slate. Noise is keyed by (round, draw, user) and, where it is an item's, by the item: two slates
 * that hold an item agree on its noise, and nothing shifts when a slate is longer or stands elsewhere in a block.
 */
export interface ChoiceModel {
  /**
   * What each slot counts, in the model's own unit, and last the outside option: made once a slate, on however many
   * occasions it is shown. (rows, k + 1)
   */
  weigh(setting: Setting, slates: OfferedSlates): Float64Array;
  /**
   * The slots chosen on each occasion in the order of choosing, -1 past the last one. (looks, most)
   * @param slates with what `weigh` made of them
   */
  choose(setting: Setting, slates: WeightedSlates, looks: Looks): Promise<Int32Array>;
  /**
   * P(a slot is looked at) as far as position alone tells, the chance that is divided by when clicks are corrected for
   * position; nothing above having been chosen. (k)
   */
  examination(core: Core, logAttention: Float64Array): Float64Array;
}

/** One kind of choice model: its options and what they make. */
export interface ChoicePart<S extends z.ZodType> {
  readonly schema: S;
  create(options: z.output<S>): ChoiceModel;
}
