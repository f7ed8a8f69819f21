import { z } from "zod";
import type { Neighbours, ValuedCsr } from "../core/index.ts";
import { planNeighbours } from "../core/plan.ts";
import { purposes } from "../core/purposes.ts";
import type { WeightedPairs } from "../log/index.ts";
import { type ModelPart, type NeighbourModel, pairsWithin, seen, valued } from "./model.ts";

const schema = z.strictObject({
  kind: z.literal("itemKnn"),
  neighbours: z.int().positive().default(50),
  shrinkage: z.number().nonnegative().default(10),
});

/**
 * Item-based nearest neighbours (Sarwar, Karypis, Konstan and Riedl 2001; Deshpande and Karypis 2004): the shrunk cosine of
 * what pairs weigh. A user who consumed only items that are like no other is as one who consumed nothing.
 */
export const itemKnn: ModelPart<typeof schema> = {
  schema,
  form: "neighbours",
  personal: true,
  train: async ({ core, key, training }, options) => {
    const byUser = valued(training.byUser);
    const ties = { key, round: 0, purpose: purposes.neighbourTies };
    const matrix = { byUser, byItem: valued(training.byItem) };
    const neighbours = await core.itemNeighbours(matrix, options.neighbours, options.shrinkage, ties);
    return modelOf(neighbours, byUser, seen(training.byItem.indptr));
  },
  foldIn: async (_core, model, history: WeightedPairs) => {
    if (model.form !== "neighbours") throw new Error(`foldIn: got a model of ${model.form}, expected neighbours`);
    return modelOf(model.neighbours, valued(history), model.knowsItem);
  },
  /** Σ n_u² */
  work: ({ training: { byUser } }) => pairsWithin(byUser.indptr),
  training: ({ neighbours }, sizes) => planNeighbours(sizes, neighbours),
};

function modelOf(neighbours: Neighbours, histories: ValuedCsr, knowsItem: Uint8Array): NeighbourModel {
  const { indptr, indices } = histories;
  const knowsUser = new Uint8Array(indptr.length - 1);
  for (let u = 0; u < knowsUser.length; u++) {
    for (let e = indptr[u]!; e < indptr[u + 1]! && knowsUser[u] === 0; e++) {
      if (neighbours.items[indices[e]! * neighbours.count]! >= 0) knowsUser[u] = 1;
    }
  }
  return { form: "neighbours", neighbours, histories, knowsUser, knowsItem };
}
