// @ts-check
// A draw policy: a slot holds the best item left with a chance of its own, otherwise any other of the list, all alike.
import { z } from "zod";

const options = z.strictObject({
  best: z.number().min(0).max(1).default(0.8),
  /** how long the list is, in slates */
  slates: z.int().min(1).default(3),
});

/** @type {import("monoculture").DrawPlugin<z.infer<typeof options>>} */
const lottery = {
  part: "draw",
  name: "lottery",
  schema: options,
  pool: (slate, { slates }) => slate * slates,
  chances({ items }, { best }) {
    const others = items.length - 1;
    const chances = new Float64Array(items.length).fill(others > 0 ? (1 - best) / others : 0);
    chances[0] = others > 0 ? best : 1;
    return chances;
  },
};

export default lottery;
