import { type Context, checkCount, checkLength, checkRows, largestFinite } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Neighbours, Stream, ValuedCsr } from "./types.ts";

/** A scattered addition counts as so many multiply-adds. */
export const SCATTER = 4;

/** See `Core.itemNeighbours`. */
export async function itemNeighbours(
  context: Context,
  { byUser, byItem }: { readonly byUser: ValuedCsr; readonly byItem: ValuedCsr },
  count: number,
  shrinkage: number,
  ties: Stream,
): Promise<Neighbours> {
  const call = "itemNeighbours";
  checkCount(call, "count", count, 1);
  if (!(shrinkage >= 0 && shrinkage < Infinity)) {
    throw new CoreError(`${call}: shrinkage is ${shrinkage}, expected a finite number of at least 0`);
  }
  const users = byUser.indptr.length - 1;
  const items = byItem.indptr.length - 1;
  checkSide(call, "byUser", byUser, users);
  checkSide(call, "byItem", byItem, items);
  checkMirror(call, byUser, byItem);
  const entries = byUser.indices.length;
  const listed = items * count;
  const { arena } = context;
  const scratch = scratchOf(context, sumsBytes(items, count));
  const at = arena.layout(call, { ...neighbourBytes(users, items, entries, count), scratch: scratch.total });
  const { i32, f32, f64 } = arena;
  i32.set(byUser.indptr, at.userRows / 4);
  i32.set(byUser.indices, at.userItems / 4);
  f32.set(byUser.values, at.userValues / 4);
  i32.set(byItem.indptr, at.itemRows / 4);
  i32.set(byItem.indices, at.itemUsers / 4);
  f32.set(byItem.values, at.itemValues / 4);
  placeSquares(f64, byItem, at.squares / 8);
  f64[at.shrinkage / 8] = shrinkage;
  placeStream(context, ties, at.stream);
  const places = [at.userRows, at.userItems, at.userValues, at.itemRows, at.itemUsers, at.itemValues, at.squares];
  await runTask(context, {
    task: "itemNeighbours",
    rows: items,
    workPerRow: (SCATTER * products(byUser)) / items,
    args: [...places, items, count, at.shrinkage, at.stream, at.best, at.similarities],
    scratch: at.scratch,
    scratchStride: scratch.stride,
    together: 1,
  });
  return {
    count,
    items: arena.i32.slice(at.best / 4, at.best / 4 + listed),
    similarities: arena.f32.slice(at.similarities / 4, at.similarities / 4 + listed),
  };
}

/** Bytes of all arrays but the scratch. */
export function neighbourBytes(users: number, items: number, entries: number, count: number) {
  return {
    userRows: 4 * (users + 1),
    userItems: 4 * entries,
    userValues: 4 * entries,
    itemRows: 4 * (items + 1),
    itemUsers: 4 * entries,
    itemValues: 4 * entries,
    squares: 8 * items,
    shrinkage: 8,
    stream: 16,
    best: 4 * items * count,
    similarities: 4 * items * count,
  };
}

/** Bytes of a thread's scratch: a float64 and an int32 an item, then the candidates of a heap of at most `most`. */
export function sumsBytes(items: number, most: number): number {
  return 12 * items + 16 + 16 * (Math.min(most, items) + 1);
}

export function placeStream({ arena }: Context, { key, purpose, round }: Stream, at: number): void {
  arena.u32.set([key.seed, key.replicate, purpose, round], at / 4);
}

function checkSide(call: string, name: string, { indptr, indices, values }: ValuedCsr, rows: number): void {
  if (!(rows > 0)) throw new CoreError(`${call}: ${name}.indptr has ${rows + 1} values, expected a row at least`);
  checkRows(call, name, indptr, indices.length, rows);
  checkLength(call, `${name}.values`, values, indices.length);
  largestFinite(call, `${name}.values`, values);
}

/** @throws CoreError unless rows of byUser ascend without duplicates and byItem is the same matrix by item. */
function checkMirror(call: string, byUser: ValuedCsr, byItem: ValuedCsr): void {
  checkLength(call, "byItem.indices", byItem.indices, byUser.indices.length);
  const items = byItem.indptr.length - 1;
  const next = byItem.indptr.slice(0, items);
  for (let u = 0; u + 1 < byUser.indptr.length; u++) {
    let before = -1;
    for (let e = byUser.indptr[u]!; e < byUser.indptr[u + 1]!; e++) {
      const i = byUser.indices[e]!;
      if (!(i > before && i < items)) {
        const range = i < items && i >= 0 ? "ascending items without duplicates" : `0 to ${items - 1}`;
        throw new CoreError(`${call}: byUser.indices[${e}] is ${i} after ${before}, expected ${range}`);
      }
      before = i;
      const f = next[i]!++;
      if (!(f < byItem.indptr[i + 1]! && byItem.indices[f] === u && byItem.values[f] === byUser.values[e])) {
        throw new CoreError(
          `${call}: row ${u} of byUser has item ${i} with ${byUser.values[e]}, but row ${i} of byItem has not, or not in order of users; expected the same matrix by user and by item`,
        );
      }
    }
  }
}

/** Σ of squares of every row, float64, in order. */
function placeSquares(f64: Float64Array, { indptr, values }: ValuedCsr, at: number): void {
  for (let i = 0; i + 1 < indptr.length; i++) {
    let sum = 0;
    for (let e = indptr[i]!; e < indptr[i + 1]!; e++) sum += values[e]! * values[e]!;
    f64[at + i] = sum;
  }
}

/** Σ_u n_u², the additions of all rows. */
function products({ indptr }: ValuedCsr): number {
  let sum = 0;
  for (let u = 0; u + 1 < indptr.length; u++) {
    const n = indptr[u + 1]! - indptr[u]!;
    sum += n * n;
  }
  return sum;
}
