import type { Eligibility } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { indicesWhere } from "../log/index.ts";
import type { Occasions } from "../recommender/index.ts";
import {
  type Choices,
  type Consider,
  considering,
  remembered,
  roundsRemembered,
  slateWeights,
} from "../users/index.ts";
import type { Interactions } from "./interact.ts";
import { select } from "./occasions.ts";
import type { SimulationOptions } from "./options.ts";
import type { Round } from "./round.ts";
import type { SimulationState } from "./state.ts";

/** Where users come across items without a recommender, other than in the whole catalogue. */
export interface Discovery {
  /** behind organic choice and fresh authentic rows */
  readonly organic?: Consider;
  /** behind word of mouth */
  readonly heard?: Consider;
}

/** Sets of this many occasions are held at a time. */
export const CONSIDERED_AT_ONCE = 65_536;

export function discoveryOf(
  { core, key, world, treatment }: SimulationOptions,
  { truth, available, recent = [] }: SimulationState,
  round: number,
): Discovery {
  const { discovery, wordOfMouth } = treatment.users;
  const setting = { core, key, round, world, truth, available, recent, options: discovery };
  const { from } = discovery;
  const organic = from === "catalogue" ? undefined : considering(from, setting);
  const heard = wordOfMouth === 0 ? undefined : from === "friends" ? organic : considering("friends", setting);
  return { ...(organic ? { organic } : {}), ...(heard ? { heard } : {}) };
}

/** The choices that the next rounds remember, once those of this round are known; nothing where nobody asks for them. */
export function recentAfter(
  { treatment }: SimulationOptions,
  { recent, round }: SimulationState,
  { chosen }: Interactions,
): readonly Choices[] | undefined {
  const rounds = roundsRemembered(treatment.users);
  return rounds > 0 && round > 0 ? remembered(recent, chosen, rounds) : undefined;
}

/**
 * What users choose from their consideration sets: by utility, the outside option with it, all places in a set alike.
 * @returns (occasions) the item, -1 for the outside option, NOT_ASKED where the set is empty
 */
export async function chooseConsidered(
  { options, logit, round }: Round,
  consider: Consider,
  occasions: Occasions,
  eligibility: Eligibility,
): Promise<Int32Array> {
  const { core, key } = options;
  const stream = { key, round, purpose: purposes.consideredChoice };
  const chosen = new Int32Array(occasions.users.length).fill(NOT_ASKED);
  for (let begin = 0; begin < chosen.length; begin += CONSIDERED_AT_ONCE) {
    const part = {
      users: occasions.users.subarray(begin, begin + CONSIDERED_AT_ONCE),
      draws: occasions.draws.subarray(begin, begin + CONSIDERED_AT_ONCE),
    };
    const sets = consider(part, eligibility);
    const weights = slateWeights(core, logit, new Float64Array(sets.k), sets);
    const rows = indicesWhere(part.users.length, (n) => sets.sizes[n]! > 0);
    const { users, draws } = select(part, rows);
    const slots = await core.chooseSlots({ ...sets, weights }, users, draws, rows, stream);
    for (let s = 0; s < rows.length; s++) {
      chosen[begin + rows[s]!] = slots[s]! < 0 ? -1 : sets.items[rows[s]! * sets.k + slots[s]!]!;
    }
  }
  return chosen;
}

/** An occasion whose consideration set is empty. */
export const NOT_ASKED = -2;

/** The occasions, of those given, that are word of mouth by their coin. */
export function heardOf({ options, round }: Round, { users, draws }: Occasions, entries: Int32Array): Int32Array {
  const { core, key, treatment } = options;
  const stream = { key, round, purpose: purposes.wordOfMouth };
  return entries.filter((n) => core.uniform(stream, draws[n]!, users[n]!, 0) < treatment.users.wordOfMouth);
}
