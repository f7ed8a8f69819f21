import { z } from "zod";
import type { Stream, WeightedSlates } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { slateLogWeights } from "../choice.ts";
import type { ChoicePart, Looks, Setting } from "./model.ts";

const schema = z.strictObject({
  kind: z.literal("best"),
  multiplies: z.enum(["weight", "utility"]).default("weight"),
});

/**
 * The best of the slate, without noise: the largest attention · utility (Chaney, Stewart and Engelhardt, "How algorithmic
 * confounding in recommendation systems increases homogeneity and decreases utility", RecSys 2018, whose utilities are
 * positive), or the largest attention · exp(utility). Several choices are the best ones. With an outside option, of value 0
 * or 1, only what is worth more is chosen. Equal values are ordered by a keyed draw.
 */
export const best: ChoicePart<typeof schema> = {
  schema,
  create: ({ multiplies }) => ({
    weigh: ({ core, logit, logAttention }, slates) => {
      if (multiplies === "weight") return slateLogWeights(logit, logAttention, slates);
      const attention = logAttention.map((a) => core.exp(a));
      const values = slateLogWeights(logit, new Float64Array(slates.k), slates);
      return values.map((v, at) => (at % (slates.k + 1) < slates.k ? v * attention[at % (slates.k + 1)]! : v));
    },
    choose: async (setting, slates, looks) => chooseBest(setting, slates, looks),
    examination: (core, logAttention) => logAttention.map((a) => core.exp(a)),
  }),
};

function chooseBest(
  { core, key, round, most }: Setting,
  slates: WeightedSlates,
  { users, draws, rows }: Looks,
): Int32Array {
  const { k, items, weights } = slates;
  const ties: Stream = { key, round, purpose: purposes.choiceTies };
  const chosen = new Int32Array(users.length * most).fill(-1);
  const left = new Float64Array(k);
  for (let e = 0; e < users.length; e++) {
    const [user, draw, row] = [users[e]!, draws[e]!, rows[e]!];
    const tie = (slot: number) => core.uniform(ties, draw, user, items[row * k + slot]!);
    for (let slot = 0; slot < k; slot++) left[slot] = weights[row * (k + 1) + slot]!;
    for (let n = 0; n < most; n++) {
      const slot = highest(left, weights[row * (k + 1) + k]!, tie);
      if (slot < 0) break;
      chosen[e * most + n] = slot;
      left[slot] = Number.NEGATIVE_INFINITY;
    }
  }
  return chosen;
}

/** Where the highest value above `least` stands, equal ones by their draw; -1 where none is. */
function highest(values: Float64Array, least: number, tie: (slot: number) => number): number {
  let found = -1;
  for (let slot = 0; slot < values.length; slot++) {
    const value = values[slot]!;
    const beats =
      found < 0 ? value > least : value > values[found]! || (value === values[found] && tie(slot) > tie(found));
    if (beats) found = slot;
  }
  return found;
}
