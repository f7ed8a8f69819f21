import type { Core, Csr } from "../core/index.ts";
import type { WeightedPairs } from "../log/index.ts";
import {
  drawUsers,
  factorsOf,
  type Model,
  modelPart,
  popularityModel,
  randomModel,
  type UserProblem,
} from "../models/index.ts";
import type { Posterior } from "./draw/index.ts";
import type { RecommenderOptions } from "./options.ts";
import type { Trained } from "./serve.ts";

/** Of users with training rows, and of those who are folded in from what they consumed. */
export function posteriorsOf(
  core: Core,
  { byUser, negatives, models, items }: Trained,
  options: RecommenderOptions,
  history: Csr,
) {
  const { model: shape, coldUser } = options;
  const [model] = models;
  if (!byUser || shape.kind !== "ials") return {};
  const from = (known: Pick<UserProblem, "history" | "negatives">): Posterior => {
    const problem = { ...known, options: shape, items };
    return (users, draw, sigma, stream) => drawUsers(core, factorsOf(model!), problem, users, draw, sigma, stream);
  };
  const standInPosterior = coldUser === "foldIn" ? from({ history: rowsOf(history, model!.knowsUser) }) : undefined;
  return { posterior: from({ history: byUser, negatives }), standInPosterior };
}

/** What scores for the users whom a model does not know, as `coldUser` says: see `serviceOf`. */
export async function standInOf(
  core: Core,
  { itemWeights, items }: Trained,
  model: Model,
  options: RecommenderOptions,
  history: Csr,
): Promise<Model> {
  const { knowsUser } = model;
  if (knowsUser.every((known) => known === 1)) return model;
  if (options.coldUser === "random") return randomModel(knowsUser.length, itemWeights.length);
  const { foldIn, foldsIn } = modelPart(options.model.kind);
  const canFold = foldIn && foldsIn?.(options.model) !== false;
  if (options.coldUser === "foldIn" && canFold) {
    return foldIn(core, model, rowsOf(history, knowsUser), options.model, items);
  }
  const sold = Uint8Array.from(itemWeights, (weight) => (weight > 0 ? 1 : 0));
  return popularityModel(core, knowsUser.length, itemWeights, sold);
}

/** The rows of unknown users with weight one an entry, those of known users empty. */
function rowsOf({ indptr, indices }: Csr, known: Uint8Array): WeightedPairs {
  const kept = new Int32Array(indptr.length);
  for (let u = 0; u < known.length; u++) kept[u + 1] = kept[u]! + (known[u] ? 0 : indptr[u + 1]! - indptr[u]!);
  const ids = new Int32Array(kept[known.length]!);
  for (let u = 0; u < known.length; u++) {
    if (!known[u]) ids.set(indices.subarray(indptr[u]!, indptr[u + 1]!), kept[u]);
  }
  return { indptr: kept, indices: ids, weights: new Float64Array(ids.length).fill(1) };
}
