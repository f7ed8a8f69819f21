import { z } from "zod";
import type { Core, WeightedSlates } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { slateLogWeights } from "../choice.ts";
import type { ChoicePart, Looks, Setting } from "./model.ts";
import { type Walker, walk } from "./walk.ts";

const schema = z.strictObject({
  kind: z.literal("cascade"),
  continuation: z.number().min(0).max(1).default(0.85),
});

/** e^-700 is a chance above 0 still: utilities further from 0 count as this far. */
const FURTHEST = 700;

/**
 * The cascade (Craswell, Zoeter, Taylor and Ramsey, "An experimental comparison of click position-bias models", WSDM 2008)
 * with a chance to give up: slots are looked at in order, each is taken with probability p = e^v / (1 + e^v), and one that
 * was passed, or taken with choices left, is followed by the next with probability c. So
 *
 *   P(slot r is the first taken) = q_r = c^(r - 1) · p_r · Π_{s < r} (1 - p_s)
 *
 * Where there is no outside option, who took nothing begins again at the top, until something is taken: q_r / Σ q.
 */
export const cascade: ChoicePart<typeof schema> = {
  schema,
  create: ({ continuation }) => {
    const examination = (_: Core, logAttention: Float64Array) => powers(continuation, logAttention.length);
    return {
      weigh: ({ core, logit, logAttention }, slates) =>
        slateLogWeights(logit, new Float64Array(logAttention.length), slates).map((v) => chanceOf(core, v)),
      choose: async (setting, slates, looks) => chooseAll(setting, slates, looks, powers(continuation, slates.k)),
      examination,
    };
  },
};

/** e^v / (1 + e^v); 0 for an empty slot. */
function chanceOf(core: Core, v: number): number {
  if (!(v > Number.NEGATIVE_INFINITY)) return 0;
  const odds = core.exp(Math.min(FURTHEST, Math.max(-FURTHEST, v)));
  return odds / (1 + odds);
}

/** 1, c, c², ... (k) */
function powers(c: number, k: number): Float64Array {
  const reach = new Float64Array(k).fill(1);
  for (let slot = 1; slot < k; slot++) reach[slot] = reach[slot - 1]! * c;
  return reach;
}

/** @param reach P(a slot is looked at, nothing having been taken) (k) */
function chooseAll(setting: Setting, slates: WeightedSlates, { users, draws, rows }: Looks, reach: Float64Array) {
  const { core, key, round, most, logit } = setting;
  const [depths, takes] = [purposes.cascadeDepth, purposes.cascadeTake].map((purpose) => ({ key, round, purpose }));
  const chosen = new Int32Array(users.length * most).fill(-1);
  for (let e = 0; e < users.length; e++) {
    const walker = { user: users[e]!, draw: draws[e]!, row: rows[e]!, chosen, at: e * most, most };
    const depth = depthOf(reach, core.uniform(depths!, walker.draw, walker.user, 0));
    const taken = walk(core, takes!, slates, walker, [0, depth]);
    if (taken === 0 && !logit.outside) again(setting, slates, walker, reach);
  }
  return chosen;
}

/** How many slots are looked at: slot s is where u < reach[s]. */
function depthOf(reach: Float64Array, u: number): number {
  let depth = 1;
  while (depth < reach.length && u < reach[depth]!) depth++;
  return depth;
}

/**
 * The passes after one without a choice, all in one: the slot first taken is drawn from q_r / Σ q, and from there the walk
 * goes on as ever.
 */
function again({ core, key, round }: Setting, slates: WeightedSlates, walker: Walker, reach: Float64Array): void {
  const { user, draw, row, chosen, at } = walker;
  const chances = slates.weights.subarray(row * (slates.k + 1), row * (slates.k + 1) + slates.k);
  const stream = { key, round, purpose: purposes.cascadeDepth };
  let total = 0;
  for (const q of firstTaken(chances, reach)) total += q;
  if (total === 0) return;
  let rest = total * core.uniform(stream, draw, user, 1);
  let first = -1;
  for (const [slot, q] of firstTaken(chances, reach).entries()) {
    if (!(q > 0)) continue;
    first = slot;
    rest -= q;
    if (rest < 0) break;
  }
  chosen[at] = first;
  const further = depthOf(reach, core.uniform(stream, draw, user, 2));
  const takes = { key, round, purpose: purposes.cascadeAgain };
  walk(core, takes, slates, walker, [first + 1, Math.min(slates.k, first + further)], 1);
}

/** q_r of each slot. (k) */
function firstTaken(chances: Float64Array, reach: Float64Array): Float64Array {
  let passed = 1;
  return chances.map((p, slot) => {
    const q = reach[slot]! * passed * p;
    passed *= 1 - p;
    return q;
  });
}
