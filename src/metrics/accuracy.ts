import type { Csr } from "../core/index.ts";
import { type Elementary, judged, type Metric, reported } from "./metric.ts";
import { rowOf } from "./rows.ts";
import type { RoundView, Slates } from "./view.ts";

/**
 * Recall@k, hits / min(k, |relevant|), so that a perfect slate scores 1 whatever k is. In [0, 1]; undefined without
 * relevant items. Liang et al. (2018), Rendle et al. (2021).
 * @param ranked (k) best first, -1 for an empty slot
 * @param relevant ascending, without duplicates
 */
export function recall(ranked: Int32Array, relevant: Int32Array): number | undefined {
  if (relevant.length === 0 || ranked.length === 0) return undefined;
  let hits = 0;
  for (const item of ranked) if (includes(relevant, item)) hits++;
  return hits / Math.min(ranked.length, relevant.length);
}

/** The discounts 1 / log2(rank + 1) of ranks 1 to k. */
export function rankDiscounts(core: Elementary, k: number): Float64Array {
  const ln2 = core.log(2);
  return Float64Array.from({ length: k }, (_, position) => ln2 / core.log(position + 2));
}

/**
 * NDCG@k with binary relevance: Σ over hits of the discount of their rank, divided by that of min(k, |relevant|) hits at
 * the top. In [0, 1]; undefined without relevant items. Järvelin & Kekäläinen (2002), with the ideal of Rendle et al. (2021).
 * @param ranked (k) best first, -1 for an empty slot
 * @param relevant ascending, without duplicates
 * @param discounts (k or more) from `rankDiscounts`
 */
export function ndcg(ranked: Int32Array, relevant: Int32Array, discounts: Float64Array): number | undefined {
  if (relevant.length === 0 || ranked.length === 0) return undefined;
  if (!(discounts.length >= ranked.length)) {
    throw new RangeError(`ndcg: got ${discounts.length} discounts for ${ranked.length} ranks, expected one for each`);
  }
  let gain = 0;
  let ideal = 0;
  for (let r = 0; r < ranked.length; r++) {
    if (includes(relevant, ranked[r]!)) gain += discounts[r]!;
    if (r < relevant.length) ideal += discounts[r]!;
  }
  return gain / ideal;
}

function includes(ascending: Int32Array, item: number): boolean {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (ascending[middle]! < item) low = middle + 1;
    else high = middle;
  }
  return low < ascending.length && ascending[low] === item;
}

/**
 * Mean of a score over the slates of users that have relevant items; undefined where no user has.
 * @param heldOut relevant items, rows by user id
 * @param among (items) 1 for the only items that count as relevant; all do if left out
 * @throws RangeError where a user has no row
 */
export function meanOverUsers(
  slates: Slates,
  heldOut: Csr,
  score: (ranked: Int32Array, relevant: Int32Array) => number | undefined,
  among?: Uint8Array,
): number | undefined {
  let sum = 0;
  let users = 0;
  for (let row = 0; row < slates.users.length; row++) {
    const all = rowOf(heldOut, slates.users[row]!);
    const relevant = among ? all.filter((item) => among[item] === 1) : all;
    const value = score(slates.items.subarray(row * slates.k, (row + 1) * slates.k), relevant);
    if (value === undefined) continue;
    sum += value;
    users++;
  }
  return users > 0 ? sum / users : undefined;
}

/** Slates of the users that the model knows, or of those it does not. */
function ofUsers(slates: Slates, knowsUser: Uint8Array, known: 0 | 1): Slates {
  const { k, users, items } = slates;
  const kept = Array.from(users.keys()).filter((row) => knowsUser[users[row]!] === known);
  const rows = new Int32Array(kept.length * k);
  kept.forEach((row, n) => {
    rows.set(items.subarray(row * k, (row + 1) * k), n * k);
  });
  return { k, users: Int32Array.from(kept, (row) => users[row]!), items: rows };
}

async function meanRecall(view: RoundView, among?: Uint8Array): Promise<number | undefined> {
  return meanOverUsers(await view.evaluationSlates(), view.baseline.heldOut, recall, among);
}

async function meanRecallOf(view: RoundView, known: 0 | 1): Promise<number | undefined> {
  return meanOverUsers(ofUsers(await view.evaluationSlates(), view.knowsUser, known), view.baseline.heldOut, recall);
}

async function meanNdcg(view: RoundView, among?: Uint8Array): Promise<number | undefined> {
  const slates = await view.evaluationSlates();
  const discounts = rankDiscounts(view.core, slates.k);
  return meanOverUsers(slates, view.baseline.heldOut, (ranked, relevant) => ndcg(ranked, relevant, discounts), among);
}

export const accuracyMetrics: readonly Metric[] = [
  {
    name: "recall",
    title: "Recall@k",
    family: "accuracy",
    summary: "How much of what users truly went on to choose a slate of the model would hold.",
    ...judged("falls", 0.01),
    format: ".3f",
    compute: (view) => meanRecall(view),
  },
  {
    name: "ndcg",
    title: "NDCG@k",
    family: "accuracy",
    summary: "The same as recall, with more credit for what stands higher in the slate.",
    ...judged("falls", 0.01),
    format: ".3f",
    compute: (view) => meanNdcg(view),
  },
  {
    name: "recall_warm",
    title: "Recall@k, warm users",
    family: "accuracy",
    summary: "Recall for users with training rows in this round.",
    ...reported,
    format: ".3f",
    compute: (view) => meanRecallOf(view, 1),
  },
  {
    name: "recall_cold",
    title: "Recall@k, cold users",
    family: "accuracy",
    summary: "Recall for users without a training row in this round, by what they are shown instead.",
    ...reported,
    format: ".3f",
    compute: (view) => meanRecallOf(view, 0),
  },
  {
    name: "recall_tail",
    title: "Recall@k in the tail",
    family: "accuracy",
    summary: "Recall of the items of the tail alone.",
    ...judged("falls", 0.01),
    format: ".3f",
    compute: (view) => meanRecall(view, view.baseline.tail),
  },
  {
    name: "ndcg_tail",
    title: "NDCG@k in the tail",
    family: "accuracy",
    summary: "NDCG of the items of the tail alone.",
    ...judged("falls", 0.01),
    format: ".3f",
    compute: (view) => meanNdcg(view, view.baseline.tail),
  },
];
