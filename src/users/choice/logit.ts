import { z } from "zod";
import { purposes } from "../../core/purposes.ts";
import { slateLogWeights, slateWeights } from "../choice.ts";
import type { ChoicePart } from "./model.ts";
import { successive } from "./successive.ts";

const schema = z.strictObject({ kind: z.literal("logit") });

/**
 * Multinomial logit (McFadden 1974): slot r with P ∝ attention_r · exp(utility), nothing with P ∝ 1. Several choices are
 * made one after another among the slots left, until nothing is chosen (Plackett-Luce, ended by the outside option).
 */
export const logit: ChoicePart<typeof schema> = {
  schema,
  create: () => ({
    weigh: ({ core, logit, logAttention, most }, slates) =>
      most === 1 ? slateWeights(core, logit, logAttention, slates) : slateLogWeights(logit, logAttention, slates),
    choose: (setting, slates, looks) => {
      const stream = { key: setting.key, round: setting.round, purpose: purposes.choice };
      return setting.most === 1
        ? setting.core.chooseSlots(slates, looks.users, looks.draws, looks.rows, stream)
        : successive(setting, slates, looks, stream);
    },
    examination: (core, logAttention) => logAttention.map((a) => core.exp(a)),
  }),
};
