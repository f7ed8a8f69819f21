import { type CallPlan, planMarginal, planTopK, planTopKAmong } from "../core/plan.ts";
import { activeRerankers, listDepth, type RecommenderOptions, USERS_AT_ONCE } from "../recommender/index.ts";

/** Users, items with their attributes, and the pairs that are barred. */
interface Catalogue {
  readonly users: number;
  readonly items: number;
  /** of the items' attributes */
  readonly dims: number;
  readonly excluded?: number;
}

/** The calls that make lists of candidates, some users at once; none where slates come from the whole catalogue. */
export function stageCalls(
  recommender: RecommenderOptions,
  catalogue: Catalogue,
  dimsOf: (model: RecommenderOptions["model"]) => number,
): [string, CallPlan][] {
  const { model, retrieve, rerank } = recommender;
  if (retrieve.length === 0 && activeRerankers(rerank).length === 0) return [];
  const users = Math.min(catalogue.users, USERS_AT_ONCE);
  const scored = { ...catalogue, users, dims: dimsOf(model) };
  const depth = listDepth(recommender);
  const isMarginal = activeRerankers(rerank).some(({ kind }) => kind === "mmr");
  const moved: [string, CallPlan][] = isMarginal ? [["re-ranking", planMarginal({ ...catalogue, users }, depth)]] : [];
  if (retrieve.length === 0) return [["lists", planTopK(scored, depth)], ...moved];
  const candidates = retrieve.reduce((sum, { count }) => sum + Math.min(count, catalogue.items), 0);
  return [
    ...retrieve.map((source): [string, CallPlan] => [
      "candidates",
      planTopK({ ...scored, dims: dimsOf(source.model) }, source.count),
    ]),
    ["lists", planTopKAmong({ ...scored, blocked: 1 }, depth, users * candidates, candidates)],
    ...moved,
  ];
}
