import { z } from "zod";
import type { WeightedPairs } from "../log/index.ts";
import { type FactorModel, factorsOf, type ModelPart } from "./model.ts";

const schema = z.strictObject({ kind: z.literal("content") });

/**
 * Topic similarity: the cosine of an item's attributes and the user's profile, which is the weighted mean of the attributes,
 * brought to length one, of what the user consumed in the training set (Pazzani and Billsus, "Content-based recommendation
 * systems", 2007). An item needs attributes and no row.
 */
export const content: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: true,
  train: ({ training, attributes: { dims, items } }) => profiled(training.byUser, normalised(items, dims), dims),
  foldIn: async (_core, model, history) => {
    const { dims, items } = factorsOf(model);
    return profiled(history, items, dims);
  },
  /** Lengths of all profiles and items and their division, and the sum over pairs. */
  work: ({ training, here = training, attributes: { dims } }) =>
    dims * (training.byUser.indices.length + 2 * (here.users + here.items)),
  dims: (_options, { dims }) => dims,
};

/** @param items attributes of length one (items, dims) */
function profiled({ indptr, indices, weights }: WeightedPairs, items: Float32Array, dims: number): FactorModel {
  const users = new Float32Array((indptr.length - 1) * dims);
  const sum = new Float64Array(dims);
  for (let u = 0; u + 1 < indptr.length; u++) {
    sum.fill(0);
    for (let e = indptr[u]!; e < indptr[u + 1]!; e++) {
      for (let k = 0; k < dims; k++) sum[k]! += weights[e]! * items[indices[e]! * dims + k]!;
    }
    const length = norm(sum, 0, dims);
    if (length > 0) for (let k = 0; k < dims; k++) users[u * dims + k] = sum[k]! / length;
  }
  return {
    form: "factors",
    factors: { dims, users, items },
    knowsUser: hasDirection(users, dims),
    knowsItem: hasDirection(items, dims),
  };
}

/** Rows of length one; zero rows stay. */
function normalised(rows: Float32Array, dims: number): Float32Array {
  const unit = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += dims) {
    const length = norm(rows, at, dims);
    if (length > 0) for (let k = at; k < at + dims; k++) unit[k] = rows[k]! / length;
  }
  return unit;
}

function norm(values: Float32Array | Float64Array, from: number, dims: number): number {
  let squares = 0;
  for (let k = from; k < from + dims; k++) squares += values[k]! * values[k]!;
  return Math.sqrt(squares);
}

function hasDirection(rows: Float32Array, dims: number): Uint8Array {
  return Uint8Array.from({ length: rows.length / dims }, (_, r) => (norm(rows, r * dims, dims) > 0 ? 1 : 0));
}
