import { type Context, checkAscending, checkCount, checkIndices, checkLength, largestFinite } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { blockedItems, countRows } from "./job.ts";
import { placeStream, SCATTER, sumsBytes } from "./neighbours.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Csr, Eligibility, Neighbours, Stream, ValuedCsr } from "./types.ts";

/** See `Core.knnTopK`. */
export async function knnTopK(
  context: Context,
  neighbours: Neighbours,
  histories: ValuedCsr,
  users: Int32Array,
  k: number,
  eligibility: Eligibility,
  ties: Stream,
): Promise<{ items: Int32Array; scores: Float32Array }> {
  const call = "knnTopK";
  checkCount(call, "k", k, 1);
  const items = checkLists(call, neighbours);
  const { count } = neighbours;
  const known = histories.indptr.length - 1;
  checkUsers(call, users, known);
  checkLength(call, "histories.values", histories.values, histories.indices.length);
  const { available, excluded } = eligibility;
  const blocked = available ? blockedItems(call, available, items) : new Int32Array(0);
  if (excluded) checkLength(call, "excluded.indptr", excluded.indptr, known + 1);
  const visited = countRows(call, "histories", histories.indptr, histories.indices.length, users);
  const removed = excluded ? countRows(call, "excluded", excluded.indptr, excluded.indices.length, users) : 0;
  const n = users.length;
  const { arena } = context;
  const scratch = scratchOf(context, sumsBytes(items, k));
  const size = { items, count, users: n, visited, k, ...(excluded ? { removed } : {}), blocked: blocked.length };
  const at = arena.layout(call, { ...knnBytes(size), scratch: scratch.total });
  const { i32, f32 } = arena;
  i32.set(neighbours.items, at.neighbours / 4);
  f32.set(neighbours.similarities, at.similarities / 4);
  i32.set(blocked, at.blocked / 4);
  i32.set(users, at.users / 4);
  placeStream(context, ties, at.stream);
  const longest = placeRows(i32, histories, users, at.historyRows, at.historyItems);
  placeValues(f32, histories, users, at.historyValues);
  checkIndices(context, call, "histories.indices", at.historyItems, visited, items);
  checkAscending(call, "histories", histories, users);
  checkReach(call, neighbours, histories, longest);
  if (excluded) {
    placeRows(i32, excluded, users, at.excludedRows, at.excludedItems);
    checkIndices(context, call, "excluded.indices", at.excludedItems, removed, items);
  }
  const lists = [items, count, at.neighbours, at.similarities, at.historyRows, at.historyItems, at.historyValues];
  const masks = [excluded ? at.excludedRows : 0, at.excludedItems, at.blocked, blocked.length];
  await runTask(context, {
    task: "knnTopK",
    rows: n,
    workPerRow: (SCATTER * visited * count) / Math.max(1, n) + 32 * k,
    args: [...lists, ...masks, at.users, at.stream, k, at.best, at.scores],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  return {
    items: arena.i32.slice(at.best / 4, at.best / 4 + n * k),
    scores: arena.f32.slice(at.scores / 4, at.scores / 4 + n * k),
  };
}

/** What decides on the arrays of `knnTopK`: lists of `count` for all items, and entries of the users asked for. */
export interface KnnSize {
  readonly items: number;
  readonly count: number;
  readonly users: number;
  /** entries of their histories */
  readonly visited: number;
  readonly k: number;
  /** pairs excluded, where some are */
  readonly removed?: number;
  /** items that nobody may be given */
  readonly blocked: number;
}

/** Bytes of all arrays but the scratch. */
export function knnBytes({ items, count, users, visited, k, removed, blocked }: KnnSize) {
  return {
    neighbours: 4 * items * count,
    similarities: 4 * items * count,
    historyRows: 4 * (users + 1),
    historyItems: 4 * visited,
    historyValues: 4 * visited,
    excludedRows: removed === undefined ? 0 : 4 * (users + 1),
    excludedItems: 4 * (removed ?? 0),
    blocked: 4 * blocked,
    users: 4 * users,
    stream: 16,
    best: 4 * users * k,
    scores: 4 * users * k,
  };
}

/** The number of items. @throws CoreError unless the lists hold items or -1. */
function checkLists(call: string, { count, items: listed, similarities }: Neighbours): number {
  checkCount(call, "neighbours.count", count, 1);
  const items = listed.length / count;
  if (!(Number.isInteger(items) && items > 0)) {
    throw new CoreError(
      `${call}: neighbours.items has ${listed.length} values, expected a positive multiple of count = ${count}`,
    );
  }
  checkLength(call, "neighbours.similarities", similarities, listed.length);
  for (let at = 0; at < listed.length; at++) {
    if (!(listed[at]! >= -1 && listed[at]! < items)) {
      throw new CoreError(`${call}: neighbours.items[${at}] is ${listed[at]}, expected -1 to ${items - 1}`);
    }
  }
  return items;
}

function checkUsers(call: string, users: Int32Array, known: number): void {
  for (let r = 0; r < users.length; r++) {
    if (!(users[r]! >= 0 && users[r]! < known)) {
      throw new CoreError(`${call}: users[${r}] is ${users[r]}, expected 0 to ${known - 1}`);
    }
  }
}

/** Scores must fit float32, so that none is infinite by overflow. */
function checkReach(call: string, { similarities }: Neighbours, { values }: ValuedCsr, longest: number): void {
  const weight = largestFinite(call, "histories.values", values);
  const bound = weight * largestFinite(call, "neighbours.similarities", similarities) * longest;
  if (!(bound < 3e38)) {
    throw new CoreError(
      `${call}: scores could reach ${bound.toExponential(1)}, expected below 3e38; use smaller values in histories`,
    );
  }
}

/** Copies the users' rows together, starts at `rows` and indices at `to`; returns the length of the longest. */
function placeRows(i32: Int32Array, { indptr, indices }: Csr, users: Int32Array, rows: number, to: number): number {
  let placed = 0;
  let longest = 0;
  for (let r = 0; r < users.length; r++) {
    i32[rows / 4 + r] = placed;
    const last = indptr[users[r]! + 1]!;
    const first = placed;
    for (let e = indptr[users[r]!]!; e < last; e++) i32[to / 4 + placed++] = indices[e]!;
    longest = Math.max(longest, placed - first);
  }
  i32[rows / 4 + users.length] = placed;
  return longest;
}

function placeValues(f32: Float32Array, { indptr, values }: ValuedCsr, users: Int32Array, to: number): void {
  let placed = 0;
  for (const user of users) {
    for (let e = indptr[user]!; e < indptr[user + 1]!; e++) f32[to / 4 + placed++] = values[e]!;
  }
}
