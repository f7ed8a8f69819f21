import { type RerankerOptions, rerankerPart } from "./options.ts";
import type { Reranker, Surroundings } from "./reranker.ts";

export { rerank } from "./apply.ts";
export { type RerankerOptions, rerankerSchema } from "./options.ts";
export type { RerankerPlugin } from "./plugin.ts";
export type { RankedList, Reranker, RerankerPart, Surroundings } from "./reranker.ts";

/** Those that change anything. */
export function activeRerankers(options: readonly RerankerOptions[]): RerankerOptions[] {
  return options.filter((one) => !rerankerPart(one.kind).isNeutral(one));
}

/** A re-ranker for the round, of the kind that the options name. */
export function prepareReranker(surroundings: Surroundings, options: RerankerOptions): Reranker {
  return rerankerPart(options.kind).prepare(surroundings, options);
}
