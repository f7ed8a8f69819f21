import { z } from "zod";
import { addWeightedPairs } from "../../log/index.ts";
import type { Experience, Minds, Shown } from "./minds.ts";

export const reinforcementSchema = z.strictObject({ rate: z.number().nonnegative().default(0) });

/**
 * Interest in a single item rises by `rate` (in logits) whenever the user takes it from a slate, and falls by as much
 * whenever the user is shown it and passes over it. Jiang, Chiappa, Lattimore, György and Kohli (2019), "Degenerate
 * feedback loops in recommender systems": interest that only moves this way ends at one of its extremes.
 */
export function reinforce(minds: Minds, { world, options, chosen, shown }: Experience): Minds {
  const { rate } = options.reinforcement;
  if (rate === 0) return minds;
  const passed = pairsOf(shown);
  const taken = chosen.position.reduce((count, position) => count + (position >= 0 ? 1 : 0), 0);
  const user = new Int32Array(passed.user.length + taken);
  const item = new Int32Array(user.length);
  const change = new Float64Array(user.length).fill(-rate);
  user.set(passed.user);
  item.set(passed.item);
  for (let r = 0, n = passed.user.length; r < chosen.user.length; r++) {
    if (chosen.position[r]! < 0) continue;
    user[n] = chosen.user[r]!;
    item[n] = chosen.item[r]!;
    change[n++] = 2 * rate; // among those passed over it was counted too
  }
  const none = { indptr: new Int32Array(world.users + 1), indices: new Int32Array(0), weights: new Float64Array(0) };
  return { ...minds, interest: addWeightedPairs(minds.interest ?? none, user, item, change, world.items) };
}

/** One entry a slot that held an item. */
function pairsOf(shown: readonly Shown[]): { user: Int32Array; item: Int32Array } {
  const slots = shown.reduce((sum, { k, users }) => sum + k * users.length, 0);
  const user = new Int32Array(slots);
  const item = new Int32Array(slots);
  let n = 0;
  for (const { k, users, rows, items } of shown) {
    for (let occasion = 0; occasion < users.length; occasion++) {
      for (let at = rows[occasion]! * k; at < (rows[occasion]! + 1) * k; at++) {
        if (items[at]! < 0) continue;
        user[n] = users[occasion]!;
        item[n++] = items[at]!;
      }
    }
  }
  return { user: user.subarray(0, n), item: item.subarray(0, n) };
}
