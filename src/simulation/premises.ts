import type { Csr } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { countBy, indicesWhere } from "../log/index.ts";
import { type Baseline, tailItems } from "../metrics/index.ts";
import { anyoneLooks } from "../users/index.ts";
import { type Truth, truthOf, type World } from "../world/index.ts";
import { type BestUtilities, bestUtilities } from "./best.ts";
import type { SimulationOptions } from "./options.ts";
import { occasionsPerChoice, organicShares } from "./organic.ts";
import { initialState } from "./state.ts";

/** What is settled before round 0 and the same in every round. */
export interface Premises {
  readonly baseline: Baseline;
  /** what was true at first */
  readonly truth: Truth;
  /** (users) occasions a user comes on for each choice */
  readonly perChoice: Float64Array;
  /** users of `baseline.pairs`, ascending; none where nobody looks at slates */
  readonly pairedUsers: Int32Array;
  /** users with held-out pairs, ascending */
  readonly evaluatedUsers: Int32Array;
  readonly best: BestUtilities;
}

export async function premisesOf(options: SimulationOptions): Promise<Premises> {
  const { world, measure } = options;
  const popularity = new Float64Array(world.items);
  const { item, value } = world.log;
  for (let r = 0; r < item.length; r++) popularity[item[r]!]! += value[r]!;
  const { perChoice, originalShares, authenticPairs } = await freeChoice(options);
  const baseline: Baseline = {
    users: world.users,
    items: world.items,
    popularity,
    audience: countBy(authenticPairs.indices, world.items),
    authentic: authenticPairs,
    groups: world.groups,
    tail: tailItems(popularity, measure.tail),
    attributes: world.attributes,
    attributeDims: world.attributeDims,
    originalShares,
    pairs: keyedPairs(options),
    heldOut: world.heldOut,
  };
  return {
    baseline,
    truth: truthOf(world),
    perChoice,
    pairedUsers: pairedUsers(options, baseline.pairs),
    evaluatedUsers: usersWithRows(world.heldOut),
    best: bestUtilities(options),
  };
}

function pairedUsers({ world, treatment }: SimulationOptions, pairs: Int32Array): Int32Array {
  if (!anyoneLooks(treatment.users)) return new Int32Array(0);
  const paired = new Uint8Array(world.users);
  for (const user of pairs) paired[user] = 1;
  return indicesWhere(paired.length, (u) => paired[u] === 1);
}

function usersWithRows({ indptr }: Csr): Int32Array {
  return indicesWhere(indptr.length - 1, (u) => indptr[u + 1]! > indptr[u]!);
}

interface FreeChoice {
  readonly perChoice: Float64Array;
  readonly originalShares: Float64Array;
  readonly authenticPairs: Csr;
}

/**
 * What follows from a world and the way its users choose: it takes passes over the whole catalogue, and neither arm nor
 * replicate changes it, so that simulations of one world share it.
 */
const known = new WeakMap<World, Map<string, Promise<FreeChoice>>>();

function freeChoice(options: SimulationOptions): Promise<FreeChoice> {
  const behaviours = known.get(options.world) ?? new Map<string, Promise<FreeChoice>>();
  known.set(options.world, behaviours);
  const behaviour = JSON.stringify(options.treatment.users);
  const found = behaviours.get(behaviour) ?? computeFreeChoice(options);
  behaviours.set(behaviour, found);
  found.catch(() => behaviours.delete(behaviour)); // a failure may be of its moment: whoever asks next tries again
  return found;
}

async function computeFreeChoice(options: SimulationOptions): Promise<FreeChoice> {
  const { truth, consumed } = initialState(options.world);
  const perChoice = await occasionsPerChoice(options);
  const originalShares = await organicShares(options, truth, consumed, perChoice);
  return { perChoice, originalShares, authenticPairs: consumed };
}

/** (2 · pairs) pairs of distinct users, by key. */
function keyedPairs({ core, key, world: { users }, measure }: SimulationOptions): Int32Array {
  if (users < 2) return new Int32Array(0);
  const stream = { key, round: 0, purpose: purposes.pairs };
  const pairs = new Int32Array(2 * measure.pairs);
  for (let p = 0; p < measure.pairs; p++) {
    const a = Math.trunc(core.uniform(stream, 0, p, 0) * users);
    const b = Math.trunc(core.uniform(stream, 0, p, 1) * (users - 1));
    pairs[2 * p] = a;
    pairs[2 * p + 1] = b < a ? b : b + 1;
  }
  return pairs;
}
