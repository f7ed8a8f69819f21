import type { Csr } from "../core/index.ts";
import type { RoundView } from "../metrics/index.ts";
import { anyoneLooks, isPopulationSettled, newUsersBy } from "../users/index.ts";
import { attributesOf, isSettled } from "../world/index.ts";
import type { SimulationOptions } from "./options.ts";
import { keyedPairs, usersOf } from "./pairs.ts";
import type { Premises } from "./premises.ts";
import type { SimulationState } from "./state.ts";

/** What is compared in this round: as at first, or where users or items come and go, what is there now. */
export function premisesNow(options: SimulationOptions, premises: Premises, state: SimulationState) {
  const { treatment, world } = options;
  const { present, available, truth } = state;
  const { baseline, pairedUsers, evaluatedUsers } = premises;
  const settled = isPopulationSettled(treatment.users);
  if (settled && isSettled(treatment.catalogue)) return { baseline, pairedUsers, evaluatedUsers, there: undefined };
  const residents = premises.origin.users;
  const come = residents + newUsersBy(options.core, options.key, treatment.users, state.round + 1);
  const pairs = settled ? baseline.pairs : keyedPairs(options, { residents, come, present });
  return {
    baseline: {
      ...baseline,
      pairs,
      attributes: attributesOf(world, truth),
      heldOut: itemsOf(baseline.heldOut, available),
    },
    pairedUsers: anyoneLooks(treatment.users) ? usersOf(pairs, world.users) : new Int32Array(0),
    evaluatedUsers: evaluatedUsers.filter((u) => present[u] === 1),
    there: { present, available },
  };
}

/** The entries of items that are there, by user. */
function itemsOf({ indptr, indices }: Csr, available: Uint8Array): Csr {
  if (indices.every((item) => available[item] === 1)) return { indptr, indices };
  const kept = new Int32Array(indptr.length);
  const left = new Int32Array(indices.length);
  let n = 0;
  for (let u = 0; u + 1 < indptr.length; u++) {
    for (let e = indptr[u]!; e < indptr[u + 1]!; e++) if (available[indices[e]!] === 1) left[n++] = indices[e]!;
    kept[u + 1] = n;
  }
  return { indptr: kept, indices: left.slice(0, n) };
}

/** Who and what is there in the round, as far as it can change. */
export function presenceOf(
  { treatment }: SimulationOptions,
  before: SimulationState,
  after: SimulationState,
): Pick<RoundView, "population" | "itemsAvailable" | "creatorsPresent"> {
  const { present, available, catalogue, creators } = before;
  const stayed = present.map((here, u) => here & after.present[u]!);
  return {
    ...(isPopulationSettled(treatment.users)
      ? {}
      : { population: { present: sum(present), left: sum(present) - sum(stayed) } }),
    ...(catalogue ? { itemsAvailable: sum(available) } : {}),
    ...(creators ? { creatorsPresent: sum(creators.present) } : {}),
  };
}

const sum = (flags: Uint8Array): number => flags.reduce((total, flag) => total + flag, 0);
