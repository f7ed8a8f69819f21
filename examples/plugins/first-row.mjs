// @ts-check
// A choice model: the first row of the page is looked at far more than what needs scrolling.
import { z } from "zod";

const options = z.strictObject({
  /** slots in the first row */
  row: z.int().positive().default(3),
  /** attention of every slot below it, beside 1 in the row */
  below: z.number().gt(0).max(1).default(0.2),
});

/** @type {import("monoculture").ChoicePlugin<z.infer<typeof options>>} */
const firstRow = {
  part: "choice",
  name: "first-row",
  schema: options,
  create({ row, below }) {
    const attention = (/** @type {number} */ slot) => (slot < row ? 1 : below);
    return {
      // attention · exp(utility) of every slot, and 1 for taking nothing
      weigh({ core, logit }, { k, owner, items }) {
        const { dims, users, items: itemFactors } = logit.factors;
        const weights = new Float64Array(owner.length * (k + 1));
        for (let r = 0; r < owner.length; r++) {
          for (let slot = 0; slot < k; slot++) {
            const item = items[r * k + slot];
            if (item < 0) continue;
            let utility = logit.intercepts[item];
            for (let d = 0; d < dims; d++) {
              utility += logit.scale * users[owner[r] * dims + d] * itemFactors[item * dims + d];
            }
            weights[r * (k + 1) + slot] = attention(slot) * core.exp(utility);
          }
          weights[r * (k + 1) + k] = logit.outside ? 1 : 0;
        }
        return weights;
      },
      // one choice an occasion, by those weights; 162 to 169 are the purposes of plug-ins' draws
      choose({ core, key, round, most }, { k, weights }, { users, draws, rows }) {
        const stream = { key, round, purpose: 162 };
        const chosen = new Int32Array(users.length * most).fill(-1);
        for (let e = 0; e < users.length; e++) {
          const row = weights.subarray(rows[e] * (k + 1), (rows[e] + 1) * (k + 1));
          let rest = core.uniform(stream, draws[e], users[e], 0) * row.reduce((sum, w) => sum + w, 0);
          let slot = 0;
          while (slot < k && rest >= row[slot]) rest -= row[slot++];
          if (slot < k) chosen[e * most] = slot;
        }
        return chosen;
      },
      examination: (_core, { length }) => Float64Array.from({ length }, (_, slot) => attention(slot)),
    };
  },
};

export default firstRow;
