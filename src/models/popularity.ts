import type { Factors } from "../core/index.ts";
import { type Model, seen, type TrainingContext } from "./model.ts";
import type { PopularityOptions } from "./options.ts";

/**
 * Shares of training weight raised to `exponent`. By group: each group's own shares, shrunk by `pooling` towards the
 * shares of all groups together, score_g = ((1 - pooling) p_g + pooling p̄)^exponent.
 */
export function trainPopularity(context: TrainingContext, options: PopularityOptions): Model {
  const { core, training, groups, groupCount } = context;
  const dims = options.by === "group" ? groupCount : 1;
  const shares = dims === 1 ? normalised(training.itemWeights) : pooled(groupWeights(context), dims, options.pooling);
  const items = new Float32Array(training.items * dims);
  for (let k = 0; k < items.length; k++) {
    const share = shares[k]!;
    items[k] =
      options.exponent === 1 ? share : share > 0 ? core.pow(share, options.exponent) : options.exponent === 0 ? 1 : 0;
  }
  const users = new Float32Array(training.users * dims);
  for (let u = 0; u < training.users; u++) users[u * dims + (dims === 1 ? 0 : groups[u]!)] = 1;
  return {
    factors: { dims, users, items },
    knowsUser: new Uint8Array(training.users).fill(1),
    knowsItem: seen(training.byItem.indptr),
  };
}

/** Every score zero: the order is the keyed draw that breaks ties. */
export function trainRandom({ training }: TrainingContext): Model {
  return knowingAll({ dims: 1, users: new Float32Array(training.users), items: new Float32Array(training.items) });
}

/** True utilities of the users as they are now. */
export function trainOracle({ truth }: TrainingContext): Model {
  return knowingAll(truth());
}

function knowingAll(factors: Factors): Model {
  return {
    factors,
    knowsUser: new Uint8Array(factors.users.length / factors.dims).fill(1),
    knowsItem: new Uint8Array(factors.items.length / factors.dims).fill(1),
  };
}

function groupWeights({ training, groups, groupCount }: TrainingContext): Float64Array {
  const weights = new Float64Array(training.items * groupCount);
  const { indptr, indices, weights: w } = training.byUser;
  for (let u = 0; u < training.users; u++) {
    for (let e = indptr[u]!; e < indptr[u + 1]!; e++) weights[indices[e]! * groupCount + groups[u]!]! += w[e]!;
  }
  return weights;
}

/** (items, groups) weights to shares within each group, shrunk towards the shares of the sum. */
function pooled(weights: Float64Array, groupCount: number, pooling: number): Float64Array {
  const items = weights.length / groupCount;
  const column = (g: number) =>
    normalised(Float64Array.from({ length: items }, (_, i) => weights[i * groupCount + g]!));
  const whole = normalised(
    Float64Array.from({ length: items }, (_, i) => sum(weights.subarray(i * groupCount, (i + 1) * groupCount))),
  );
  const shares = new Float64Array(weights.length);
  for (let g = 0; g < groupCount; g++) {
    column(g).forEach((share, i) => {
      shares[i * groupCount + g] = (1 - pooling) * share + pooling * whole[i]!;
    });
  }
  return shares;
}

function normalised(weights: Float64Array): Float64Array {
  const total = sum(weights);
  return total > 0 ? weights.map((w) => w / total) : weights;
}

const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
