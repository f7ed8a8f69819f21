import { type Context, checkCount, checkLength, checkNonNegative } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Stream, WeightedSlates } from "./types.ts";

/** See `Core.chooseSlots`. */
export async function chooseSlots(
  context: Context,
  slates: WeightedSlates,
  users: Int32Array,
  draws: Int32Array,
  rows: Int32Array,
  stream: Stream,
): Promise<Int32Array> {
  const call = "chooseSlots";
  const { k, items, weights } = slates;
  checkCount(call, "k", k, 1);
  const count = items.length / k;
  checkLength(call, "weights", weights, count * (k + 1));
  checkNonNegative(call, "weights", weights);
  checkLength(call, "draws", draws, users.length);
  checkLength(call, "rows", rows, users.length);
  for (let e = 0; e < rows.length; e++) {
    if (!(rows[e]! >= 0 && rows[e]! < count)) {
      throw new CoreError(`${call}: rows[${e}] is ${rows[e]}, expected 0 to ${count - 1}`);
    }
  }
  const n = users.length;
  const { arena } = context;
  const scratch = scratchOf(context, 32);
  const at = arena.layout(call, {
    stream: 16,
    users: 4 * n,
    draws: 4 * n,
    rows: 4 * n,
    items: 4 * items.length + 12,
    weights: 8 * weights.length,
    chosen: 4 * n,
    scratch: scratch.total,
  });
  arena.u32.set([stream.key.seed, stream.key.replicate, stream.purpose, stream.round], at.stream / 4);
  arena.i32.set(users, at.users / 4);
  arena.i32.set(draws, at.draws / 4);
  arena.i32.set(rows, at.rows / 4);
  arena.i32.set(items, at.items / 4);
  arena.f64.set(weights, at.weights / 8);
  await runTask(context, {
    task: "raceSlots",
    rows: n,
    workPerRow: 100 * (k + 1),
    args: [at.stream, at.users, at.draws, at.rows, k, at.items, at.weights, at.chosen],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  return arena.i32.slice(at.chosen / 4, at.chosen / 4 + n);
}
