import type { Csr } from "../core/index.ts";
import { type Elementary, judged, type Metric, reported } from "./metric.ts";
import { checkRow } from "./rows.ts";
import type { RoundView, Slates } from "./view.ts";

/**
 * Recall@k, hits / min(k, |relevant|), so that a perfect slate scores 1 whatever k is. In [0, 1]; undefined without
 * relevant items. Liang et al. (2018), Rendle et al. (2021).
 * @param hits (k) best rank first, 1 where it holds a relevant item
 * @param relevant the number of relevant items
 */
export function recall(hits: Uint8Array, relevant: number): number | undefined {
  if (relevant === 0 || hits.length === 0) return undefined;
  let found = 0;
  for (const hit of hits) found += hit;
  return found / Math.min(hits.length, relevant);
}

/** The discounts 1 / log2(rank + 1) of ranks 1 to k. */
export function rankDiscounts(core: Elementary, k: number): Float64Array {
  const ln2 = core.log(2);
  return Float64Array.from({ length: k }, (_, position) => ln2 / core.log(position + 2));
}

/**
 * NDCG@k with binary relevance: Σ over hits of the discount of their rank, divided by that of min(k, |relevant|) hits at
 * the top. In [0, 1]; undefined without relevant items. Järvelin & Kekäläinen (2002), with the ideal of Rendle et al. (2021).
 * @param hits (k) best rank first, 1 where it holds a relevant item
 * @param relevant the number of relevant items
 * @param discounts (k or more) from `rankDiscounts`
 * @throws RangeError where there are fewer discounts than ranks
 */
export function ndcg(hits: Uint8Array, relevant: number, discounts: Float64Array): number | undefined {
  if (relevant === 0 || hits.length === 0) return undefined;
  if (!(discounts.length >= hits.length)) {
    throw new RangeError(`ndcg: got ${discounts.length} discounts for ${hits.length} ranks, expected one for each`);
  }
  let gain = 0;
  let ideal = 0;
  for (let r = 0; r < hits.length; r++) {
    if (hits[r] === 1) gain += discounts[r]!;
    if (r < relevant) ideal += discounts[r]!;
  }
  return gain / ideal;
}

/** Whose slates count, and which items as relevant; all where nothing is said. */
interface Among {
  /** (items) 1 for the items that can be relevant */
  readonly items?: Uint8Array;
  readonly users?: (user: number) => boolean;
}

/**
 * Mean of a score over the slates of users that have relevant items; undefined where no user has.
 * @param heldOut relevant items, rows by user id
 * @param score `recall` or `ndcg`: of the hits of one slate, and the number of relevant items
 * @throws RangeError where a user has no row
 */
export function meanOverUsers(
  { k, users, items }: Slates,
  heldOut: Csr,
  score: (hits: Uint8Array, relevant: number) => number | undefined,
  among: Among = {},
): number | undefined {
  const { indptr, indices } = heldOut;
  const hits = new Uint8Array(k);
  const isRelevant = new Uint8Array(largestOf(indices, items) + 1); // to the user at hand
  let sum = 0;
  let scored = 0;
  for (let row = 0; row < users.length; row++) {
    const user = users[row]!;
    if (among.users && !among.users(user)) continue;
    checkRow(heldOut, user);
    const [begin, end] = [indptr[user]!, indptr[user + 1]!];
    let relevant = 0;
    for (let e = begin; e < end; e++) {
      const item = indices[e]!;
      const counts = among.items ? Number(among.items[item] === 1) : 1;
      isRelevant[item] = counts;
      relevant += counts;
    }
    for (let r = 0; r < k; r++) {
      const item = items[row * k + r]!;
      hits[r] = item >= 0 ? isRelevant[item]! : 0;
    }
    for (let e = begin; e < end; e++) isRelevant[indices[e]!] = 0;
    const value = score(hits, relevant);
    if (value === undefined) continue;
    sum += value;
    scored++;
  }
  return scored > 0 ? sum / scored : undefined;
}

function largestOf(...columns: readonly Int32Array[]): number {
  let largest = 0;
  for (const column of columns) for (let n = 0; n < column.length; n++) if (column[n]! > largest) largest = column[n]!;
  return largest;
}

async function meanRecall(view: RoundView, among?: Among): Promise<number | undefined> {
  return meanOverUsers(await view.evaluationSlates(), view.baseline.heldOut, recall, among);
}

/** Recall of the users that the model knows, or of those it does not. */
function meanRecallOf(view: RoundView, known: 0 | 1): Promise<number | undefined> {
  return meanRecall(view, { users: (user) => view.knowsUser[user] === known });
}

async function meanNdcg(view: RoundView, among?: Among): Promise<number | undefined> {
  const slates = await view.evaluationSlates();
  const discounts = rankDiscounts(view.core, slates.k);
  const score = (hits: Uint8Array, relevant: number) => ndcg(hits, relevant, discounts);
  return meanOverUsers(slates, view.baseline.heldOut, score, among);
}

export const accuracyMetrics: readonly Metric[] = [
  {
    name: "recall",
    title: "Recall@k",
    family: "accuracy",
    summary: "How much of what users truly went on to choose a slate of the model would hold.",
    ...judged("falls", 0.01),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => meanRecall(view),
  },
  {
    name: "ndcg",
    title: "NDCG@k",
    family: "accuracy",
    summary: "The same as recall, with more credit for what stands higher in the slate.",
    ...judged("falls", 0.01),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => meanNdcg(view),
  },
  {
    name: "recall_warm",
    title: "Recall@k, warm users",
    family: "accuracy",
    summary: "Recall for users with training rows in this round.",
    ...reported,
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => meanRecallOf(view, 1),
  },
  {
    name: "recall_cold",
    title: "Recall@k, cold users",
    family: "accuracy",
    summary: "Recall for users without a training row in this round, by what they are shown instead.",
    ...reported,
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => meanRecallOf(view, 0),
  },
  {
    name: "recall_tail",
    title: "Recall@k in the tail",
    family: "accuracy",
    summary: "Recall of the items of the tail alone.",
    ...judged("falls", 0.01),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => meanRecall(view, { items: view.baseline.tail }),
  },
  {
    name: "ndcg_tail",
    title: "NDCG@k in the tail",
    family: "accuracy",
    summary: "NDCG of the items of the tail alone.",
    ...judged("falls", 0.01),
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => meanNdcg(view, { items: view.baseline.tail }),
  },
];
