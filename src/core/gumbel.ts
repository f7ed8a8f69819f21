import { type Context, checkCount } from "./checks.ts";
import { placeJob, planJob } from "./job.ts";
import { runsOf, workPerRow } from "./recommend.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Eligibility, Logit, Stream } from "./types.ts";

/** See `Core.gumbelTopK`. */
export async function gumbelTopK(
  context: Context,
  utility: Omit<Logit, "outside">,
  users: Int32Array,
  draws: Int32Array,
  k: number,
  eligibility: Eligibility,
  stream: Stream,
): Promise<{ items: Int32Array; propensity: Float64Array }> {
  const call = "gumbelTopK";
  checkCount(call, "k", k, 1);
  const rows = runsOf(call, users, draws);
  const logit = { ...utility, outside: false };
  const plan = planJob({ call, factors: utility.factors, eligibility, logit, stream, draws, ...rows });
  const slots = users.length * k;
  const { arena } = context;
  const scratch = scratchOf(context, gumbelScratch(plan.width, plan.items, k));
  const at = arena.layout(call, {
    ...plan.bytes,
    slateItems: 4 * slots,
    propensity: 8 * slots,
    scratch: scratch.total,
  });
  placeJob(context, plan, at);
  // an item of an entry costs about 16 multiply-adds: its uniform
  const perRow = rows.users.length > 0 ? (16 * plan.items * users.length) / rows.users.length : 0;
  await runTask(context, {
    task: "gumbelTopK",
    rows: rows.users.length,
    workPerRow: workPerRow(plan) + perRow,
    args: [at.job, k, at.slateItems, at.propensity],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  return {
    items: arena.i32.slice(at.slateItems / 4, at.slateItems / 4 + slots),
    propensity: arena.f64.slice(at.propensity / 8, at.propensity / 8 + slots),
  };
}

/** Bytes of a thread's scratch. */
export function gumbelScratch(width: number, items: number, k: number): number {
  return 24 * width + 32 + 16 * (Math.min(k, items) + 1);
}
