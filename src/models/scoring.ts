import type { Core, Csr, Eligibility, Stream } from "../core/index.ts";
import { includes } from "../log/index.ts";
import type { Model } from "./model.ts";
import { type Scorer, scorerOf } from "./scorer.ts";

/** For each entry k items, best first, -1 and 0 past the last: both (entries, k). */
export interface Ranking {
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

/**
 * For each entry the k eligible items of the highest score in the whole catalogue, -1 where fewer are eligible. Models
 * without factors retrieve only items they score above 0. Equal scores, in float32, are ordered by uniform(ties, 0, user, item),
 * highest first.
 */
export async function topOf(
  core: Core,
  model: Model,
  users: Int32Array,
  k: number,
  eligibility: Eligibility,
  ties: Stream,
): Promise<Ranking> {
  if (model.form === "factors") return core.topK(model.factors, users, k, eligibility, ties);
  if (model.form === "neighbours") {
    return core.knnTopK(model.neighbours, model.histories, users, k, eligibility, ties);
  }
  const scorer = scorerOf(model);
  return rankEach({ core, users, k, eligibility, ties }, scorer, (n) => scorer.itemsOf(users[n]!));
}

/**
 * For each entry the k eligible items of the highest score among row n of `candidates`, which is indexed by position in
 * `users` and whose rows ascend without duplicates. Scores and the order of equal ones are those of `topOf`, but that a model
 * without factors ranks candidates it scores 0 too, behind the others.
 */
export async function topAmong(
  core: Core,
  model: Model,
  users: Int32Array,
  candidates: Csr,
  k: number,
  eligibility: Eligibility,
  ties: Stream,
): Promise<Ranking> {
  if (model.form === "factors") return core.topKAmong(model.factors, users, candidates, k, eligibility, ties);
  const { indptr, indices } = candidates;
  const scorer = scorerOf(model);
  return rankEach({ core, users, k, eligibility, ties }, scorer, (n) => {
    scorer.of(users[n]!);
    return indices.subarray(indptr[n]!, indptr[n + 1]!);
  });
}

/** The user's scores of the items given, sums in float64. */
export function scoresOf(model: Model, user: number, items: Int32Array): Float64Array {
  const scorer = scorerOf(model);
  scorer.of(user);
  return Float64Array.from(items, scorer.score);
}

interface Request {
  readonly core: Core;
  readonly users: Int32Array;
  readonly k: number;
  readonly eligibility: Eligibility;
  readonly ties: Stream;
}

/** Ranks, for each entry, the items that `begin` gives once it has turned the scorer to the entry's user. */
function rankEach(request: Request, { score }: Scorer, begin: (entry: number) => ArrayLike<number>): Ranking {
  const { core, users, k, eligibility, ties } = request;
  const items = new Int32Array(users.length * k).fill(-1);
  const scores = new Float32Array(users.length * k);
  let room = roomFor(256);
  for (let n = 0; n < users.length; n++) {
    const user = users[n]!;
    const given = begin(n);
    if (given.length > room.listed.length) room = roomFor(2 * given.length);
    const { listed, scored, drawn } = room;
    let count = 0;
    for (let c = 0; c < given.length; c++) {
      if (!isEligible(eligibility, user, given[c]!)) continue;
      listed[count] = given[c]!;
      scored[count] = score(given[c]!);
      drawn[count++] = -1;
    }
    // drawn where it is asked for: most scores are not equal
    const tie = (at: number) => {
      if (drawn[at]! < 0) drawn[at] = core.uniform(ties, 0, user, listed[at]!);
      return drawn[at]!;
    };
    const best = contenders(room, count, k).sort((p, q) => scored[q]! - scored[p]! || tie(q) - tie(p));
    for (let slot = 0; slot < Math.min(k, count); slot++) {
      items[n * k + slot] = listed[best[slot]!]!;
      scores[n * k + slot] = scored[best[slot]!]!;
    }
  }
  return { items, scores };
}

/** Places of the scores that may be among the k highest: those of at least the k-th highest. */
function contenders({ scored, sorted, order }: Room, count: number, k: number): Int32Array {
  const all = sorted.subarray(0, count);
  all.set(scored.subarray(0, count));
  const bar = count > k ? all.sort()[count - k]! : -Infinity;
  let found = 0;
  for (let at = 0; at < count; at++) if (scored[at]! >= bar) order[found++] = at;
  return order.subarray(0, found);
}

type Room = ReturnType<typeof roomFor>;

/** Columns of the items that are being ranked: their scores in float32, and their draws. */
function roomFor(most: number) {
  return {
    listed: new Int32Array(most),
    scored: new Float32Array(most),
    drawn: new Float64Array(most),
    order: new Int32Array(most),
    sorted: new Float32Array(most),
  };
}

function isEligible({ available, excluded }: Eligibility, user: number, item: number): boolean {
  if (available && available[item] !== 1) return false;
  return !(excluded && includes(excluded.indices, excluded.indptr[user]!, excluded.indptr[user + 1]!, item));
}
