import { gramOf } from "./als.ts";
import { type Context, checkCount, checkIndices, checkLength, largestPlaced, rowsOf } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { checkSide, checkWeight, padded, placeFactors, takeFactors } from "./sides.ts";
import { systemBytes } from "./system.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Stream, WeightedCsr } from "./types.ts";

/** Bytes of every array of `samplePosterior`, those of a thread's scratch apart. */
export function posteriorBytes(rows: number, columns: number, entries: number, dims: number) {
  const d = padded(dims);
  return {
    draws: 4 * rows * d,
    fixed: 4 * columns * d,
    indptr: 4 * (rows + 1),
    indices: 4 * entries,
    left: 4 * entries,
    right: 4 * entries,
    regularization: 4 * rows,
    agents: 4 * rows,
    drawNumbers: 4 * rows,
    base: 4 * d * d,
    stream: 16,
    sigma: 8,
  };
}

/** See `Core.samplePosterior`. */
export async function samplePosterior(
  context: Context,
  rows: WeightedCsr,
  fixed: Float32Array,
  dims: number,
  unobservedWeight: number,
  regularization: Float32Array,
  sigma: number,
  users: Int32Array,
  draws: Int32Array,
  stream: Stream,
): Promise<Float32Array> {
  const call = "samplePosterior";
  checkCount(call, "dims", dims, 1);
  checkWeight(call, "unobservedWeight", unobservedWeight);
  if (!(sigma >= 0 && sigma < Infinity)) {
    throw new CoreError(`${call}: sigma is ${sigma}, expected a finite number of at least 0`);
  }
  const columns = rowsOf(call, "fixed", fixed, dims);
  const count = rows.indptr.length - 1;
  checkSide(call, "rows", rows, count, regularization, "regularization");
  checkKeys(call, users, draws, count);
  const entries = rows.indices.length;
  const G = await gramOf(context, fixed, dims);

  const { arena } = context;
  const d = padded(dims);
  const scratch = scratchOf(context, systemBytes(d));
  const at = arena.layout(call, { ...posteriorBytes(count, columns, entries, dims), scratch: scratch.total });
  placeFactors(context, call, "fixed", at.fixed, fixed, dims, d);
  arena.i32.set(rows.indptr, at.indptr / 4);
  arena.i32.set(rows.indices, at.indices / 4);
  arena.f32.set(rows.left, at.left / 4);
  arena.f32.set(rows.right, at.right / 4);
  arena.f32.set(regularization, at.regularization / 4);
  arena.i32.set(users, at.agents / 4);
  arena.i32.set(draws, at.drawNumbers / 4);
  arena.u32.set([stream.key.seed, stream.key.replicate, stream.purpose, stream.round], at.stream / 4);
  arena.f64[at.sigma / 8] = sigma;
  placeBase(arena.f32, at.base / 4, G, unobservedWeight, dims, d);
  checkIndices(context, call, "rows.indices", at.indices, entries, columns);
  largestPlaced(context, call, "rows.left", at.left, entries, rows.left);
  largestPlaced(context, call, "rows.right", at.right, entries, rows.right);

  const failed = await runTask(context, {
    task: "samplePosterior",
    rows: count,
    workPerRow: (entries / Math.max(1, count)) * d * d + d * d * d,
    args: [
      ...[at.indptr, at.indices, at.left, at.right, at.fixed, d, dims, at.base, at.regularization],
      ...[at.sigma, at.stream, at.agents, at.drawNumbers, at.draws],
    ],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  if (failed > 0) {
    throw new CoreError(
      `${call}: the precision of row ${failed - 1} is not positive definite in float32; raise its regularization or unobservedWeight (${unobservedWeight})`,
    );
  }
  return takeFactors(context, at.draws, count, dims, d);
}

function checkKeys(call: string, users: Int32Array, draws: Int32Array, rows: number): void {
  checkLength(call, "users", users, rows);
  checkLength(call, "draws", draws, rows);
  const e = draws.findIndex((draw) => !(draw >= 0 && draw < 2 ** 24));
  if (e >= 0) throw new CoreError(`${call}: draws[${e}] is ${draws[e]}, expected 0 to 16777215`);
}

/** weight · G (dims, dims) as (d, d), with 1 on the diagonal past `dims`. */
function placeBase(f32: Float32Array, at: number, G: Float64Array, weight: number, dims: number, d: number): void {
  f32.fill(0, at, at + d * d);
  for (let k = 0; k < d; k++) {
    if (k >= dims) f32[at + k * d + k] = 1;
    else for (let j = 0; j < dims; j++) f32[at + k * d + j] = weight * G[k * dims + j]!;
  }
}
