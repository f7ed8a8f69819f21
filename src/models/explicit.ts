import { z } from "zod";
import { type Core, type ExplicitProblem, type Factors, withBiases } from "../core/index.ts";
import { planExplicit } from "../core/plan.ts";
import { meanRatings, type TrainingSet } from "../log/index.ts";
import { drawnFactors, revived } from "./initial.ts";
import { factorsOf, filledRows, type ModelPart, seen, type TrainingContext } from "./model.ts";
import { split } from "./widen.ts";

const schema = z.strictObject({
  kind: z.literal("explicit"),
  factors: z.int().min(1).max(512).default(16),
  sweeps: z.int().positive().default(8),
  regularization: z.number().positive().default(0.1),
  frequencyExponent: z.number().nonnegative().default(1),
  start: z.enum(["warm", "cold"]).default("warm"),
  warmSweeps: z.int().positive().default(3),
});
type ExplicitOptions = z.infer<typeof schema>;

/**
 * Ratings of the distinct pairs, each the mean over its rows and counting what they weigh, factorised with biases (Koren,
 * Bell and Volinsky 2009). λ_u = regularization · (distinct items of u)^frequencyExponent, likewise for items: with 1, that
 * of Zhou, Wilkinson, Schreiber and Pan (2008).
 */
export function explicitProblem(core: Core, training: TrainingSet, options: ExplicitOptions): ExplicitProblem {
  const { byUser, byItem } = training;
  const ratings = meanRatings(training);
  return {
    users: { ...csr(byUser), ratings: ratings.byUser, weights: new Float32Array(byUser.weights) },
    items: { ...csr(byItem), ratings: ratings.byItem, weights: new Float32Array(byItem.weights) },
    userRegularization: regularization(core, byUser.indptr, options),
    itemRegularization: regularization(core, byItem.indptr, options),
  };
}

/** Scores are predicted ratings: mean + b_u + c_i + <x_u, y_i> as (x_u, b_u, 1) · (y_i, 1, c_i + mean). */
export const explicit: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: true,
  train: async (context, options) => {
    const { core, training } = context;
    const problem = explicitProblem(core, training, options);
    const warm = warmStart(context, options, problem);
    const start = warm ?? drawnFactors(context, options.factors);
    const model = await core.explicitAls(problem, start, warm ? options.warmSweeps : options.sweeps);
    return {
      form: "factors",
      factors: withBiases({ ...model, itemBiases: model.itemBiases.map((c) => c + model.mean) }),
      knowsUser: seen(training.byUser.indptr),
      knowsItem: seen(training.byItem.indptr),
    };
  },
  /** As iALS of one factor more, the bias's, without Gram matrices. */
  work: (context, options) => {
    const { byUser, byItem } = context.training;
    const m = options.factors + 1;
    const rows = filledRows(byUser.indptr) + filledRows(byItem.indptr);
    const sweep = byUser.indices.length * m * (m + 3) + rows * ((m * m * m) / 6 + m * m);
    return (lastFactors(context, options) ? options.warmSweeps : options.sweeps) * sweep;
  },
  dims: ({ factors }) => factors + 2,
  training: ({ factors }, sizes) => planExplicit({ ...sizes, dims: factors }),
};

/** Those that a warm start goes on from. */
function lastFactors({ previous }: TrainingContext, { start, factors }: ExplicitOptions): Factors | undefined {
  if (start === "cold" || !previous) return undefined;
  const last = factorsOf(previous);
  return last.dims === factors + 2 ? last : undefined;
}

/** The last model's scores, about the mean of the ratings now. */
function warmStart(context: TrainingContext, options: ExplicitOptions, { users }: ExplicitProblem) {
  const last = lastFactors(context, options);
  if (!last) return undefined;
  const dims = options.factors;
  const [X, Y] = [split(last.users, dims, 2), split(last.items, dims, 2)];
  const mean = weightedMean(users.ratings, users.weights!);
  return {
    dims,
    users: X.factors,
    items: revived(context, Y.factors, dims),
    userBiases: X.columns[0]!,
    itemBiases: Y.columns[1]!.map((c) => c - mean),
  };
}

function weightedMean(values: Float32Array, weights: Float32Array): number {
  let [sum, total] = [0, 0];
  for (let e = 0; e < values.length; e++) {
    sum += weights[e]! * values[e]!;
    total += weights[e]!;
  }
  return total > 0 ? sum / total : 0;
}

const csr = ({ indptr, indices }: TrainingSet["byUser"]) => ({ indptr, indices });

function regularization(core: Core, indptr: Int32Array, options: ExplicitOptions): Float32Array {
  const { regularization: lambda, frequencyExponent: nu } = options;
  return Float32Array.from({ length: indptr.length - 1 }, (_, r) => {
    const entries = indptr[r + 1]! - indptr[r]!;
    return entries > 0 ? lambda * core.pow(entries, nu) : lambda;
  });
}
