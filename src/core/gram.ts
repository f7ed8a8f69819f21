import type { Context } from "./checks.ts";
import { runTask, scratchOf } from "./tasks.ts";

/** Rows of a Gram block at least, and bytes of all blocks at most: both decide on the sum's shape, which is the data's alone. */
const LEAST_ROWS = 1024;
const MOST_BYTES = 2 ** 24;

/** Bytes of the partial sums of `gramInto`. */
export function gramBytes(rows: number, d: number): number {
  return blocksOf(rows, d).count * 8 * d * d;
}

/** Bytes of scratch of a thread, unless all sums are float64. */
export const gramScratch = (d: number) => 4 * d * d;

/** G = FᵀF of the F (rows, d) at F; sums over 64 rows are float32 where `scratch` is given, all others float64. */
export async function gramInto(
  context: Context,
  F: number,
  rows: number,
  d: number,
  parts: number,
  G: number,
  scratch = 0,
): Promise<void> {
  const { count, size } = blocksOf(rows, d);
  await runTask(context, {
    task: "gramBlock",
    rows: count,
    workPerRow: size * d * d,
    args: [F, rows, d, size, scratch === 0 ? 1 : 0, parts],
    scratch,
    scratchStride: scratchOf(context, gramScratch(d)).stride,
    together: 1,
  });
  context.arena.f64.fill(0, G / 8, G / 8 + d * d);
  context.kernels.addParts(G, parts, count, d * d);
  context.kernels.mirror(G, d);
}

function blocksOf(rows: number, d: number): { count: number; size: number } {
  const most = Math.max(4, Math.min(64, Math.floor(MOST_BYTES / (8 * d * d))));
  const count = Math.min(most, Math.max(1, Math.ceil(rows / LEAST_ROWS)));
  const size = 256 * Math.ceil(rows / count / 256);
  return { count: size === 0 ? 0 : Math.ceil(rows / size), size };
}
