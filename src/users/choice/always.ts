import { z } from "zod";
import type { ChoicePart } from "./model.ts";

const schema = z.strictObject({ kind: z.literal("always") });

/** Takes what stands first, as many as may be chosen. There is nothing that it would leave for the outside option. */
export const always: ChoicePart<typeof schema> = {
  schema,
  create: () => ({
    weigh: (_, { k, items }) => {
      const weights = new Float64Array((items.length / k) * (k + 1));
      for (let at = 0; at < items.length; at++) if (items[at]! >= 0) weights[at + Math.floor(at / k)] = 1;
      return weights;
    },
    choose: async ({ most }, { k, weights }, { users, rows }) => {
      const chosen = new Int32Array(users.length * most).fill(-1);
      for (let e = 0; e < users.length; e++) {
        for (let slot = 0, taken = 0; slot < k && taken < most; slot++) {
          if (weights[rows[e]! * (k + 1) + slot]! > 0) chosen[e * most + taken++] = slot;
        }
      }
      return chosen;
    },
    examination: (_, logAttention) => new Float64Array(logAttention.length).fill(1),
  }),
};
