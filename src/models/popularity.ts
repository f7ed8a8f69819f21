import { z } from "zod";
import type { Core } from "../core/index.ts";
import { type FactorModel, type ModelPart, seen, type TrainingContext } from "./model.ts";

const schema = z.strictObject({
  kind: z.literal("popularity"),
  exponent: z.number().nonnegative().default(1),
  by: z.enum(["all", "group"]).default("all"),
  pooling: z.number().min(0).max(1).default(0),
});
type PopularityOptions = z.infer<typeof schema>;

/**
 * Shares of training weight raised to `exponent`. By group: each group's own shares, shrunk by `pooling` towards the
 * shares of all groups together, score_g = ((1 - pooling) p_g + pooling p̄)^exponent.
 */
function trainPopularity(context: TrainingContext, options: PopularityOptions): FactorModel {
  const { core, training, groups, groupCount } = context;
  const knowsItem = seen(training.byItem.indptr);
  if (options.by === "all" || groupCount === 1) {
    return popularityModel(core, training.users, training.itemWeights, knowsItem, options.exponent);
  }
  const users = new Float32Array(training.users * groupCount);
  for (let u = 0; u < training.users; u++) users[u * groupCount + groups[u]!] = 1;
  const items = raised(core, pooled(groupWeights(context), groupCount, options.pooling), options.exponent);
  return {
    form: "factors",
    factors: { dims: groupCount, users, items },
    knowsUser: new Uint8Array(training.users).fill(1),
    knowsItem,
  };
}

/** Everybody's scores are the items' shares of the weights given, raised to `exponent`. */
export function popularityModel(
  core: Core,
  users: number,
  itemWeights: Float64Array,
  knowsItem: Uint8Array,
  exponent = 1,
): FactorModel {
  return {
    form: "factors",
    factors: {
      dims: 1,
      users: new Float32Array(users).fill(1),
      items: raised(core, normalised(itemWeights), exponent),
    },
    knowsUser: new Uint8Array(users).fill(1),
    knowsItem,
  };
}

/** An addition a pair, and a product an item and group. */
function popularityWork({ training, here = training, groupCount }: TrainingContext, { by }: PopularityOptions): number {
  return training.byUser.indices.length + here.items * (by === "group" ? groupCount : 1);
}

export const popularity: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: false,
  train: trainPopularity,
  work: popularityWork,
  dims: ({ by }, { groups }) => (by === "group" ? groups : 1),
};

function raised(core: Core, shares: Float64Array, exponent: number): Float32Array {
  const scores = new Float32Array(shares.length);
  for (let k = 0; k < scores.length; k++) {
    const share = shares[k]!;
    scores[k] = exponent === 1 ? share : share > 0 ? core.pow(share, exponent) : exponent === 0 ? 1 : 0;
  }
  return scores;
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
