import type { Core, Eligibility, Key } from "../core/index.ts";
import { indicesWhere, valuesAt } from "../log/index.ts";
import {
  chanceAt,
  type Drawn,
  drawFromCatalogue,
  drawFromLists,
  firstOfUsers,
  rankKind,
  rowsOf,
  together,
} from "./draw/index.ts";
import { coinMarks, exploration, explore, waysOf } from "./explore.ts";
import { inclusionsOf } from "./inclusions.ts";
import type { RecommenderOptions } from "./options.ts";
import { hasStages, listsOf } from "./pipeline.ts";
import type { Service } from "./serve.ts";

/** Occasions on which users come: entry e is user users[e], for the draws[e]-th time this round; a user's stand together. */
export interface Occasions {
  readonly users: Int32Array;
  readonly draws: Int32Array;
}

/** What is shown: slates, and which of them each occasion gets. A slate that cannot differ is held once a user. */
export interface ShownSlates extends Occasions {
  readonly k: number;
  /** (occasions) the row of the slate */
  readonly rows: Int32Array;
  /** (rows, k) best first, -1 where the slate is short */
  readonly items: Int32Array;
  /** (rows, k) P(item at this slot | user, model, slots above), exact; 0 where there is no item */
  readonly propensity: Float64Array;
  /** (rows, k) P(item in the slate | user, model), where an option asks for it; 0 where there is no item */
  readonly inclusion?: Float64Array;
  /** (rows) whose slate it is */
  readonly owner: Int32Array;
  /** (rows) 1 where the user was cold */
  readonly cold: Uint8Array;
}

export interface Showing {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  readonly options: RecommenderOptions;
  /** items a user may not be shown, and items in the catalogue now */
  readonly eligibility: Required<Pick<Eligibility, "available">> & Eligibility;
  /** whether slates come with the inclusion of their items, which costs */
  readonly wantsInclusion?: boolean;
}

/** Whether a user gets the same slate however often they come in a round. */
export function isSteady({ rank, explore }: RecommenderOptions, { excluded }: Eligibility): boolean {
  return rank === "greedy" && exploration(explore).rate === 0 && !excluded;
}

/** A recommender without all that gives up scores for something else; nothing where there is nothing of it. */
export function plainly(options: RecommenderOptions, service: Service) {
  const isGreedy = rankKind(options.rank) === "greedy" && exploration(options.explore).rate === 0;
  if (isGreedy && service.rerankers.length === 0) return undefined;
  const pool = Math.min(options.pool ?? options.slate, options.slate); // no more of a list is shown
  const plain: RecommenderOptions = { ...options, rank: "greedy", explore: 0, rerank: [], pool };
  return { options: plain, service: { ...service, rerankers: [] } };
}

/**
 * The slate of every occasion: retrieved, ranked by the model (or its stand-in for users it does not know), re-ranked, drawn,
 * then explored.
 */
export async function recommend(showing: Showing, service: Service, occasions: Occasions): Promise<ShownSlates> {
  const { users, draws } = occasions;
  const firsts = isSteady(showing.options, showing.eligibility) ? firstOfUsers(users) : undefined;
  const served = firsts ? { users: valuesAt(users, firsts), draws: valuesAt(draws, firsts) } : occasions;
  const drawn = await drawAll(showing, service, served);
  const slates = explore(showing, drawn, served);
  const cold = Uint8Array.from(served.users, (u) => service.cold[u]!);
  const rows = rowsOf(users.length, firsts);
  const inclusion = showing.wantsInclusion ? { inclusion: inclusionsOf(showing, drawn, slates.items, served) } : {};
  return { k: showing.options.slate, ...occasions, rows, ...slates, ...inclusion, owner: served.users, cold };
}

/**
 * 1 for the slots that are given to exploration: filled by the coin of `explore`, or, under a rank that draws, with an item
 * that is not in the user's greedy slate. (slates, k)
 * @param slates one an occasion, of users who may be shown what they might have been then
 */
export async function exploredSlots(
  showing: Showing,
  service: Service,
  slates: Occasions & Pick<ShownSlates, "k" | "items">,
): Promise<Uint8Array> {
  const marks = coinMarks(showing, slates);
  if (rankKind(showing.options.rank) === "greedy") return marks;
  const greedy = { ...showing, options: { ...showing.options, rank: "greedy" as const } };
  markOthers(slates.k, slates.items, (await drawAll(greedy, service, slates)).items, marks);
  return marks;
}

/** Marks the items of each slate that are not in its greedy one. */
function markOthers(k: number, items: Int32Array, best: Int32Array, marks: Uint8Array): void {
  for (let at = 0; at < items.length; at++) {
    const from = at - (at % k);
    if (items[at]! >= 0 && !best.subarray(from, from + k).includes(items[at]!)) marks[at] = 1;
  }
}

/**
 * The slates of the occasions as they are before any is shared, and for each slot P(item | user, model, slots above) of any
 * item, -1 being that the slot stays empty: they sum to one. What estimators need that weigh items which were not shown.
 */
export async function slotLaw(showing: Showing, service: Service, occasions: Occasions) {
  const k = showing.options.slate;
  const drawn = await drawAll(showing, service, occasions);
  const { items } = explore(showing, drawn, occasions);
  const ways = waysOf(showing, drawn, occasions);
  return {
    items,
    chance: (row: number, slot: number) => chanceAt(ways(row), items.subarray(row * k, (row + 1) * k), slot),
    /** of any slate that the row's user could have been shown */
    chanceIn: (row: number, slate: Int32Array, slot: number) => chanceAt(ways(row), slate, slot),
  };
}

async function drawAll(showing: Showing, service: Service, occasions: Occasions): Promise<Drawn> {
  if (!hasStages(service)) return drawAny(showing, service, occasions);
  return drawFromLists(showing, await listsOf(showing, service, occasions.users), occasions);
}

/** Slates from the whole catalogue, of those whom the model knows and of the others. */
async function drawAny(showing: Showing, service: Service, occasions: Occasions): Promise<Drawn> {
  const { users, draws } = occasions;
  const available = both(showing.eligibility.available, service.retrievable);
  const eligible = { ...showing.eligibility, available };
  const parts: { readonly entries: Int32Array; readonly drawn: Drawn }[] = [];
  for (const [known, model] of [service.standIn, service.model].entries()) {
    const entries = indicesWhere(users.length, (e) => service.model.knowsUser[users[e]!] === known);
    if (entries.length === 0) continue;
    const posterior = known ? service.posterior : service.standInPosterior;
    const part = { users: valuesAt(users, entries), draws: valuesAt(draws, entries) };
    parts.push({ entries, drawn: await drawFromCatalogue(showing, { model, eligible, posterior }, part) });
  }
  return parts.length === 1 ? parts[0]!.drawn : together(parts, showing.options.slate, users.length);
}

function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  const flags = new Uint8Array(a.length);
  for (let i = 0; i < flags.length; i++) flags[i] = a[i]! & b[i]!;
  return flags;
}
