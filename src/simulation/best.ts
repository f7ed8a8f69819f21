import { purposes } from "../core/purposes.ts";
import { indicesWhere } from "../log/index.ts";
import { logAttention, slateUtilities } from "../users/index.ts";
import type { Truth } from "../world/index.ts";
import { bestItems } from "./bestItems.ts";
import type { Shown } from "./display.ts";
import type { SimulationOptions } from "./options.ts";
import { choiceLogit } from "./organic.ts";

/** What the best slate that could be shown now is worth to each of the users, where this is true. (users.length) */
export type BestUtilities = (
  round: number,
  users: Int32Array,
  truth: Truth,
  eligibility: Shown,
) => Promise<Float64Array>;

/**
 * A best slate without ties follows from truth and catalogue alone: it is looked for once while these stay the same.
 * Ties are broken by a draw of the round, so that users with ties are looked at whenever they come.
 */
export function bestUtilities(options: SimulationOptions): BestUtilities {
  const { users: count } = options.world;
  const known = new WeakMap<Truth, { since: number; available: Uint8Array; worth: Float64Array }>();
  return async (round, users, truth, eligibility) => {
    const { available, excluded } = eligibility;
    if (excluded) return (await search(options, round, users, truth, eligibility)).worth;
    let memory = known.get(truth);
    if (memory?.available !== available) {
      memory = { since: round, available, worth: new Float64Array(count).fill(Number.NaN) };
    }
    known.set(truth, memory);
    const { since, worth } = memory;
    const isMissing = (user: number) => Number.isNaN(worth[user]!);
    const asked = users.filter(isMissing);
    if (asked.length === 0) return at(worth, users);
    const unknown = since < round ? indicesWhere(count, isMissing) : asked;
    // a truth that lasts: the others come too, sooner or later, and one search of many costs less than many of a few
    const missing = 2 * asked.length >= unknown.length ? unknown : asked;
    const found = await search(options, round, missing, truth, eligibility);
    const now = worth.slice();
    for (let m = 0; m < missing.length; m++) {
      now[missing[m]!] = found.worth[m]!;
      if (!found.tied[m]) worth[missing[m]!] = found.worth[m]!;
    }
    return at(now, users);
  };
}

/** The values of the users given. */
function at(values: Float64Array, users: Int32Array): Float64Array {
  const those = new Float64Array(users.length);
  for (let n = 0; n < users.length; n++) those[n] = values[users[n]!]!;
  return those;
}

/** The best slates' worth, and whether two scores among the best k + 1 are equal, so that a draw decides. (users.length) */
async function search(
  options: SimulationOptions,
  round: number,
  users: Int32Array,
  truth: Truth,
  eligibility: Shown,
): Promise<{ worth: Float64Array; tied: Uint8Array }> {
  const { core, key, world, treatment } = options;
  const k = treatment.recommender.slate;
  const ties = { key, round, purpose: purposes.bestTies };
  const top = await bestItems(core, world, truth, users, k + 1, eligibility, ties);
  const items = new Int32Array(users.length * k);
  const tied = new Uint8Array(users.length);
  for (let n = 0; n < users.length; n++) {
    for (let slot = 0; slot < k; slot++) {
      const at = n * (k + 1) + slot;
      items[n * k + slot] = top.items[at]!;
      if (top.items[at + 1]! >= 0 && top.scores[at] === top.scores[at + 1]) tied[n] = 1;
    }
  }
  const attention = logAttention(core, treatment.users.attention, k);
  return {
    worth: slateUtilities(core, choiceLogit(options, truth), attention, { k, owner: users, items }),
    tied,
  };
}
