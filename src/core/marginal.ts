import { type Context, checkCount, checkLength, largestPlaced, rowsOf } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { ScoredLists, Vectors } from "./types.ts";

const call = "marginalRelevance";

/** See `Core.marginalRelevance`. */
export async function marginalRelevance(
  context: Context,
  vectors: Vectors,
  { depth, items, scores }: ScoredLists,
  k: number,
  relevance: number,
): Promise<Int32Array> {
  const { dims } = vectors;
  checkCount(call, "dims", dims, 1);
  checkCount(call, "depth", depth, 1);
  checkCount(call, "k", k, 1);
  if (!(relevance >= 0 && relevance <= 1)) {
    throw new CoreError(`${call}: relevance is ${relevance}, expected 0 to 1`);
  }
  const count = rowsOf(call, "vectors", vectors.values, dims);
  const rows = Math.ceil(items.length / depth);
  checkLength(call, "items", items, rows * depth);
  checkLength(call, "scores", scores, items.length);
  const { arena } = context;
  const scratch = scratchOf(context, marginalScratch(depth, dims));
  const at = arena.layout(call, { ...marginalBytes(count, dims, rows, depth), scratch: scratch.total });
  arena.f64[at.relevance / 8] = relevance;
  arena.f32.set(vectors.values, at.vectors / 4);
  arena.i32.set(items, at.items / 4);
  arena.f32.set(scores, at.scores / 4);
  largestPlaced(context, call, "vectors", at.vectors, vectors.values.length, vectors.values);
  largestPlaced(context, call, "scores", at.scores, scores.length, scores);
  const failed = await runTask(context, {
    task: "marginalRelevance",
    rows,
    workPerRow: depth * (2 * Math.min(k, depth) * (dims + 4) + 2 * dims),
    args: [at.items, at.scores, depth, k, at.vectors, count, dims, at.relevance, at.order],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  if (failed > 0) throw outOfRange(items, (failed - 1) * depth, count);
  return arena.i32.slice(at.order / 4, at.order / 4 + items.length);
}

function outOfRange(items: Int32Array, begin: number, count: number): CoreError {
  let e = begin;
  while (items[e]! >= 0 && items[e]! < count) e++;
  return new CoreError(`${call}: items[${e}] is ${items[e]}, expected 0 to ${count - 1}, or -1 past the end of a list`);
}

/** Bytes of what `rows` lists read and give. */
export function marginalBytes(count: number, dims: number, rows: number, depth: number) {
  const each = 4 * rows * depth;
  return { relevance: 8, vectors: 4 * count * dims, items: each, scores: each, order: each };
}

/** Bytes of a thread's scratch: as in assembly/marginal.ts. */
export function marginalScratch(depth: number, dims: number): number {
  return 8 * (8 * Math.ceil(depth / 8)) * (3 + dims);
}
