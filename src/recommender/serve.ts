import type { Csr, Factors } from "../core/index.ts";
import type { WeightedPairs } from "../log/index.ts";
import { foldIn, type Model, type TrainingContext, train, trainPopularity, trainRandom } from "../models/index.ts";
import type { RecommenderOptions } from "./options.ts";

/** A recommender ready to serve one round: the model, and what users it does not know are given instead. */
export interface Service {
  readonly model: Model;
  /** (users) 1 where the model was trained without a row of the user */
  readonly cold: Uint8Array;
  /** scores for cold users */
  readonly coldFactors: Factors;
  /** (items) 1 where the item can be retrieved */
  readonly retrievable: Uint8Array;
  /** (users) summed training weight */
  userWeights(): Float64Array;
}

/**
 * Trains the round's model. Cold users get the popularity of the same training set, a random slate, or factors folded in
 * from `history`, whatever the recommender of an earlier round knew of them.
 */
export async function trainService(
  context: TrainingContext,
  options: RecommenderOptions,
  history: Csr,
): Promise<Service> {
  const model = await train(context, options.model);
  return {
    model,
    cold: withoutRows(context.training.byUser),
    coldFactors: await coldFactors(context, options, model, history),
    retrievable: options.coldItem === "allow" ? new Uint8Array(model.knowsItem.length).fill(1) : model.knowsItem,
    userWeights: () => rowSums(context.training.byUser),
  };
}

/** 1 where the row is empty. */
function withoutRows({ indptr }: WeightedPairs): Uint8Array {
  const flags = new Uint8Array(indptr.length - 1);
  for (let u = 0; u < flags.length; u++) if (indptr[u + 1] === indptr[u]) flags[u] = 1;
  return flags;
}

function rowSums({ indptr, weights }: WeightedPairs): Float64Array {
  const sums = new Float64Array(indptr.length - 1);
  for (let u = 0; u < sums.length; u++) for (let e = indptr[u]!; e < indptr[u + 1]!; e++) sums[u]! += weights[e]!;
  return sums;
}

async function coldFactors(
  context: TrainingContext,
  options: RecommenderOptions,
  model: Model,
  history: Csr,
): Promise<Factors> {
  if (model.knowsUser.every((known) => known === 1)) return model.factors;
  if (options.coldUser === "random") return trainRandom(context).factors;
  if (options.coldUser === "foldIn" && options.model.kind === "ials") {
    const rows = rowsOf(history, model.knowsUser);
    return { ...model.factors, users: await foldIn(context.core, model, rows, options.model) };
  }
  return trainPopularity(context, { kind: "popularity", exponent: 1, by: "all", pooling: 0 }).factors;
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
