import type { Core, Factors, Stream } from "../core/index.ts";
import type { WeightedPairs } from "../log/index.ts";
import { type IalsObjective, overAll, regularization, weighted } from "./ials.ts";
import { withNegatives } from "./negatives.ts";

/** What users' factors are solved from. */
export interface UserProblem {
  /** one row a user of the world */
  readonly history: WeightedPairs;
  /** pairs that were shown and not chosen, likewise */
  readonly negatives?: WeightedPairs | undefined;
  readonly options: IalsObjective;
  /** items so far: those still to come are no part of the loss */
  readonly items: number;
}

/**
 * Factors of the users given, drawn from their posterior under iALS given the items' factors: see `Core.samplePosterior`.
 * (users.length, dims)
 */
export function drawUsers(
  core: Core,
  { dims, items }: Factors,
  problem: UserProblem,
  users: Int32Array,
  draw: number,
  sigma: number,
  stream: Stream,
): Promise<Float32Array> {
  const { history, negatives, options } = problem;
  const rows = rowsOf(history, users);
  const lambda = regularization(core, rows.indptr, problem.items, options);
  const draws = new Int32Array(users.length).fill(draw);
  return core.samplePosterior(
    withNegatives(weighted(rows, options), negatives && rowsOf(negatives, users)),
    items,
    dims,
    overAll(options),
    lambda,
    sigma,
    users,
    draws,
    stream,
  );
}

function rowsOf({ indptr, indices, weights }: WeightedPairs, users: Int32Array): WeightedPairs {
  const kept = new Int32Array(users.length + 1);
  for (let n = 0; n < users.length; n++) kept[n + 1] = kept[n]! + indptr[users[n]! + 1]! - indptr[users[n]!]!;
  const ids = new Int32Array(kept[users.length]!);
  const values = new Float64Array(ids.length);
  for (let n = 0; n < users.length; n++) {
    const [from, to] = [indptr[users[n]!]!, indptr[users[n]! + 1]!];
    ids.set(indices.subarray(from, to), kept[n]);
    values.set(weights.subarray(from, to), kept[n]);
  }
  return { indptr: kept, indices: ids, weights: values };
}
