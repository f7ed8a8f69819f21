import { purposes } from "../core/purposes.ts";
import {
  adoptedBy,
  type Creators,
  exposureShares,
  firstCreators,
  giveUp,
  imitated,
  isPopulationSettled,
  newUsersBy,
  satisfied,
  sharedOut,
  stay,
} from "../users/index.ts";
import {
  agedIntercepts,
  arrivedBy,
  availableIn,
  type Catalogue,
  firstCatalogue,
  isSettled,
  productionOf,
  type Truth,
  type World,
  withItems,
  withoutItems,
} from "../world/index.ts";
import type { Interactions } from "./interact.ts";
import type { SimulationOptions } from "./options.ts";

/** Who and what is there. */
export interface Presence {
  /** (users) 1 where the user is there */
  readonly present: Uint8Array;
  /** (users) see `satisfied`; nothing while nobody leaves */
  readonly satisfaction?: Float64Array;
  /** (items) 1 where the item is in the catalogue */
  readonly available: Uint8Array;
  /** when items come and go; nothing while none does */
  readonly catalogue?: Catalogue;
  /** nothing while there are none */
  readonly creators?: Creators;
}

/** Who and what is there at round 0: of the stage that is played on, the users and items of the world it was grown from. */
export function firstPresence({ core, key, treatment, world: stage }: SimulationOptions, world: World): Presence {
  const { users, catalogue: options } = treatment;
  const here = (capacity: number, count: number) => new Uint8Array(capacity).fill(1, 0, count);
  const factors = stage.preferences.factors;
  return {
    present: here(stage.users, world.users),
    ...(users.churn.rate > 0 ? { satisfaction: new Float64Array(stage.users).fill(1) } : {}),
    available: here(stage.items, world.items),
    ...(isSettled(options) ? {} : { catalogue: firstCatalogue(core, key, options, world.items, stage.items) }),
    ...(options.creators.count > 0
      ? { creators: firstCreators(core, key, options.creators, factors.items, factors.dims, world.items) }
      : {}),
  };
}

/** The users of the next round: those who stay, and the new ones. Nothing where nobody comes or goes. */
export function nextUsers(
  { core, key, world: stage, rounds, treatment: { users } }: SimulationOptions,
  residents: number,
  before: Pick<Presence, "present" | "satisfaction">,
  round: number,
  { visits }: Interactions,
  perChoice: Float64Array,
): Partial<Pick<Presence, "present" | "satisfaction">> {
  if (isPopulationSettled(users)) return {};
  const { churn } = users;
  const felt =
    before.satisfaction && visits ? satisfied(before.satisfaction, visits, perChoice, churn) : before.satisfaction;
  const present = felt && visits ? stay(core, key, round, before.present, felt, visits, churn) : before.present.slice();
  if (round < rounds) {
    const by = (t: number) => Math.min(stage.users, residents + newUsersBy(core, key, users, t));
    present.fill(1, by(round), by(round + 1));
  }
  return { present, ...(felt ? { satisfaction: felt } : {}) };
}

/** What a catalogue turns on in its next round. */
export interface Turn {
  readonly available: Uint8Array;
  readonly catalogue?: Catalogue;
  readonly creators?: Creators;
  readonly truth: Truth;
}

/** The catalogue of the next round: creators give up or make something new, items arrive, age and leave. */
export function nextCatalogue(
  options: SimulationOptions,
  before: Turn,
  round: number,
  interactions: Interactions,
): Partial<Turn> {
  const { catalogue } = before;
  const { world: stage } = options;
  const settings = options.treatment.catalogue;
  if (!catalogue || round >= options.rounds) return {};
  const exposures = exposuresOf(interactions, stage.items);
  const made = before.creators
    ? withCreators(options, { ...before, catalogue, creators: before.creators }, round, exposures)
    : { ...before, catalogue: withItems(catalogue, arrivalsAfter(options, round), round + 1, settings) };
  const intercepts = agedIntercepts(stage, made.catalogue!, settings.ageing, round + 1);
  const moved = intercepts !== stage.preferences.intercepts;
  const available = availableIn(made.catalogue!, round + 1);
  return {
    ...made,
    available: available.every((flag, i) => flag === before.available[i]) ? before.available : available,
    truth: moved ? { ...made.truth, intercepts } : made.truth,
  };
}

type CreatorsTurn = Turn & Required<Pick<Turn, "catalogue" | "creators">>;

function withCreators(
  options: SimulationOptions,
  before: CreatorsTurn,
  round: number,
  exposures: Float64Array,
): CreatorsTurn {
  const { core, key } = options;
  const settings = options.treatment.catalogue;
  const creators = giveUp(before.creators, exposures, settings.creators);
  const left = before.creators.present.map((flag, c) => flag - creators.present[c]!);
  const leaving = left.includes(1);
  const kept = leaving
    ? withoutItems(before.catalogue, round + 1, (item) => left[creators.of[item]!] === 1)
    : before.catalogue;
  const production = productionOf(settings);
  const madeBy = (t: number) => arrivedBy(core, key, purposes.production, production, t);
  const produced = madeBy(round + 1) - madeBy(round);
  const arrived = arrivalsAfter(options, round);
  const ids = Int32Array.from({ length: produced + arrived }, (_, n) => kept.count + n);
  const [own, adopted] = [ids.subarray(0, produced), ids.subarray(produced)];
  const shares = exposureShares(creators, exposures);
  const owners = sharedOut(core, key, round, shares, produced);
  const of = creators.of.slice();
  own.forEach((item, n) => {
    of[item] = owners[n]!;
  });
  adoptedBy(core, key, creators, adopted).forEach((owner, n) => {
    of[adopted[n]!] = owner;
  });
  const { dims } = options.world.preferences.factors;
  const scene = { core, key, dims, factors: before.truth.items, available: before.available, exposures };
  const items = imitated(scene, creators, own, owners, settings.creators.imitation);
  return {
    available: before.available,
    catalogue: withItems(kept, ids.length, round + 1, settings),
    creators: { ...creators, of },
    truth: items === before.truth.items ? before.truth : { ...before.truth, items },
  };
}

/** New items that no creator made, between a round and the next. */
function arrivalsAfter({ core, key, treatment }: SimulationOptions, round: number): number {
  const by = (t: number) => arrivedBy(core, key, purposes.itemArrivals, treatment.catalogue.arrivals, t);
  return by(round + 1) - by(round);
}

/** Slots in which each item was shown on first slates: one slate a user, whatever the activity. (items) */
function exposuresOf({ firstSlates }: Interactions, items: number): Float64Array {
  const exposures = new Float64Array(items);
  for (const slates of firstSlates) for (const item of slates.items) if (item >= 0) exposures[item]!++;
  return exposures;
}
