import { rankKind } from "../recommender/draw/options.ts";
import type { RecommenderOptions } from "../recommender/options.ts";
import { activeRerankers } from "../recommender/rerank/index.ts";
import type { Path } from "./problem.ts";

/** What the stages of a pipeline ask of each other, each problem by its path, what was got and what was expected. */
export function* pipelineProblems({
  slate,
  pool,
  retrieve,
  rerank,
  rank,
}: RecommenderOptions): Generator<[path: Path, value: string | number, message: string]> {
  const shown = `${slate}, the items of a slate`;
  if (pool !== undefined && pool < slate) yield [["pool"], pool, `expected at least ${shown}`];
  const count = retrieve.reduce((sum, source) => sum + source.count, 0);
  if (retrieve.length > 0 && count < slate) {
    yield [["retrieve"], count, `expected counts that together come to at least ${shown}`];
  }
  for (const [n, reranker] of rerank.entries()) {
    if ("slots" in reranker && reranker.slots > slate) {
      yield [["rerank", n, "slots"], reranker.slots, `expected at most ${shown}`];
    }
  }
  if (rankKind(rank) === "thompson" && retrieve.length + activeRerankers(rerank).length > 0) {
    const why = "a draw from the posterior has an order of its own, and takes no list of candidates";
    yield [["rank", "kind"], "thompson", `expected softmax, or neither sources nor re-rankers: ${why}`];
  }
}
