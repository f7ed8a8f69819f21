import type { Core, Eligibility, Factors, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { indicesWhere, valuesAt } from "../log/index.ts";
import { explore } from "./explore.ts";
import type { RecommenderOptions } from "./options.ts";
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
}

/** Whether a user gets the same slate however often they come in a round. */
export function isSteady({ rank, explore }: RecommenderOptions, { excluded }: Eligibility): boolean {
  return rank === "greedy" && explore === 0 && !excluded;
}

/** The slate of every occasion: retrieved and ranked by the model (or its stand-in for cold users), then explored. */
export async function recommend(showing: Showing, service: Service, occasions: Occasions): Promise<ShownSlates> {
  const { users, draws } = occasions;
  const firsts = isSteady(showing.options, showing.eligibility) ? firstOfUsers(users) : undefined;
  const ranked = await rankAll(
    showing,
    service,
    firsts ? { users: valuesAt(users, firsts), draws: valuesAt(draws, firsts) } : occasions,
  );
  const slates = showing.options.explore > 0 ? explore(showing, service, ranked) : ranked;
  return { ...slates, ...occasions, rows: rowsOf(users.length, firsts) };
}

/** Where the entries of each user begin. */
function firstOfUsers(users: Int32Array): Int32Array {
  return indicesWhere(users.length, (n) => n === 0 || users[n] !== users[n - 1]);
}

/** The row of each entry, given the first entry of each row: an entry's own where rows and entries are one. */
function rowsOf(entries: number, firsts?: Int32Array): Int32Array {
  const rows = new Int32Array(entries);
  for (let n = 0, row = -1; n < entries; n++) rows[n] = firsts && firsts[row + 1] !== n ? row : ++row;
  return rows;
}

/** One slate an occasion, before exploration. */
export interface RankedSlates extends Omit<ShownSlates, "rows" | "users"> {}

async function rankAll(showing: Showing, service: Service, { users, draws }: Occasions): Promise<RankedSlates> {
  const k = showing.options.slate;
  const cold = new Uint8Array(users.length);
  for (let e = 0; e < users.length; e++) cold[e] = service.cold[users[e]!]!;
  const parts = [service.model.factors, service.coldFactors]
    .map((factors, isCold) => ({ factors, entries: indicesWhere(cold.length, (e) => cold[e] === isCold) }))
    .filter(({ entries }) => entries.length > 0);
  if (parts.length === 1) {
    const slates = await rank(showing, service, parts[0]!.factors, { users, draws });
    return { k, draws, ...slates, owner: users, cold };
  }
  const items = new Int32Array(users.length * k);
  const propensity = new Float64Array(users.length * k);
  for (const { factors, entries } of parts) {
    const part = { users: valuesAt(users, entries), draws: valuesAt(draws, entries) };
    const slates = await rank(showing, service, factors, part);
    placeRows(slates.items, k, entries, items);
    placeRows(slates.propensity, k, entries, propensity);
  }
  return { k, draws, items, propensity, owner: users, cold };
}

/** Row n of `from` becomes row places[n] of `to`; rows hold k values. */
function placeRows<C extends Int32Array | Float64Array>(from: C, k: number, places: Int32Array, to: C): void {
  for (let n = 0; n < places.length; n++) {
    for (let slot = 0; slot < k; slot++) to[places[n]! * k + slot] = from[n * k + slot]!;
  }
}

async function rank(showing: Showing, service: Service, factors: Factors, { users, draws }: Occasions) {
  const { core, key, round, options, eligibility } = showing;
  const k = options.slate;
  const eligible = { ...eligibility, available: both(eligibility.available, service.retrievable) };
  if (options.rank === "proportional") {
    return core.sampleSlates(factors, users, draws, k, eligible, { key, round, purpose: purposes.slateSample });
  }
  const firsts = firstOfUsers(users);
  const ties = { key, round, purpose: purposes.slateTies };
  const top = await core.topK(factors, valuesAt(users, firsts), k, eligible, ties);
  const once = firsts.length === users.length;
  return certainSlates(once ? top.items : rowsAt(top.items, k, rowsOf(users.length, firsts)));
}

/** Rows of k items. */
function rowsAt(ranked: Int32Array, k: number, rows: Int32Array): Int32Array {
  const items = new Int32Array(rows.length * k);
  for (let n = 0; n < rows.length; n++) {
    for (let slot = 0; slot < k; slot++) items[n * k + slot] = ranked[rows[n]! * k + slot]!;
  }
  return items;
}

/** Each item shown for certain. */
function certainSlates(items: Int32Array) {
  const propensity = new Float64Array(items.length);
  for (let at = 0; at < items.length; at++) if (items[at]! >= 0) propensity[at] = 1;
  return { items, propensity };
}

function both(a: Uint8Array, b: Uint8Array): Uint8Array {
  const flags = new Uint8Array(a.length);
  for (let i = 0; i < flags.length; i++) flags[i] = a[i]! & b[i]!;
  return flags;
}
