import { z } from "zod";
import { keepRest, type Reranker, type RerankerPart, type Surroundings, scaledScores } from "./reranker.ts";

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
function prepare({ slate, attributes, attributeDims: dims }: Surroundings, { relevance }: Options): Reranker {
  const units = unitRows(attributes, dims);
  return ({ items, scores }, order) => {
    const n = order.length;
    const scaled = new Float64Array(n);
    scaledScores(scores, scaled);
    const similarity = new Float64Array(n);
    const taken = new Uint8Array(n);
    const shown = Math.min(slate, n);
    for (let slot = 0; slot < shown; slot++) {
      let best = -1;
      let most = 0;
      for (let place = 0; place < n; place++) {
        if (taken[place] === 1) continue;
        const value = relevance * scaled[place]! - (1 - relevance) * similarity[place]!;
        if (best >= 0 && !(value > most)) continue;
        best = place;
        most = value;
      }
      order[slot] = best;
      taken[best] = 1;
      for (let place = 0; place < n; place++) {
        if (taken[place] === 1) continue;
        const cosine = dot(units, dims, items[best]!, items[place]!);
        if (slot === 0 || cosine > similarity[place]!) similarity[place] = cosine;
      }
    }
    keepRest(order, shown, taken);
  };
}

function dot(units: Float32Array, dims: number, a: number, b: number): number {
  let sum = 0;
  for (let d = 0, i = a * dims, j = b * dims; d < dims; d++) sum += units[i++]! * units[j++]!;
  return sum;
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
