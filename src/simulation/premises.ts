import type { Csr } from "../core/index.ts";
import { countBy, indicesWhere } from "../log/index.ts";
import { type Baseline, tailItems } from "../metrics/index.ts";
import { anyoneLooks } from "../users/index.ts";
import { grownPointers, type Truth, truthOf, type World } from "../world/index.ts";
import { type BestUtilities, bestUtilities } from "./best.ts";
import type { SimulationOptions } from "./options.ts";
import { occasionsPerChoice, organicShares } from "./organic.ts";
import { keyedPairs, usersOf } from "./pairs.ts";
import { initialState } from "./state.ts";

/** What is settled before round 0 and the same in every round. */
export interface Premises {
  readonly baseline: Baseline;
  /** the world that the stage was grown from */
  readonly origin: World;
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

/** @param origin the world that the stage, `options.world`, was grown from: the stage itself where nothing new comes */
export async function premisesOf(options: SimulationOptions, origin = options.world): Promise<Premises> {
  const { world, measure } = options;
  const popularity = new Float64Array(world.items);
  const { item, value } = world.log;
  for (let r = 0; r < item.length; r++) popularity[item[r]!]! += value[r]!;
  const { perChoice, originalShares, authenticPairs } = await freeChoice(options, origin);
  const baseline: Baseline = {
    users: origin.users,
    items: world.items,
    popularity,
    audience: countBy(authenticPairs.indices, world.items),
    authentic: authenticPairs,
    groups: world.groups,
    tail: tailItems(popularity, measure.tail),
    attributes: world.attributes,
    attributeDims: world.attributeDims,
    originalShares,
    pairs: keyedPairs(options, {
      residents: origin.users,
      come: origin.users,
      present: new Uint8Array(origin.users).fill(1),
    }),
    heldOut: world.heldOut,
  };
  return {
    baseline,
    origin,
    truth: truthOf(world),
    perChoice,
    pairedUsers: anyoneLooks(options.treatment.users) ? usersOf(baseline.pairs, world.users) : new Int32Array(0),
    evaluatedUsers: usersWithRows(world.heldOut),
    best: bestUtilities(options),
  };
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

function freeChoice(options: SimulationOptions, origin: World): Promise<FreeChoice> {
  const behaviours = known.get(options.world) ?? new Map<string, Promise<FreeChoice>>();
  known.set(options.world, behaviours);
  const behaviour = JSON.stringify(options.treatment.users);
  const found = behaviours.get(behaviour) ?? computeFreeChoice(options, origin);
  behaviours.set(behaviour, found);
  found.catch(() => behaviours.delete(behaviour)); // a failure may be of its moment: whoever asks next tries again
  return found;
}

/** Original shares are those of the world at round 0: what comes later is mass outside them. */
async function computeFreeChoice(options: SimulationOptions, origin: World): Promise<FreeChoice> {
  const { world } = options;
  const perChoice = await occasionsPerChoice(options, origin.items);
  const { truth, consumed } = initialState(origin);
  const shares = await organicShares({ ...options, world: origin }, truth, consumed, perChoice);
  if (world === origin) return { perChoice, originalShares: shares, authenticPairs: consumed };
  const originalShares = new Float64Array(world.items);
  originalShares.set(shares);
  const authenticPairs = { ...consumed, indptr: grownPointers(consumed.indptr, world.users) };
  return { perChoice, originalShares, authenticPairs };
}
