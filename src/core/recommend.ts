import { type Context, checkCount, checkLength } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { type Plan, placeJob, planJob } from "./job.ts";
import { noScreen, placeScreen, plainScratch, screenBytes, screenScratch, screens } from "./screen.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Eligibility, Factors, Logit, Stream } from "./types.ts";

/** See `Core.topK`. */
export async function topK(
  context: Context,
  factors: Factors,
  users: Int32Array,
  k: number,
  eligibility: Eligibility,
  ties: Stream,
): Promise<{ items: Int32Array; scores: Float32Array }> {
  checkCount("topK", "k", k, 1);
  const plan = planJob({ call: "topK", factors, users, eligibility, stream: ties });
  const slots = users.length * k;
  const { arena } = context;
  const given = plan.items - plan.blocked.length;
  const screened = screens(given, factors.dims, k, users.length);
  const scratch = scratchOf(
    context,
    screened ? screenScratch(plan.width, given, factors.dims, k) : plainScratch(plan.width, k),
  );
  const at = arena.layout("topK", {
    ...plan.bytes,
    ...(screened ? screenBytes(plan.items, given, factors.dims) : noScreen),
    bestItems: 4 * slots,
    bestScores: 4 * slots,
    scratch: scratch.total,
  });
  placeJob(context, plan, at);
  const ready = screened && (await placeScreen(context, plan, at));
  await runTask(context, {
    task: ready ? "screenedTopK" : "topK",
    rows: users.length,
    workPerRow: workPerRow(plan),
    args: [at.job, k, at.bestItems, at.bestScores],
    scratch: at.scratch,
    scratchStride: scratch.stride,
    together: ready ? 16 : 4,
  });
  return {
    items: arena.i32.slice(at.bestItems / 4, at.bestItems / 4 + slots),
    scores: arena.f32.slice(at.bestScores / 4, at.bestScores / 4 + slots),
  };
}

/** See `Core.sampleSlates`. */
export async function sampleSlates(
  context: Context,
  factors: Factors,
  users: Int32Array,
  draws: Int32Array,
  k: number,
  eligibility: Eligibility,
  stream: Stream,
): Promise<{ items: Int32Array; propensity: Float64Array }> {
  const call = "sampleSlates";
  checkCount(call, "k", k, 1);
  const rows = runsOf(call, users, draws);
  const plan = planJob({ call, factors, eligibility, stream, draws, ...rows });
  const slots = users.length * k;
  const { arena } = context;
  const scratch = scratchOf(context, 25 * plan.width);
  const at = arena.layout(call, {
    ...plan.bytes,
    slateItems: 4 * slots,
    propensity: 8 * slots,
    scratch: scratch.total,
  });
  placeJob(context, plan, at);
  await runTask(context, {
    task: "sampleSlates",
    rows: rows.users.length,
    workPerRow: workPerRow(plan),
    args: [at.job, k, at.slateItems, at.propensity],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  return {
    items: arena.i32.slice(at.slateItems / 4, at.slateItems / 4 + slots),
    propensity: arena.f64.slice(at.propensity / 8, at.propensity / 8 + slots),
  };
}

/** See `Core.chooseFromCatalogue`. */
export async function chooseFromCatalogue(
  context: Context,
  logit: Logit,
  users: Int32Array,
  draws: Int32Array,
  eligibility: Eligibility,
  stream: Stream,
): Promise<Int32Array> {
  const call = "chooseFromCatalogue";
  const rows = runsOf(call, users, draws);
  const plan = planJob({ call, factors: logit.factors, eligibility, logit, stream, draws, ...rows });
  const { arena } = context;
  const scratch = scratchOf(context, 24 * plan.width);
  const at = arena.layout(call, { ...plan.bytes, chosen: 4 * users.length, scratch: scratch.total });
  placeJob(context, plan, at);
  await runTask(context, {
    task: "chooseFromCatalogue",
    rows: rows.users.length,
    workPerRow: workPerRow(plan),
    args: [at.job, at.chosen],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  return arena.i32.slice(at.chosen / 4, at.chosen / 4 + users.length);
}

/** Multiply-adds of one row, what follows the scores counted as 32 an item. */
export function workPerRow({ request, items }: Plan): number {
  return items * (request.factors.dims + 32);
}

/** Runs of entries of the same user: one row each. */
export function runsOf(
  call: string,
  users: Int32Array,
  draws: Int32Array,
): { users: Int32Array; firstEntries: Int32Array } {
  checkLength(call, "draws", draws, users.length);
  let rows = 0;
  for (let e = 0; e < users.length; e++) {
    if (!(draws[e]! >= 0 && draws[e]! < 2 ** 24)) {
      throw new CoreError(`${call}: draws[${e}] is ${draws[e]}, expected 0 to 16777215`);
    }
    if (e === 0 || users[e] !== users[e - 1]) rows++;
  }
  const ids = new Int32Array(rows);
  const firstEntries = new Int32Array(rows + 1);
  for (let e = 0, r = 0; e < users.length; e++) {
    if (e > 0 && users[e] === users[e - 1]) continue;
    ids[r] = users[e]!;
    firstEntries[r++] = e;
  }
  firstEntries[rows] = users.length;
  return { users: ids, firstEntries };
}
