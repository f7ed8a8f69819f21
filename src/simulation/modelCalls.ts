import { type CallPlan, planKnnTopK } from "../core/plan.ts";
import { type ModelOptions, type ModelSizes, modelPart } from "../models/index.ts";
import { modelsOf, type RecommenderOptions, USERS_AT_ONCE } from "../recommender/index.ts";

/** Factors of a model; 1 where it has none, of which no call with factors is made. */
export function modelDims(model: ModelOptions, sizes: ModelSizes): number {
  return modelPart(model.kind).dims?.(model, sizes) ?? 1;
}

/** The calls that train the models of a recommender, fold users into them, and search their lists of neighbours. */
export function modelCalls(recommender: RecommenderOptions, sizes: ModelSizes, barred?: number): [string, CallPlan][] {
  return modelsOf(recommender).flatMap((model, n) => {
    const part = modelPart(model.kind);
    const users = n === 0 ? sizes.users : Math.min(sizes.users, USERS_AT_ONCE);
    const most = n === 0 ? recommender.slate + 1 : recommender.retrieve[n - 1]!.count;
    const calls: [string, CallPlan | undefined][] = [
      ["training", part.training?.(model, sizes)],
      ["folding users in", recommender.coldUser === "foldIn" ? part.foldingIn?.(model, sizes) : undefined],
      [n === 0 ? "slates" : "candidates", neighbourSearch(model, { ...sizes, users }, most, barred)],
    ];
    return calls.flatMap(([purpose, call]) => (call ? [[purpose, call] as [string, CallPlan]] : []));
  });
}

function neighbourSearch(model: ModelOptions, sizes: ModelSizes, k: number, removed?: number): CallPlan | undefined {
  if (model.kind !== "itemKnn") return undefined;
  const { users, items, entries, threads } = sizes;
  return planKnnTopK({
    ...{ items, count: model.neighbours, users, visited: entries, k, blocked: 0 },
    ...(removed === undefined ? {} : { removed }),
    ...(threads === undefined ? {} : { threads }),
  });
}
