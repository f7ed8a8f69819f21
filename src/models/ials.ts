import type { AlsProblem, Core, Factors, Key, WeightedCsr } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { TrainingSet, WeightedPairs } from "../log/index.ts";
import { type Model, seen, type TrainingContext } from "./model.ts";
import type { IalsObjective, IalsOptions } from "./options.ts";

/**
 * Implicit ALS. Two objectives on the summed weight w of a pair's rows:
 *
 *   rendle  Σ_S w (ŷ - 1)² + unobservedWeight · Σ_all ŷ²        left = right = w
 *           Rendle, Krichene, Zhang, Koren (2021), "Revisiting the performance of iALS"
 *   hu      Σ_all c (ŷ - [w > 0])², c = 1 + confidence · w       left = c - 1, right = c
 *           Hu, Koren, Volinsky (2008), "Collaborative filtering for implicit feedback datasets"
 *
 * and λ_u = regularization · (distinct items of u + unobservedWeight · items)^frequencyExponent, likewise for items.
 */
export function alsProblem(core: Core, training: TrainingSet, options: IalsObjective): AlsProblem {
  return {
    users: weighted(training.byUser, options),
    items: weighted(training.byItem, options),
    unobservedWeight: overAll(options),
    userRegularization: regularization(core, training.byUser.indptr, training.items, options),
    itemRegularization: regularization(core, training.byItem.indptr, training.users, options),
  };
}

export async function trainIals(context: TrainingContext, options: IalsOptions): Promise<Model> {
  const { core, key, training, previous } = context;
  const warm = options.start === "warm" && previous?.factors.dims === options.factors;
  const start = warm
    ? { ...previous.factors, items: revived(core, key, previous.factors) }
    : initialFactors(core, key, options.factors, training, purposes.modelUser, purposes.modelItem);
  const sweeps = warm ? options.warmSweeps : options.sweeps;
  const problem = alsProblem(core, training, options);
  const { solver, cgSteps, tolerance } = options;
  const { dims, users, items } = await core.als(problem, start, sweeps, { solver, cgSteps, tolerance });
  return {
    factors: { dims, users, items },
    knowsUser: seen(training.byUser.indptr),
    knowsItem: seen(training.byItem.indptr),
  };
}

/**
 * The items' factors with the initial ones where all are zero, as they are for items of which the last training set held
 * no row: from zero, a community that was away as a whole would never come back. The users' are solved before they are used.
 */
function revived(core: Core, key: Key, { dims, items }: Factors): Float32Array {
  const factors = items.slice();
  for (let row = 0; row * dims < factors.length; row++) {
    let k = 0;
    while (k < dims && factors[row * dims + k] === 0) k++;
    if (k === dims) drawRow(core, key, factors, dims, row, purposes.modelItem);
  }
  return factors;
}

/** Factors (rows, dims) of users without training rows, solved from `history`, one row a user, against the model's items. */
export function foldIn(core: Core, model: Model, history: WeightedPairs, options: IalsOptions): Promise<Float32Array> {
  const lambda = regularization(core, history.indptr, model.knowsItem.length, options);
  const { dims, items } = model.factors;
  return core.solveRows(weighted(history, options), items, dims, overAll(options), lambda);
}

/** Normal factors of standard deviation 0.1 / √dims, keyed by user and item, so that an added item changes no other. */
export function initialFactors(
  core: Core,
  key: Key,
  dims: number,
  size: { users: number; items: number },
  userPurpose: number,
  itemPurpose: number,
): Factors {
  const draw = (rows: number, purpose: number) => {
    const factors = new Float32Array(rows * dims);
    for (let row = 0; row < rows; row++) drawRow(core, key, factors, dims, row, purpose);
    return factors;
  };
  return { dims, users: draw(size.users, userPurpose), items: draw(size.items, itemPurpose) };
}

function drawRow(core: Core, key: Key, factors: Float32Array, dims: number, row: number, purpose: number): void {
  const stream = { key, purpose, round: 0 };
  const scale = 0.1 / Math.sqrt(dims);
  for (let k = 0; k < dims; k++) factors[row * dims + k] = scale * core.normal(stream, 0, row, k);
}

const overAll = (options: IalsObjective) => (options.objective === "hu" ? 1 : options.unobservedWeight);

/** By row, from the number of its entries: rows of equal length share one power. */
function regularization(core: Core, indptr: Int32Array, others: number, options: IalsObjective): Float32Array {
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

function weighted({ indptr, indices, weights }: WeightedPairs, { objective, confidence }: IalsObjective): WeightedCsr {
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
