import type { WeightedSlates } from "../../core/index.ts";
import {
  check,
  type Guard,
  type OptionsSchema,
  type PluginOptions,
  partOf,
  requireColumn,
} from "../../plugins/index.ts";
import type { OfferedSlates } from "../choice.ts";
import type { ChoiceModel, Looks, Setting } from "./model.ts";

/** A choice model of one's own. */
export interface ChoicePlugin<O = unknown> {
  readonly part: "choice";
  readonly name: string;
  readonly schema?: OptionsSchema<O>;
  /** Made anew whenever it is needed: nothing that it keeps lasts. */
  create(options: O): OwnChoiceModel;
}

/** See `ChoiceModel`: the same, and it may choose at once. */
export interface OwnChoiceModel extends Omit<ChoiceModel, "choose"> {
  choose(setting: Setting, slates: WeightedSlates, looks: Looks): Int32Array | Promise<Int32Array>;
}

/** The choice model that the options name, which is not believed: what it gives is checked. */
export function pluginChoice(options: PluginOptions): ChoiceModel {
  const { part, guard } = partOf<ChoicePlugin>(options);
  const own = guard.call("create", () => part.create(options.options));
  const { call, wait } = guard;
  return {
    weigh(setting, slates) {
      const weights = call("weigh", () => own.weigh(setting, slates));
      const length = slates.owner.length * (slates.k + 1);
      const column = { type: Float64Array, length, wanted: "a number or -Infinity" };
      return requireColumn(guard, "weigh", weights, column, (w) => w < Infinity);
    },
    async choose(setting, slates, looks) {
      const chosen = await wait("choose", () => own.choose(setting, slates, looks));
      return requireSlots(guard, chosen, setting, slates, looks);
    },
    examination(core, logAttention) {
      const looked = call("examination", () => own.examination(core, logAttention));
      const column = { type: Float64Array, length: logAttention.length, wanted: "a chance from 0 to 1" };
      return requireColumn(guard, "examination", looked, column, (p) => p >= 0 && p <= 1);
    },
  };
}

/** Slots of the slates that hold an item, each once, and -1 only behind them. */
function requireSlots(
  guard: Guard,
  given: unknown,
  { most }: Setting,
  { k, items }: Pick<OfferedSlates, "k" | "items">,
  { rows }: Looks,
): Int32Array {
  const column = { type: Int32Array, length: rows.length * most, wanted: `a slot from 0 to ${k - 1}, or -1` };
  const chosen = requireColumn(guard, "choose", given, column, (slot) => slot >= -1 && slot < k);
  for (let e = 0; e < rows.length; e++) {
    for (let n = 0; n < most; n++) {
      const slot = chosen[e * most + n]!;
      if (slot < 0) continue;
      check(
        guard,
        items[rows[e]! * k + slot]! >= 0,
        "choose",
        () => `slot ${slot}, which is empty, expected one with an item`,
      );
      const before = chosen.subarray(e * most, e * most + n);
      check(guard, !before.includes(slot), "choose", () => `slot ${slot} twice, expected each slot once`);
      check(
        guard,
        !before.includes(-1),
        "choose",
        () => `slot ${slot} behind -1, expected -1 only past the last choice`,
      );
    }
  }
  return chosen;
}
