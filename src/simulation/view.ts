import { purposes } from "../core/purposes.ts";
import { countBy, countByProvenance, drawByWeight } from "../log/index.ts";
import type { RoundView, Slates } from "../metrics/index.ts";
import { userRows } from "../models/index.ts";
import { isSteady, recommend, type Service, type Trained } from "../recommender/index.ts";
import { logAttention, slateUtilities } from "../users/index.ts";
import type { Truth } from "../world/index.ts";
import { providersOf } from "../world/topics.ts";
import type { BestUtilities } from "./best.ts";
import type { Shown } from "./display.ts";
import { exploredOf, utilityForgone } from "./forgone.ts";
import { groupView, meanUtility, served, type Utilities } from "./groupView.ts";
import type { Interactions } from "./interact.ts";
import type { SimulationOptions } from "./options.ts";
import { choiceLogit, organicShares } from "./organic.ts";
import type { Premises } from "./premises.ts";
import { premisesNow, presenceOf } from "./presence.ts";
import type { SimulationState } from "./state.ts";

/** What happened in a round, as far as it is measured. */
export interface Happened {
  readonly round: number;
  readonly before: SimulationState;
  readonly after: SimulationState;
  readonly trained: Trained;
  readonly service: Service;
  readonly interactions: Interactions;
}

/** The round as metrics see it. Costly parts are computed when a metric first asks, and once. */
export function viewOf(options: SimulationOptions, premises: Premises, happened: Happened): RoundView {
  const { core, world, treatment } = options;
  const { perChoice, best } = premises;
  const { round, before, after, trained, service, interactions } = happened;
  const { available } = before;
  const { baseline, pairedUsers, evaluatedUsers, there } = premisesNow(options, premises, before);
  const { firstSlates } = interactions;
  const { truth } = before;
  const original = premises.truth;
  const atFirst = beforeTheLoop(truth, original);
  const moves = truth !== original || treatment.users.repeats === "deny" || there !== undefined;
  const utilities = onceFor((believed: Truth) => utilitiesOf(options, best, happened, believed));
  const worth = (preferences: "initial" | "current") => utilities(preferences === "initial" ? atFirst : truth);
  const view: RoundView = {
    core,
    baseline,
    round,
    k: treatment.recommender.slate,
    available,
    ...served(firstSlates, world.items),
    knowsUser: service.cold.map((cold) => 1 - cold),
    slatesShown: interactions.slatesShown,
    slatesAccepted: interactions.slatesAccepted,
    choices: countBy(interactions.rows.item, world.items),
    rows: interactions.rows,
    newRows: countByProvenance(interactions.rows),
    trainingRows: trained.rows,
    trainingPopularity: trained.itemWeights,
    model: service.model.form === "factors" ? service.model.factors : undefined,
    ...(before.lastSlates ? { lastSlates: before.lastSlates } : {}),
    userRows: once(() => userRows(service.model)),
    slates: once(() => slatesNow(options, happened, pairedUsers)),
    evaluationSlates: once(() =>
      slatesOf(options, happened, evaluatedUsers, { available, excluded: baseline.authentic }),
    ),
    consumed: () => after.consumed,
    currentShares: once(async () =>
      moves ? organicShares(options, truth, before.consumed, perChoice, there) : baseline.originalShares,
    ),
    authenticSample: onceFor((reference: Float64Array) =>
      multinomial(options, round, reference, interactions.rows.item.length),
    ),
    authenticBought: interactions.bought,
    exploredSlots: () => exploredOf(options, happened, eligibility(options, happened)),
    utilityForgone: once(() => utilityForgone(options, happened, eligibility(options, happened))),
    trainingWork: trained.round === round ? trained.work : 0,
    utility: async (preferences) => meanUtility(await worth(preferences)),
    servedUtilities: async () => (await worth("current")).shown,
    providers: once(() => providersOf(baseline.attributes, baseline.attributeDims, before.creators?.of)),
    ...presenceOf(options, before, after),
    uniform: (number, use) => core.uniform({ key: options.key, round: 0, purpose: purposes.network }, use, number, 0),
    ofGroup: (name) => {
      const group = world.groupNames.indexOf(name);
      if (group < 0) return undefined;
      const sources = { rows: interactions.rows, firstSlates, utilities: worth };
      return groupView(view, sources, (user) => world.groups[user] === group);
    },
  };
  return view;
}

/** The present catalogue to users as they were at first; the original truth where it still holds all of it. */
function beforeTheLoop({ items, intercepts }: Truth, original: Truth): Truth {
  return items === original.items && intercepts === original.intercepts
    ? original
    : { users: original.users, items, intercepts };
}

/** What may be shown at the start of the round. */
function eligibility({ treatment }: SimulationOptions, { before: { available, consumed } }: Happened): Shown {
  return treatment.users.repeats === "deny" ? { available, excluded: consumed } : { available };
}

/** Slates of the given users as the recommender would show them now, without exploration. Nobody sees them. */
async function slatesOf(
  options: SimulationOptions,
  { round, service }: Happened,
  users: Int32Array,
  shown: Shown,
): Promise<Slates> {
  const { core, key, treatment } = options;
  const plain = { ...treatment.recommender, explore: 0 };
  const showing = { core, key, round, options: plain, eligibility: shown };
  const { k, items } = await recommend(showing, service, { users, draws: new Int32Array(users.length) });
  return { k, users, items };
}

/**
 * Slates of the given users as the recommender would show them now, without exploration. Where a slate is the same at
 * every visit, users who came have seen theirs already.
 */
async function slatesNow(options: SimulationOptions, happened: Happened, users: Int32Array): Promise<Slates> {
  const now = eligibility(options, happened);
  if (!isSteady(options.treatment.recommender, now)) return slatesOf(options, happened, users, now);
  const k = options.treatment.recommender.slate;
  const items = new Int32Array(users.length * k);
  const place = new Int32Array(options.world.users).fill(-1);
  for (let n = 0; n < users.length; n++) place[users[n]!] = n;
  const fill = (slates: Slates) => {
    for (let row = 0; row < slates.users.length; row++) {
      const n = place[slates.users[row]!]!;
      if (n < 0) continue;
      for (let slot = 0; slot < k; slot++) items[n * k + slot] = slates.items[row * k + slot]!;
      place[slates.users[row]!] = -1;
    }
  };
  for (const slates of happened.interactions.firstSlates) fill(slates);
  const unseen = users.filter((u) => place[u]! >= 0);
  if (unseen.length > 0) fill(await slatesOf(options, happened, unseen, now));
  return { k, users, items };
}

/** What the first slates of served users are worth to them, and what the best ones would be, where they are worth anything. */
async function utilitiesOf(
  options: SimulationOptions,
  best: BestUtilities,
  happened: Happened,
  truth: Truth,
): Promise<Utilities> {
  const { core, treatment } = options;
  const logit = choiceLogit(options, truth);
  const attention = logAttention(core, treatment.users.attention, treatment.recommender.slate);
  const served = happened.interactions.firstSlates.reduce((sum, { users }) => sum + users.length, 0);
  const [users, shown, ideal] = [new Int32Array(served), new Float64Array(served), new Float64Array(served)];
  let count = 0;
  for (const slates of happened.interactions.firstSlates) {
    const worth = slateUtilities(core, logit, attention, slates);
    const bestWorth = await best(happened.round, slates.users, truth, eligibility(options, happened));
    for (let n = 0; n < worth.length; n++) {
      if (!Number.isFinite(worth[n])) continue;
      users[count] = slates.users[n]!;
      shown[count] = worth[n]!;
      ideal[count++] = bestWorth[n]!;
    }
  }
  return { users: users.subarray(0, count), shown: shown.subarray(0, count), best: ideal.subarray(0, count) };
}

/** Counts of n rows drawn from the shares given, keyed by row: the same draws in every arm. */
function multinomial({ core, key }: SimulationOptions, round: number, shares: Float64Array, n: number): Float64Array {
  const stream = { key, round, purpose: purposes.floor };
  const rows = drawByWeight(shares, new Int32Array(n), (_, row) => core.uniform(stream, 0, row, 0));
  return countBy(rows, shares.length);
}

function once<T extends object>(compute: () => T): () => T {
  let result: T | undefined;
  return () => {
    result ??= compute();
    return result;
  };
}

/** Computes once for each argument, told apart by identity: a truth that has not moved is one object. */
function onceFor<A extends object, T>(compute: (argument: A) => T): (argument: A) => T {
  const known = new Map<A, T>();
  return (argument) => {
    const found = known.get(argument) ?? compute(argument);
    known.set(argument, found);
    return found;
  };
}
