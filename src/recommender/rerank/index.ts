import { type RerankerOptions, rerankerPart } from "./options.ts";
import type { ListsReranker, Surroundings } from "./reranker.ts";

export { rerank } from "./apply.ts";
export { type RerankerOptions, rerankerSchema } from "./options.ts";
export type { RerankerPlugin } from "./plugin.ts";
export type { ListsReranker, RankedList, Reranker, RerankerPart, Surroundings } from "./reranker.ts";

/** Those that change anything. */
export function activeRerankers(options: readonly RerankerOptions[]): RerankerOptions[] {
  return options.filter((one) => !rerankerPart(one.kind).isNeutral(one));
}

/** A re-ranker for the round, of the kind that the options name. */
export function prepareReranker(surroundings: Surroundings, options: RerankerOptions): ListsReranker {
  return rerankerPart(options.kind).prepare(surroundings, options);
}
