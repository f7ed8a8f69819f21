// @ts-check
// A model: what was consumed most since the last rounds, old rows counting less and less. Ranks, and retrieves.
import { z } from "zod";

const options = z.strictObject({
  /** what a row counts beside one a round younger */
  fading: z.number().gt(0).max(1).default(0.5),
});

/** @type {import("monoculture").ModelPlugin<z.infer<typeof options>>} */
const rising = {
  part: "model",
  name: "rising",
  schema: options,
  train({ round, training }, { fading }) {
    const { users, items, parts } = training;
    const scores = new Float32Array(items);
    for (const part of parts) {
      for (let r = 0; r < part.item.length; r++) {
        let weight = part.value[r];
        for (let age = part.round[r]; age < round; age++) weight *= fading;
        scores[part.item[r]] += weight;
      }
    }
    // one dimension, in which every user is 1: everybody's score of an item is the item's
    const factors = { dims: 1, users: new Float32Array(users).fill(1), items: scores };
    return { form: "factors", factors, knowsItem: Uint8Array.from(scores, (score) => (score > 0 ? 1 : 0)) };
  },
};

export default rising;
