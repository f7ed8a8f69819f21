import { type Context, checkCount, checkIndices, checkLength, largestFinite, largestPlaced, rowsOf } from "./checks.ts";
import { CoreError } from "./errors.ts";
import type { Eligibility, Factors, Logit, Stream } from "./types.ts";

/** What a scoring call reads; rows are users, entries belong to rows. */
export interface Request {
  readonly call: string;
  readonly factors: Factors;
  /** the user of each row */
  readonly users: Int32Array;
  readonly eligibility?: Eligibility;
  readonly logit?: Logit;
  readonly stream?: Stream;
  /** the draw of each entry, and the first entry of each row, one more at the end */
  readonly draws?: Int32Array;
  readonly firstEntries?: Int32Array;
}

/** A checked request and the bytes it needs. */
export interface Plan {
  readonly request: Request;
  readonly items: number;
  /** items rounded up to panels of 8 */
  readonly width: number;
  readonly excludedCount: number;
  /** whether the users are consecutive ids, so that their rows are one block */
  readonly consecutive: boolean;
  readonly blocked: Int32Array;
  readonly bytes: Record<JobArray, number>;
}

export type JobArray =
  | "job"
  | "userFactors"
  | "itemFactors"
  | "itemPanels"
  | "excludedRows"
  | "excludedItems"
  | "blocked"
  | "intercepts"
  | "users"
  | "firstEntries"
  | "draws";

const WORDS = 20;
const NONE = new Int32Array(0);

/** Checks a request and sizes its arrays. @throws CoreError */
export function planJob(request: Request): Plan {
  const { call, factors, users, eligibility, logit, draws, firstEntries } = request;
  const { dims } = factors;
  checkCount(call, "dims", dims, 1);
  const known = rowsOf(call, "factors.users", factors.users, dims);
  const items = rowsOf(call, "factors.items", factors.items, dims);
  const consecutive = checkUsers(call, users, known);
  if (logit) checkLength(call, "intercepts", logit.intercepts, items);
  const blocked = eligibility?.available ? blockedItems(call, eligibility.available, items) : NONE;
  const excluded = eligibility?.excluded;
  if (excluded) checkLength(call, "excluded.indptr", excluded.indptr, known + 1);
  const excludedCount = excluded ? countRows(call, "excluded", excluded.indptr, excluded.indices.length, users) : 0;
  const width = Math.ceil(items / 8) * 8;
  const bytes = {
    job: 4 * WORDS,
    userFactors: 4 * users.length * dims,
    itemFactors: 4 * items * dims,
    itemPanels: 4 * width * dims,
    excludedRows: excluded ? 4 * (users.length + 1) : 0,
    excludedItems: 4 * excludedCount,
    blocked: 4 * blocked.length,
    intercepts: logit ? 4 * width : 0,
    users: 4 * users.length,
    firstEntries: firstEntries ? 4 * (users.length + 1) : 0,
    draws: draws ? 4 * draws.length : 0,
  };
  return { request, items, width, excludedCount, consecutive, blocked, bytes };
}

/**
 * Copies a request in, and packs the items where the plan has room for that.
 *
 * @throws CoreError naming a value that is not finite or out of range.
 */
export function placeJob(
  context: Context,
  plan: Plan,
  at: Record<JobArray, number> & { readonly screen?: number },
): void {
  const { call, factors, users, logit, stream, draws, firstEntries } = plan.request;
  const { arena, kernels } = context;
  const { u32, i32, f32 } = arena;
  arena.i32.set(users, at.users / 4);
  i32.set(plan.blocked, at.blocked / 4);
  if (draws) i32.set(draws, at.draws / 4);
  if (firstEntries) i32.set(firstEntries, at.firstEntries / 4);
  placeExcluded(context, plan, at);

  f32.set(factors.items, at.itemFactors / 4);
  placeUsers(f32, plan, at.userFactors / 4);
  const count = users.length * factors.dims;
  const u = largestPlaced(context, call, "factors.users", at.userFactors, count, factors.users);
  const i = largestPlaced(context, call, "factors.items", at.itemFactors, factors.items.length, factors.items);
  checkRange(call, u * i * factors.dims, logit);
  if (plan.bytes.itemPanels > 0) kernels.pack(at.itemFactors, plan.items, factors.dims, at.itemPanels);
  if (logit) {
    f32.set(logit.intercepts, at.intercepts / 4);
    f32.fill(-Infinity, at.intercepts / 4 + plan.items, at.intercepts / 4 + plan.width);
  }

  const word = at.job / 4;
  u32[word] = at.userFactors;
  u32[word + 1] = factors.dims;
  u32[word + 2] = at.itemPanels;
  u32[word + 3] = plan.items;
  u32[word + 4] = at.screen ?? 0;
  u32[word + 5] = plan.request.eligibility?.excluded ? at.excludedRows : 0;
  u32[word + 6] = at.excludedItems;
  u32[word + 7] = at.blocked;
  u32[word + 8] = plan.blocked.length;
  u32[word + 9] = at.intercepts;
  f32[word + 10] = logit?.scale ?? 1;
  u32[word + 11] = logit?.outside ? 1 : 0;
  u32[word + 12] = stream?.key.seed ?? 0;
  u32[word + 13] = stream?.key.replicate ?? 0;
  u32[word + 14] = stream?.purpose ?? 0;
  u32[word + 15] = stream?.round ?? 0;
  u32[word + 16] = at.users;
  u32[word + 17] = at.firstEntries;
  u32[word + 18] = at.draws;
  u32[word + 19] = at.itemFactors;
}

function checkUsers(call: string, users: Int32Array, known: number): boolean {
  let consecutive = true;
  for (let r = 0; r < users.length; r++) {
    const user = users[r]!;
    if (!(user >= 0 && user < known)) {
      throw new CoreError(`${call}: users[${r}] is ${user}, expected 0 to ${known - 1}`);
    }
    if (user !== users[0]! + r) consecutive = false;
  }
  return consecutive;
}

/** The items that are not available. */
export function blockedItems(call: string, available: Uint8Array, items: number): Int32Array {
  checkLength(call, "available", available, items);
  let count = 0;
  for (let i = 0; i < items; i++) if (available[i] === 0) count++;
  const blocked = new Int32Array(count);
  for (let i = 0, b = 0; b < count; i++) if (available[i] === 0) blocked[b++] = i;
  return blocked;
}

/** Entries of the users' rows of a Csr. @throws CoreError naming a row that is no range of its entries. */
export function countRows(call: string, name: string, indptr: Int32Array, entries: number, users: Int32Array): number {
  let count = 0;
  for (const user of users) {
    const from = indptr[user]!;
    const to = indptr[user + 1]!;
    if (!(from >= 0 && to >= from && to <= entries)) {
      throw new CoreError(
        `${call}: ${name} row ${user} runs from ${from} to ${to}, expected a range of 0 to ${entries}`,
      );
    }
    count += to - from;
  }
  return count;
}

function placeExcluded(context: Context, plan: Plan, at: Record<JobArray, number>): void {
  const { call, users, eligibility } = plan.request;
  const excluded = eligibility?.excluded;
  if (!excluded) return;
  const { i32 } = context.arena;
  const { indptr, indices } = excluded;
  const rows = at.excludedRows / 4;
  const target = at.excludedItems / 4;
  let count = 0;
  for (let r = 0; r < users.length; r++) {
    i32[rows + r] = count;
    const to = indptr[users[r]! + 1]!;
    const from = indptr[users[r]!]!;
    if (!plan.consecutive) for (let e = from; e < to; e++) i32[target + count + e - from] = indices[e]!;
    count += to - from;
  }
  i32[rows + users.length] = count;
  if (plan.consecutive && count > 0) {
    const from = indptr[users[0]!]!;
    i32.set(indices.subarray(from, from + count), target);
  }
  checkIndices(context, call, "excluded.indices", at.excludedItems, count, plan.items);
}

function placeUsers(f32: Float32Array, plan: Plan, at: number): void {
  const { factors, users } = plan.request;
  const { dims } = factors;
  if (plan.consecutive && users.length > 0) {
    f32.set(factors.users.subarray(users[0]! * dims, (users[0]! + users.length) * dims), at);
    return;
  }
  for (let r = 0; r < users.length; r++) {
    const from = users[r]! * dims;
    for (let k = 0; k < dims; k++) f32[at + r * dims + k] = factors.users[from + k]!;
  }
}

/** Scores and utilities must fit float32, so that none is infinite by overflow. */
function checkRange(call: string, scores: number, logit: Logit | undefined): void {
  const scale = logit ? Math.abs(logit.scale) : 1;
  const intercept = logit ? largestFinite(call, "intercepts", logit.intercepts) : 0;
  const bound = scores + scores * scale + intercept;
  if (!(bound < 3e38)) {
    throw new CoreError(
      `${call}: scores could reach ${bound.toExponential(1)} (scale ${logit?.scale ?? 1}), expected below 3e38; use smaller factors, scale or intercepts`,
    );
  }
}
