import { type Context, checkCount, rowsOf } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { gramBytes, gramInto } from "./gram.ts";
import {
  checkSide,
  checkWeight,
  padded,
  placeFactors,
  placeSide,
  type Shared,
  type Side,
  sideBytes,
  takeFactors,
} from "./sides.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { AlsProblem, Factors, WeightedCsr } from "./types.ts";

/** See `Core.als`. */
export async function als(
  context: Context,
  problem: AlsProblem,
  start: Factors,
  sweeps: number,
  withLoss: boolean,
): Promise<Factors & { loss?: Float64Array }> {
  const call = "als";
  const { dims } = start;
  checkCount(call, "dims", dims, 1);
  checkCount(call, "sweeps", sweeps, 0);
  checkWeight(call, problem.unobservedWeight);
  const users = rowsOf(call, "users", start.users, dims);
  const items = rowsOf(call, "items", start.items, dims);
  checkSide(call, "problem.users", problem.users, users, problem.userRegularization, "userRegularization");
  checkSide(call, "problem.items", problem.items, items, problem.itemRegularization, "itemRegularization");
  const d = padded(dims);
  const at = context.arena.layout(call, {
    ...sideBytes("user", problem.users, users, d),
    ...sideBytes("item", problem.items, items, d),
    ...sharedBytes(context, d, Math.max(users, items)),
  });
  const shared = { call, dims, d, unobservedWeight: problem.unobservedWeight, ...at };
  const X = placeSide(context, shared, "user", at, problem.users, users, items, problem.userRegularization);
  const Y = placeSide(context, shared, "item", at, problem.items, items, users, problem.itemRegularization);
  placeFactors(context, call, "users", X.F, start.users, dims, d);
  placeFactors(context, call, "items", Y.F, start.items, dims, d);

  const loss = new Float64Array(withLoss ? 2 * sweeps : 0);
  await gram(context, shared, Y);
  for (let half = 0; half < 2 * sweeps; half++) {
    const [solved, fixed] = half % 2 === 0 ? [X, Y] : [Y, X];
    await solve(context, shared, solved, fixed);
    await gram(context, shared, solved);
    if (withLoss) loss[half] = lossOf(context, shared, X, Y);
  }
  const factors = {
    dims,
    users: takeFactors(context, X.F, users, dims, d),
    items: takeFactors(context, Y.F, items, dims, d),
  };
  return withLoss ? { ...factors, loss } : factors;
}

/** See `Core.solveRows`. */
export async function solveRows(
  context: Context,
  rows: WeightedCsr,
  fixed: Float32Array,
  dims: number,
  unobservedWeight: number,
  regularization: Float32Array,
): Promise<Float32Array> {
  const call = "solveRows";
  checkCount(call, "dims", dims, 1);
  checkWeight(call, unobservedWeight);
  const columns = rowsOf(call, "fixed", fixed, dims);
  const count = rows.indptr.length - 1;
  checkSide(call, "rows", rows, count, regularization, "regularization");
  const d = padded(dims);
  const at = context.arena.layout(call, {
    ...sideBytes("row", rows, count, d),
    fixed: 4 * columns * d,
    fixedGram: 8 * d * d,
    ...sharedBytes(context, d, columns),
  });
  const shared = { call, dims, d, unobservedWeight, ...at };
  const X = placeSide(context, shared, "row", at, rows, count, columns, regularization);
  const Y = { ...X, rows: columns, F: at.fixed, G: at.fixedGram };
  placeFactors(context, call, "fixed", Y.F, fixed, dims, d);
  await gram(context, shared, Y);
  await solve(context, shared, X, Y);
  return takeFactors(context, X.F, count, dims, d);
}

/** See `Core.gram`. */
export async function gramOf(context: Context, F: Float32Array, dims: number): Promise<Float64Array> {
  const call = "gram";
  checkCount(call, "dims", dims, 1);
  const d = padded(dims);
  const rows = F.length === 0 ? 0 : rowsOf(call, "F", F, dims);
  const at = context.arena.layout(call, { F: 4 * rows * d, G: 8 * d * d, parts: gramBytes(rows, d) });
  placeFactors(context, call, "F", at.F, F, dims, d);
  await gramInto(context, at.F, rows, d, at.parts, at.G);
  const { arena, kernels } = context;
  kernels.mirror(at.G, d);
  const G = new Float64Array(dims * dims);
  for (let i = 0; i < dims; i++) G.set(arena.f64.subarray(at.G / 8 + i * d, at.G / 8 + i * d + dims), i * dims);
  return G;
}

function sharedBytes(context: Context, d: number, rows: number) {
  return {
    base: 4 * d * d,
    parts: gramBytes(rows, d),
    scratch: scratchOf(context, context.kernels.solveRowsScratch(d)).total,
  };
}

/** One half-step: `solved` against `fixed`, whose Gram matrix is up to date. */
async function solve(context: Context, shared: Shared, solved: Side, fixed: Side): Promise<void> {
  const { call, d, dims, base, scratch } = shared;
  const { kernels } = context;
  kernels.scaledGram(fixed.G, d, dims, shared.unobservedWeight, base);
  const { rows, entries, indptr, indices, left, right, lambda, F } = solved;
  const failed = await runTask(context, {
    task: "solveRows",
    rows,
    workPerRow: (entries / Math.max(1, rows)) * d * d + d * d * d,
    args: [indptr, indices, left, right, fixed.F, d, dims, base, lambda, F],
    scratch,
    scratchStride: scratchOf(context, kernels.solveRowsScratch(d)).stride,
  });
  if (failed > 0) {
    throw new CoreError(
      `${call}: the system of ${solved.name} ${failed - 1} is not positive definite in float32; raise its regularization or unobservedWeight (${shared.unobservedWeight})`,
    );
  }
}

/** Σ_e (left ŷ² - 2 right ŷ) + unobservedWeight <XᵀX, YᵀY> + Σ λ_u ||x_u||² + Σ λ_i ||y_i||² */
function lossOf({ kernels }: Context, { d, unobservedWeight }: Shared, X: Side, Y: Side): number {
  const observed = kernels.observedLoss(0, X.rows, X.indptr, X.indices, X.left, X.right, X.F, Y.F, d);
  const everyPair = unobservedWeight * kernels.gramProduct(X.G, Y.G, d);
  return (
    observed +
    everyPair +
    kernels.ridgeLoss(0, X.rows, X.lambda, X.F, d) +
    kernels.ridgeLoss(0, Y.rows, Y.lambda, Y.F, d)
  );
}

function gram(context: Context, { d, parts }: Shared, { F, rows, G }: Side): Promise<void> {
  return gramInto(context, F, rows, d, parts, G);
}
