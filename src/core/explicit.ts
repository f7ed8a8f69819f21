import {
  type Context,
  checkCount,
  checkIndices,
  checkLength,
  checkNonNegative,
  checkRows,
  largestFinite,
  largestPlaced,
  rowsOf,
} from "./checks.ts";
import { CoreError } from "./errors.ts";
import { explicitLoss } from "./explicitLoss.ts";
import { padded, placeFactors, takeFactors } from "./sides.ts";
import { systemBytes } from "./system.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { BiasedFactors, ExplicitProblem, Factors, RatedCsr } from "./types.ts";

/** Addresses of one side: its factors F (rows, d), biases, ratings by row, regularisation lambda. */
export interface RatedSide {
  readonly name: "user" | "item";
  readonly rows: number;
  readonly entries: number;
  readonly F: number;
  readonly biases: number;
  readonly indptr: number;
  readonly indices: number;
  readonly ratings: number;
  readonly weights: number;
  readonly lambda: number;
}

type Part = "Factors" | "Biases" | "Indptr" | "Indices" | "Ratings" | "Weights" | "Regularization";

/** Factors and the 1 that a bias multiplies, rounded up to whole tiles. */
const paddedWithOne = (dims: number): number => padded(dims + 1);

/** Bytes of every array of `explicitAls`, those of a thread's scratch apart. */
export function explicitBytes(users: number, items: number, entries: number, dims: number) {
  const d = paddedWithOne(dims);
  return { ...sideBytes("user", users, entries, d), ...sideBytes("item", items, entries, d), mean: 8 };
}

function sideBytes<P extends string>(
  prefix: P,
  rows: number,
  entries: number,
  d: number,
): Record<`${P}${Part}`, number> {
  const bytes: Record<Part, number> = {
    Factors: 4 * rows * d,
    Biases: 4 * rows,
    Indptr: 4 * (rows + 1),
    Indices: 4 * entries,
    Ratings: 4 * entries,
    Weights: 4 * entries,
    Regularization: 4 * rows,
  };
  const named = Object.entries(bytes).map(([part, size]) => [prefix + part, size]);
  return Object.fromEntries(named) as Record<`${P}${Part}`, number>;
}

/** See `Core.explicitAls`. */
export async function explicitAls(
  context: Context,
  problem: ExplicitProblem,
  start: Factors & Partial<BiasedFactors>,
  sweeps: number,
  withLoss: boolean,
): Promise<BiasedFactors & { loss?: Float64Array }> {
  const call = "explicitAls";
  const { dims } = start;
  checkCount(call, "dims", dims, 1);
  checkCount(call, "sweeps", sweeps, 0);
  const users = rowsOf(call, "users", start.users, dims);
  const items = rowsOf(call, "items", start.items, dims);
  const entries = problem.users.indices.length;
  checkLength(call, "problem.items.indices", problem.items.indices, entries);
  checkRatings(call, "problem.users", problem.users, users);
  checkRatings(call, "problem.items", problem.items, items);

  const d = paddedWithOne(dims);
  const scratch = scratchOf(context, systemBytes(d));
  const at = context.arena.layout(call, { ...explicitBytes(users, items, entries, dims), scratch: scratch.total });
  const shape = { dims, d, mean: at.mean, scratch: at.scratch, scratchStride: scratch.stride };
  const X = place(context, call, "user", at, problem.users, problem.userRegularization, users, items);
  const Y = place(context, call, "item", at, problem.items, problem.itemRegularization, items, users);
  placeModel(context, call, X, start.users, start.userBiases, dims, d);
  placeModel(context, call, Y, start.items, start.itemBiases, dims, d);
  const mean = meanRating(problem.users);
  context.arena.f64[at.mean / 8] = mean;

  const loss = new Float64Array(withLoss ? 2 * sweeps : 0);
  for (let half = 0; half < 2 * sweeps; half++) {
    const [solved, fixed] = half % 2 === 0 ? [X, Y] : [Y, X];
    await solve(context, solved, fixed, shape);
    if (withLoss) loss[half] = await explicitLoss(context, X, Y, mean, dims, d);
  }
  const model = {
    dims,
    mean,
    users: takeFactors(context, X.F, users, dims, d),
    items: takeFactors(context, Y.F, items, dims, d),
    userBiases: context.arena.f32.slice(X.biases / 4, X.biases / 4 + users),
    itemBiases: context.arena.f32.slice(Y.biases / 4, Y.biases / 4 + items),
  };
  return withLoss ? { ...model, loss } : model;
}

/**
 * A biased model's scores but for its mean as an inner product, so that whatever works on factors works on it:
 *   [x_u, b_u, 1] · [y_i, 1, c_i] = <x_u, y_i> + b_u + c_i.
 * @returns users (users, dims + 2) and items (items, dims + 2)
 */
export function withBiases({ dims, users, items, userBiases, itemBiases }: BiasedFactors): Factors {
  return {
    dims: dims + 2,
    users: widened(users, dims, (u) => [userBiases[u]!, 1]),
    items: widened(items, dims, (i) => [1, itemBiases[i]!]),
  };
}

function widened(F: Float32Array, dims: number, last: (row: number) => readonly [number, number]): Float32Array {
  const rows = F.length / dims;
  const wide = new Float32Array(rows * (dims + 2));
  for (let r = 0; r < rows; r++) {
    wide.set(F.subarray(r * dims, (r + 1) * dims), r * (dims + 2));
    wide.set(last(r), r * (dims + 2) + dims);
  }
  return wide;
}

/** @throws CoreError when lengths disagree or a weight is negative or not finite. */
function checkRatings(call: string, name: string, { indptr, indices, ratings, weights }: RatedCsr, rows: number): void {
  checkRows(call, name, indptr, indices.length, rows);
  checkLength(call, `${name}.ratings`, ratings, indices.length);
  if (!weights) return;
  checkLength(call, `${name}.weights`, weights, indices.length);
  checkNonNegative(call, `${name}.weights`, weights);
}

function place<P extends "user" | "item">(
  context: Context,
  call: string,
  name: P,
  at: Record<`${P}${Part}`, number>,
  { indptr, indices, ratings, weights }: RatedCsr,
  regularization: Float32Array,
  rows: number,
  columns: number,
): RatedSide {
  checkLength(call, `${name}Regularization`, regularization, rows);
  checkNonNegative(call, `${name}Regularization`, regularization);
  const of = (part: Part) => at[`${name}${part}`];
  const side = {
    name,
    rows,
    entries: indices.length,
    F: of("Factors"),
    biases: of("Biases"),
    indptr: of("Indptr"),
    indices: of("Indices"),
    ratings: of("Ratings"),
    weights: of("Weights"),
    lambda: of("Regularization"),
  };
  const { i32, f32 } = context.arena;
  i32.set(indptr, side.indptr / 4);
  i32.set(indices, side.indices / 4);
  f32.set(ratings, side.ratings / 4);
  if (weights) f32.set(weights, side.weights / 4);
  else f32.fill(1, side.weights / 4, side.weights / 4 + side.entries);
  f32.set(regularization, side.lambda / 4);
  checkIndices(context, call, `the indices by ${name}`, side.indices, side.entries, columns);
  largestPlaced(context, call, `ratings by ${name}`, side.ratings, side.entries, ratings);
  return side;
}

/** Factors with a 1 behind them, and biases (0 where none are given). */
function placeModel(
  context: Context,
  call: string,
  { name, rows, F, biases }: RatedSide,
  factors: Float32Array,
  given: Float32Array | undefined,
  dims: number,
  d: number,
): void {
  const { f32 } = context.arena;
  placeFactors(context, call, `${name}s`, F, factors, dims, d);
  for (let at = F / 4 + dims, r = 0; r < rows; r++, at += d) f32[at] = 1;
  f32.fill(0, biases / 4, biases / 4 + rows);
  if (!given) return;
  checkLength(call, `${name}Biases`, given, rows);
  largestFinite(call, `${name}Biases`, given);
  f32.set(given, biases / 4);
}

/** Σ w r / Σ w; 0 where nothing is rated. */
function meanRating({ ratings, weights }: RatedCsr): number {
  let sum = 0;
  let weight = 0;
  for (let e = 0; e < ratings.length; e++) {
    const w = weights ? weights[e]! : 1;
    sum += w * ratings[e]!;
    weight += w;
  }
  return weight > 0 ? sum / weight : 0;
}

/** What both half-steps use: addresses, and bytes of a thread's scratch. */
interface Shape {
  readonly dims: number;
  readonly d: number;
  readonly mean: number;
  readonly scratch: number;
  readonly scratchStride: number;
}

/** One half-step: `solved` against `fixed`. */
async function solve(
  context: Context,
  { name, rows, entries, indptr, indices, ratings, weights, lambda, F, biases }: RatedSide,
  fixed: RatedSide,
  { dims, d, mean, scratch, scratchStride }: Shape,
): Promise<void> {
  const failed = await runTask(context, {
    task: "solveRatings",
    rows,
    workPerRow: (entries / Math.max(1, rows)) * d * d + d * d * d,
    args: [indptr, indices, ratings, weights, fixed.F, fixed.biases, mean, d, dims, lambda, F, biases],
    scratch,
    scratchStride,
  });
  if (failed > 0) {
    throw new CoreError(
      `explicitAls: the system of ${name} ${failed - 1} is not positive definite in float32; raise its regularization`,
    );
  }
}
