import type { Core, Eligibility, Factors, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { indicesWhere } from "../log/index.ts";
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
  const steady = isSteady(showing.options, showing.eligibility);
  const rows = steady ? rowsByUser(occasions.users) : occasions.users.map((_, n) => n);
  const firsts = firstOfRows(rows);
  const ranked = await rankAll(showing, service, {
    users: firsts.map((n) => occasions.users[n]!),
    draws: firsts.map((n) => occasions.draws[n]!),
  });
  const slates = showing.options.explore > 0 ? explore(showing, service, ranked) : ranked;
  return { ...slates, ...occasions, rows };
}

/** Numbers runs of the same user. */
function rowsByUser(users: Int32Array): Int32Array {
  let row = -1;
  return users.map((u, n) => (n > 0 && u === users[n - 1] ? row : ++row));
}

function firstOfRows(rows: Int32Array): Int32Array {
  return indicesWhere(rows.length, (n) => n === 0 || rows[n] !== rows[n - 1]);
}

/** One slate an occasion, before exploration. */
export interface RankedSlates extends Omit<ShownSlates, "rows" | "users"> {}

async function rankAll(showing: Showing, service: Service, { users, draws }: Occasions): Promise<RankedSlates> {
  const k = showing.options.slate;
  const cold = Uint8Array.from(users, (u) => service.cold[u]!);
  const items = new Int32Array(users.length * k).fill(-1);
  const propensity = new Float64Array(users.length * k);
  for (const [isCold, factors] of [
    [0, service.model.factors],
    [1, service.coldFactors],
  ] as const) {
    const entries = indicesWhere(cold.length, (e) => cold[e] === isCold);
    if (entries.length === 0) continue;
    const part = { users: entries.map((e) => users[e]!), draws: entries.map((e) => draws[e]!) };
    const slates = await rank(showing, service, factors, part);
    entries.forEach((e, n) => {
      items.set(slates.items.subarray(n * k, (n + 1) * k), e * k);
      propensity.set(slates.propensity.subarray(n * k, (n + 1) * k), e * k);
    });
  }
  return { k, draws, items, propensity, owner: users, cold };
}

async function rank(showing: Showing, service: Service, factors: Factors, { users, draws }: Occasions) {
  const { core, key, round, options, eligibility } = showing;
  const k = options.slate;
  const eligible = { ...eligibility, available: both(eligibility.available, service.retrievable) };
  if (options.rank === "proportional") {
    return core.sampleSlates(factors, users, draws, k, eligible, { key, round, purpose: purposes.slateSample });
  }
  const distinct = users.filter((u, n) => n === 0 || u !== users[n - 1]);
  const top = await core.topK(factors, distinct, k, eligible, { key, round, purpose: purposes.slateTies });
  const items = new Int32Array(users.length * k);
  for (let n = 0, d = -1; n < users.length; n++) {
    if (n === 0 || users[n] !== users[n - 1]) d++;
    items.set(top.items.subarray(d * k, (d + 1) * k), n * k);
  }
  return { items, propensity: new Float64Array(items).map((i) => (i >= 0 ? 1 : 0)) };
}

const both = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((x, i) => x & b[i]!);
