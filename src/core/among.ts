import { type Context, checkAscending, checkCount, checkIndices, checkLength, checkRows } from "./checks.ts";
import { type Plan, placeJob, planJob } from "./job.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Csr, Eligibility, Factors, Stream } from "./types.ts";

const call = "topKAmong";

/** See `Core.topKAmong`. */
export async function topKAmong(
  context: Context,
  factors: Factors,
  users: Int32Array,
  candidates: Csr,
  k: number,
  { excluded, available }: Eligibility,
  ties: Stream,
): Promise<{ items: Int32Array; scores: Float32Array }> {
  checkCount(call, "k", k, 1);
  const { arena } = context;
  const entries = candidates.indices.length;
  checkRows(call, "candidates", candidates.indptr, entries, users.length);
  const plan = withoutPanels(
    planJob({ call, factors, users, eligibility: excluded ? { excluded } : {}, stream: ties }),
  );
  if (available) checkLength(call, "available", available, plan.items);
  if (excluded) checkAscending(call, "excluded", excluded, users);
  checkAscending(call, "candidates", candidates, users.keys());
  const slots = users.length * k;
  const longest = longestRow(candidates);
  const scratch = scratchOf(context, amongScratch(longest, k));
  const at = arena.layout(call, {
    ...plan.bytes,
    ...amongBytes(users.length, entries),
    available: available ? plan.items : 0,
    bestItems: 4 * slots,
    bestScores: 4 * slots,
    scratch: scratch.total,
  });
  placeJob(context, plan, at);
  arena.i32.set(candidates.indptr, at.lists / 4);
  arena.i32.set(candidates.indices, at.candidates / 4);
  checkIndices(context, call, "candidates.indices", at.candidates, entries, plan.items);
  if (available) new Uint8Array(arena.i32.buffer, at.available, plan.items).set(available);
  const masks = available ? at.available : 0;
  await runTask(context, {
    task: "topKAmong",
    rows: users.length,
    workPerRow: (entries * (2 * factors.dims + 32)) / Math.max(1, users.length) + 4 * k,
    args: [at.job, at.lists, at.candidates, masks, k, at.bestItems, at.bestScores, roomOf(longest)],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  return {
    items: arena.i32.slice(at.bestItems / 4, at.bestItems / 4 + slots),
    scores: arena.f32.slice(at.bestScores / 4, at.bestScores / 4 + slots),
  };
}

/** Bytes of the candidates of `rows` users. */
export function amongBytes(rows: number, entries: number): Record<"lists" | "candidates", number> {
  return { lists: 4 * (rows + 1), candidates: 4 * entries };
}

/** Bytes of a thread's scratch where no user has more than `longest` candidates: as in assembly/among.ts. */
export function amongScratch(longest: number, k: number): number {
  return 8 * roomOf(longest) + 16 * (Math.min(k, longest) + 1);
}

/** Candidates of a whole list with the places past it that whole vectors touch. */
const roomOf = (longest: number): number => 4 * Math.ceil(longest / 4) + 8;

/** Candidates are scored from their rows of factors: nothing is packed. */
const withoutPanels = (plan: Plan): Plan => ({ ...plan, bytes: { ...plan.bytes, itemPanels: 0 } });

function longestRow({ indptr }: Csr): number {
  let longest = 0;
  for (let r = 1; r < indptr.length; r++) longest = Math.max(longest, indptr[r]! - indptr[r - 1]!);
  return longest;
}
