import { z } from "zod";
import type { Core } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import type { ChoicePart } from "./model.ts";
import { successive } from "./successive.ts";
import { walk } from "./walk.ts";

const schema = z.strictObject({
  kind: z.literal("rank"),
  rate: z.number().nonnegative().default(0.1),
});

/**
 * The item at rank r, from 1, is accepted with probability e^(-rate · r), whatever it is (Mansoury et al., "Feedback loop and
 * bias amplification in recommender systems", CIKM 2020): each on its own, from the top, until there are as many as are
 * chosen at most. Without an outside option just as many are drawn one after another with P ∝ e^(-rate · r).
 */
export const rank: ChoicePart<typeof schema> = {
  schema,
  create: ({ rate }) => {
    const chances = (core: Core, k: number) =>
      Float64Array.from({ length: k }, (_, slot) => core.exp(-rate * (slot + 1)));
    return {
      weigh: ({ core, logit }, { k, items }) => {
        const accepted = chances(core, k);
        const empty = logit.outside ? 0 : Number.NEGATIVE_INFINITY;
        const weights = new Float64Array((items.length / k) * (k + 1)).fill(empty);
        for (let at = 0; at < items.length; at++) {
          const slot = at % k;
          if (items[at]! < 0) continue;
          weights[at + (at - slot) / k] = logit.outside ? accepted[slot]! : -rate * (slot + 1);
        }
        return weights;
      },
      choose: async (setting, slates, looks) => {
        const { core, key, round, most, logit } = setting;
        const stream = { key, round, purpose: purposes.acceptance };
        if (!logit.outside) return successive(setting, slates, looks, stream);
        const chosen = new Int32Array(looks.users.length * most).fill(-1);
        for (let e = 0; e < looks.users.length; e++) {
          const [user, draw, row] = [looks.users[e]!, looks.draws[e]!, looks.rows[e]!];
          walk(core, stream, slates, { user, draw, row, chosen, at: e * most, most }, [0, slates.k]);
        }
        return chosen;
      },
      examination: (core, logAttention) => chances(core, logAttention.length),
    };
  },
};
