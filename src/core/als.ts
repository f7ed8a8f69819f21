import { type Context, checkCount, rowsOf } from "./checks.ts";
import { gramBytes, gramInto } from "./gram.ts";
import { checkSolver, gram, halfStep, planSteps, type Steps, startBasis, turnBack } from "./halfStep.ts";
import { checkSide, checkWeight, padded, placeFactors, placeSide, type Side, sideBytes, takeFactors } from "./sides.ts";
import type { AlsOptions, AlsProblem, Factors, WeightedCsr } from "./types.ts";

/** See `Core.als`. */
export async function als(
  context: Context,
  problem: AlsProblem,
  start: Factors,
  sweeps: number,
  options: AlsOptions = {},
): Promise<Factors & { loss?: Float64Array }> {
  const call = "als";
  const { dims } = start;
  const { tolerance = 0 } = options;
  checkCount(call, "dims", dims, 1);
  checkCount(call, "sweeps", sweeps, 0);
  checkWeight(call, "unobservedWeight", problem.unobservedWeight);
  checkWeight(call, "tolerance", tolerance);
  checkSolver(call, options);
  const users = rowsOf(call, "users", start.users, dims);
  const items = rowsOf(call, "items", start.items, dims);
  checkSide(call, "problem.users", problem.users, users, problem.userRegularization, "userRegularization");
  checkSide(call, "problem.items", problem.items, items, problem.itemRegularization, "itemRegularization");
  const d = padded(dims);
  const longest = Math.max(users, items);
  const at = context.arena.layout(call, {
    ...sideBytes("user", problem.users, users, d),
    ...sideBytes("item", problem.items, items, d),
    ...planSteps(context, d, longest, options),
  });
  const steps = { ...options, call, dims, d, unobservedWeight: problem.unobservedWeight, longest, at };
  const X = placeSide(context, call, "user", at, problem.users, users, items, problem.userRegularization);
  const Y = placeSide(context, call, "item", at, problem.items, items, users, problem.itemRegularization);
  placeFactors(context, call, "users", X.F, start.users, dims, d);
  placeFactors(context, call, "items", Y.F, start.items, dims, d);

  startBasis(context, steps);
  const withLoss = options.loss || tolerance > 0;
  const loss: number[] = [];
  await gram(context, steps, Y);
  for (let half = 0; half < 2 * sweeps; half++) {
    const [solved, fixed] = half % 2 === 0 ? [X, Y] : [Y, X];
    await halfStep(context, steps, solved, fixed);
    if (withLoss) loss.push(await lossOf(context, steps, X, Y));
    if (half + 1 < 2 * sweeps) await gram(context, steps, solved);
    if (tolerance > 0 && half % 2 === 1 && settled(loss, tolerance)) break;
  }
  if (sweeps > 0) for (const side of [X, Y]) await turnBack(context, steps, side);
  const factors = {
    dims,
    users: takeFactors(context, X.F, users, dims, d),
    items: takeFactors(context, Y.F, items, dims, d),
  };
  return options.loss ? { ...factors, loss: Float64Array.from(loss) } : factors;
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
  checkWeight(call, "unobservedWeight", unobservedWeight);
  const columns = rowsOf(call, "fixed", fixed, dims);
  const count = rows.indptr.length - 1;
  checkSide(call, "rows", rows, count, regularization, "regularization");
  const d = padded(dims);
  const at = context.arena.layout(call, {
    ...sideBytes("row", rows, count, d),
    fixed: 4 * columns * d,
    fixedGram: 8 * d * d,
    ...planSteps(context, d, columns, {}),
  });
  const steps = { call, dims, d, unobservedWeight, longest: columns, at };
  const X = placeSide(context, call, "row", at, rows, count, columns, regularization);
  const Y = { ...X, rows: columns, F: at.fixed, G: at.fixedGram };
  placeFactors(context, call, "fixed", Y.F, fixed, dims, d);
  startBasis(context, steps);
  await gram(context, steps, Y);
  await halfStep(context, steps, X, Y);
  await turnBack(context, steps, X);
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
  const { arena } = context;
  const G = new Float64Array(dims * dims);
  for (let i = 0; i < dims; i++) G.set(arena.f64.subarray(at.G / 8 + i * d, at.G / 8 + i * d + dims), i * dims);
  return G;
}

/** Whether the last of the sweeps, two half-steps each, lowered the loss by next to nothing. */
function settled(loss: readonly number[], tolerance: number): boolean {
  if (loss.length < 4) return false;
  const before = loss[loss.length - 3]!;
  const after = loss[loss.length - 1]!;
  return before - after <= tolerance * Math.abs(after);
}

/** Σ_e (left ŷ² - 2 right ŷ) + unobservedWeight <XᵀX, YᵀY> + Σ λ_u ||x_u||² + Σ λ_i ||y_i||² */
async function lossOf(context: Context, { d, unobservedWeight, at }: Steps, X: Side, Y: Side): Promise<number> {
  const { kernels } = context;
  for (const { F, rows, G } of [X, Y]) await gramInto(context, F, rows, d, at.parts, G);
  const observed = kernels.observedLoss(0, X.rows, X.indptr, X.indices, X.left, X.right, X.F, Y.F, d);
  const everyPair = unobservedWeight * kernels.gramProduct(X.G, Y.G, d);
  return (
    observed +
    everyPair +
    kernels.ridgeLoss(0, X.rows, X.lambda, X.F, d) +
    kernels.ridgeLoss(0, Y.rows, Y.lambda, Y.F, d)
  );
}
