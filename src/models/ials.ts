import { z } from "zod";
import type { AlsProblem, Core, Factors, WeightedCsr } from "../core/index.ts";
import { planAls, planSolveRows } from "../core/plan.ts";
import type { TrainingSet, WeightedPairs } from "../log/index.ts";
import { drawnFactors, revived } from "./initial.ts";
import { factorsOf, filledRows, type Model, type ModelPart, seen, type TrainingContext } from "./model.ts";
import { withNegatives } from "./negatives.ts";

/** Defaults follow Rendle, Krichene, Zhang and Koren (2021), "Revisiting the performance of iALS". */
export const ialsShape = {
  factors: z.int().min(1).max(512).default(16),
  sweeps: z.int().positive().default(8),
  objective: z.enum(["rendle", "hu"]).default("rendle"),
  unobservedWeight: z.number().nonnegative().default(0.1),
  regularization: z.number().nonnegative().default(0.01),
  frequencyExponent: z.number().nonnegative().default(1),
  confidence: z.number().positive().default(40),
};

const schema = z.strictObject({
  kind: z.literal("ials"),
  ...ialsShape,
  start: z.enum(["warm", "cold"]).default("warm"),
  warmSweeps: z.int().positive().default(3),
  tolerance: z.number().nonnegative().default(0),
  solver: z.enum(["exact", "cg", "auto"]).default("exact"),
  cgSteps: z.int().positive().default(3),
});

export type IalsOptions = z.infer<typeof schema>;
export type IalsObjective = Pick<
  IalsOptions,
  "factors" | "sweeps" | "objective" | "unobservedWeight" | "regularization" | "frequencyExponent" | "confidence"
>;

/**
 * Implicit ALS. Two objectives on the summed weight w of a pair's rows:
 *
 *   rendle  Σ_S w (ŷ - 1)² + unobservedWeight · Σ_all ŷ²        left = right = w
 *           Rendle, Krichene, Zhang, Koren (2021), "Revisiting the performance of iALS"
 *   hu      Σ_all c (ŷ - [w > 0])², c = 1 + confidence · w       left = c - 1, right = c
 *           Hu, Koren, Volinsky (2008), "Collaborative filtering for implicit feedback datasets"
 *
 * with n ŷ² added for pairs that were shown and not chosen, n their summed weight, where the training set holds them,
 * and λ_u = regularization · (distinct items of u + unobservedWeight · items)^frequencyExponent, likewise for items.
 */
export function alsProblem(core: Core, training: TrainingSet, options: IalsObjective): AlsProblem {
  return {
    users: withNegatives(weighted(training.byUser, options), training.negatives?.byUser),
    items: withNegatives(weighted(training.byItem, options), training.negatives?.byItem),
    unobservedWeight: overAll(options),
    userRegularization: regularization(core, training.byUser.indptr, training.items, options),
    itemRegularization: regularization(core, training.byItem.indptr, training.users, options),
  };
}

async function trainIals(context: TrainingContext, options: IalsOptions): Promise<Model> {
  const { core, training, previous } = context;
  const warm = warmStart(previous, options);
  const start = warm
    ? { ...warm, items: revived(context, warm.items, warm.dims) }
    : drawnFactors(context, options.factors);
  const sweeps = warm ? options.warmSweeps : options.sweeps;
  const problem = alsProblem(core, { ...training, ...context.here }, options);
  const { solver, cgSteps, tolerance } = options;
  const { dims, users, items } = await core.als(problem, start, sweeps, { solver, cgSteps, tolerance });
  return {
    form: "factors",
    factors: { dims, users, items },
    knowsUser: seen(training.byUser.indptr),
    knowsItem: seen(training.byItem.indptr),
  };
}

function warmStart(previous: Model | undefined, { start, factors }: IalsOptions): Factors | undefined {
  const last = start === "warm" && previous ? factorsOf(previous) : undefined;
  return last?.dims === factors ? last : undefined;
}

/**
 * Per sweep, with d factors, E distinct pairs and n rows of both sides that have any: Gram matrices of both sides, then for
 * each row its equations and Cholesky, or s + 1 products of them with a vector. Short rows take less than this.
 */
function ialsWork({ training, here = training, previous }: TrainingContext, options: IalsOptions): number {
  const { byUser, byItem } = training;
  const { factors: d, solver, cgSteps } = options;
  const E = byUser.indices.length;
  const n = filledRows(byUser.indptr) + filledRows(byItem.indptr);
  const grams = ((here.users + here.items) * d * (d + 1)) / 2;
  const exact = E * d * (d + 3) + n * ((d * d * d) / 6 + d * d);
  const cg = (cgSteps + 1) * (4 * E * d + n * d * d);
  const rows = solver === "exact" ? exact : solver === "cg" ? cg : Math.min(exact, cg);
  return (warmStart(previous, options) ? options.warmSweeps : options.sweeps) * (grams + rows);
}

/**
 * Factors (rows, dims) of users without training rows, solved from `history`, one row a user, against the model's items.
 * @param count items so far, all unless told: see `TrainingContext.here`
 */
export function foldIn(
  core: Core,
  { dims, items }: Factors,
  history: WeightedPairs,
  options: IalsOptions,
  count = items.length / dims,
): Promise<Float32Array> {
  const lambda = regularization(core, history.indptr, count, options);
  return core.solveRows(weighted(history, options), items, dims, overAll(options), lambda);
}

export const ials: ModelPart<typeof schema> = {
  schema,
  form: "factors",
  personal: true,
  train: trainIals,
  work: ialsWork,
  foldIn: async (core, model, history, options, items) => {
    const factors = factorsOf(model);
    const users = await foldIn(core, factors, history, options, items);
    return { ...model, form: "factors", factors: { ...factors, users } };
  },
  dims: ({ factors }) => factors,
  training: ({ factors, solver }, sizes) => planAls({ ...sizes, dims: factors, solver }),
  foldingIn: ({ factors }, { consumed, ...sizes }) => planSolveRows({ ...sizes, dims: factors, entries: consumed }),
};

export const overAll = (options: IalsObjective) => (options.objective === "hu" ? 1 : options.unobservedWeight);

/** By row, from the number of its entries: rows of equal length share one power. */
export function regularization(core: Core, indptr: Int32Array, others: number, options: IalsObjective): Float32Array {
  const { regularization: lambda, frequencyExponent: nu } = options;
  const everywhere = overAll(options) * others;
  const powers = new Map<number, number>();
  const strengths = new Float32Array(indptr.length - 1);
  for (let r = 0; r < strengths.length; r++) {
    const entries = indptr[r + 1]! - indptr[r]!;
    let power = powers.get(entries);
    if (power === undefined) {
      power = nu === 0 ? 1 : core.pow(entries + everywhere, nu);
      powers.set(entries, power);
    }
    strengths[r] = lambda * power;
  }
  return strengths;
}

export function weighted(
  { indptr, indices, weights }: WeightedPairs,
  { objective, confidence }: IalsObjective,
): WeightedCsr {
  if (objective === "rendle") {
    const w = new Float32Array(weights);
    return { indptr, indices, left: w, right: w };
  }
  const left = new Float32Array(weights.length);
  const right = new Float32Array(weights.length);
  for (let e = 0; e < weights.length; e++) {
    left[e] = confidence * weights[e]!;
    right[e] = 1 + confidence * weights[e]!;
  }
  return { indptr, indices, left, right };
}
