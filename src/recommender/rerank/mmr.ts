import { z } from "zod";
import type { ListsReranker, RerankerPart, Surroundings } from "./reranker.ts";

const schema = z.strictObject({
  kind: z.literal("mmr"),
  relevance: z.number().min(0).max(1).default(0.7),
});
type Options = z.infer<typeof schema>;

/**
 * Maximal marginal relevance (Carbonell and Goldstein 1998): one slot after another takes the item of the largest
 *
 *   λ · s_i - (1 - λ) · max over the items taken of cos(attributes_i, attributes_j)
 *
 * s being the score scaled to [0, 1] within the list, λ `relevance`. The first slot takes the best score; an item without a
 * direction has cosine 0 to all others. Equal values go by the order of the list; behind the slate the list goes on as it was.
 */
function prepare(
  { core, slate, attributes, attributeDims: dims }: Surroundings,
  { relevance }: Options,
): ListsReranker {
  const units = { dims, values: unitRows(attributes, dims) };
  return (lists) => core.marginalRelevance(units, lists, slate, relevance);
}

/** Rows at length one; rows of zeros as they are. */
function unitRows(rows: Float32Array, dims: number): Float32Array {
  const units = new Float32Array(rows.length);
  for (let begin = 0; begin < rows.length; begin += dims) {
    let square = 0;
    for (let d = 0; d < dims; d++) square += rows[begin + d]! * rows[begin + d]!;
    const norm = Math.sqrt(square);
    if (norm > 0) for (let d = 0; d < dims; d++) units[begin + d] = rows[begin + d]! / norm;
  }
  return units;
}

export const mmr: RerankerPart<typeof schema> = { schema, isNeutral: ({ relevance }) => relevance === 1, prepare };
