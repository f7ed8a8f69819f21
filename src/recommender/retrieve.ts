import type { Csr, Eligibility } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { indicesWhere, valuesAt } from "../log/index.ts";
import { type Ranking, topAmong, topOf } from "../models/index.ts";
import { type ScoredLists, USERS_AT_ONCE } from "./lists.ts";
import type { Showing } from "./recommend.ts";
import type { Served, Service } from "./serve.ts";
import { type Found, unionOfLists } from "./union.ts";

/**
 * The best `depth` of each user's candidates, as the model that ranks scores them. Candidates are the union of what the
 * sources give; without sources they are the whole catalogue as the model itself retrieves it.
 * @param users distinct
 */
export async function scoredLists(
  showing: Showing,
  service: Service,
  users: Int32Array,
  depth: number,
): Promise<ScoredLists> {
  const items = new Int32Array(users.length * depth);
  const scores = new Float32Array(users.length * depth);
  for (let begin = 0; begin < users.length; begin += USERS_AT_ONCE) {
    const block = users.slice(begin, begin + USERS_AT_ONCE);
    const list =
      service.sources.length === 0
        ? await bestOf(showing, service, block, depth, purposes.slateTies)
        : await bestAmong(showing, service, block, await retrieve(showing, service, block), depth);
    items.set(list.items, begin * depth);
    scores.set(list.scores, begin * depth);
  }
  return { depth, items, scores };
}

/** For each user the items that one source or more have among their best, ascending, without duplicates. */
export async function retrieve(showing: Showing, { sources }: Service, users: Int32Array): Promise<Csr> {
  const found: Found[] = [];
  for (const source of sources) {
    const { count } = source;
    const { items } = await bestOf(showing, source, users, count, purposes.retrieveTies);
    found.push({ count, items });
  }
  return unionOfLists(found, users.length, showing.eligibility.available.length);
}

/** Each user's best by the model, or by what stands in for it, of all that may be shown and it can retrieve. */
function bestOf(showing: Showing, served: Served, users: Int32Array, k: number, purpose: number): Promise<Ranking> {
  const { core, key, round, eligibility } = showing;
  const eligible = { ...eligibility, available: both(eligibility.available, served.retrievable, 1) };
  return eachModel(served, users, k, (model, part) => topOf(core, model, part, k, eligible, { key, round, purpose }));
}

/**
 * Each user's candidates best first. Those that the model that ranks could not have retrieved have no score of its own: they
 * come last, in the order that it gives them among themselves, at 0 or at the last score where that is less.
 */
async function bestAmong(
  showing: Showing,
  service: Service,
  users: Int32Array,
  candidates: Csr,
  depth: number,
): Promise<Ranking> {
  const { core, key, round, eligibility } = showing;
  const ties = { key, round, purpose: purposes.slateTies };
  const among = (available: Uint8Array) => {
    const eligible: Eligibility = { ...eligibility, available };
    return eachModel(service, users, depth, (model, part, entries) =>
      topAmong(core, model, part, entries ? rowsOf(candidates, entries) : candidates, depth, eligible, ties),
    );
  };
  const known = await among(both(eligibility.available, service.retrievable, 1));
  if (!candidates.indices.some((item) => service.retrievable[item] === 0)) return known;
  const unknown = await among(both(eligibility.available, service.retrievable, 0));
  for (let n = 0; n < users.length; n++) {
    const end = (n + 1) * depth;
    let at = n * depth;
    while (at < end && known.items[at]! >= 0) at++;
    const score = at > n * depth ? Math.min(0, known.scores[at - 1]!) : 0;
    for (let from = n * depth; at < end && unknown.items[from]! >= 0; from++, at++) {
      known.items[at] = unknown.items[from]!;
      known.scores[at] = score;
    }
  }
  return known;
}

type Best = (model: Served["model"], users: Int32Array, entries?: Int32Array) => Promise<Ranking>;

/** The rankings of users whom the model knows and of those for whom another stands in, as one. `entries`: where they stand. */
async function eachModel({ model, standIn }: Served, users: Int32Array, k: number, best: Best): Promise<Ranking> {
  const known = indicesWhere(users.length, (n) => model.knowsUser[users[n]!] === 1);
  if (known.length === users.length) return best(model, users);
  if (known.length === 0) return best(standIn, users);
  const items = new Int32Array(users.length * k);
  const scores = new Float32Array(users.length * k);
  const others = indicesWhere(users.length, (n) => model.knowsUser[users[n]!] !== 1);
  for (const [scorer, entries] of [
    [model, known],
    [standIn, others],
  ] as const) {
    const part = await best(scorer, valuesAt(users, entries), entries);
    for (let n = 0; n < entries.length; n++) {
      items.set(part.items.subarray(n * k, (n + 1) * k), entries[n]! * k);
      scores.set(part.scores.subarray(n * k, (n + 1) * k), entries[n]! * k);
    }
  }
  return { items, scores };
}

/** Some rows of a sparse matrix. */
function rowsOf({ indptr, indices }: Csr, rows: Int32Array): Csr {
  const pointers = new Int32Array(rows.length + 1);
  for (let n = 0; n < rows.length; n++) pointers[n + 1] = pointers[n]! + indptr[rows[n]! + 1]! - indptr[rows[n]!]!;
  const taken = new Int32Array(pointers[rows.length]!);
  for (let n = 0; n < rows.length; n++)
    taken.set(indices.subarray(indptr[rows[n]!]!, indptr[rows[n]! + 1]!), pointers[n]);
  return { indptr: pointers, indices: taken };
}

/** 1 where `a` is 1 and `b` is `value`. */
function both(a: Uint8Array, b: Uint8Array, value: number): Uint8Array {
  const flags = new Uint8Array(a.length);
  for (let i = 0; i < flags.length; i++) flags[i] = a[i] === 1 && b[i] === value ? 1 : 0;
  return flags;
}
