import { type Context, checkLength, checkNonNegative } from "./checks.ts";
import { placeJob, planJob } from "./job.ts";
import { workPerRow } from "./recommend.ts";
import { pause } from "./schedule.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { Eligibility, Logit } from "./types.ts";

/** Rows of a block, whose contributions are summed apart: as in assembly/sums.ts. */
const BLOCK = 256;
/** Blocks whose sums are held at a time. */
const WAVE = 16;

/** See `Core.logitMoments`. */
export async function logitMoments(
  context: Context,
  logit: Logit,
  users: Int32Array,
): Promise<{ logsum: Float64Array; mean: Float64Array; variance: Float64Array }> {
  const plan = planJob({ call: "logitMoments", factors: logit.factors, users, logit });
  const { arena } = context;
  const n = users.length;
  const scratch = scratchOf(context, 20 * plan.width);
  const at = arena.layout("logitMoments", {
    ...plan.bytes,
    logsum: 8 * n,
    mean: 8 * n,
    variance: 8 * n,
    scratch: scratch.total,
  });
  placeJob(context, plan, at);
  await runTask(context, {
    task: "logitMoments",
    rows: n,
    workPerRow: workPerRow(plan),
    args: [at.job, at.logsum, at.mean, at.variance],
    scratch: at.scratch,
    scratchStride: scratch.stride,
  });
  const take = (address: number) => arena.f64.slice(address / 8, address / 8 + n);
  return { logsum: take(at.logsum), mean: take(at.mean), variance: take(at.variance) };
}

/** See `Core.expectedShares`. */
export function expectedShares(
  context: Context,
  logit: Logit,
  users: Int32Array,
  weights: Float64Array,
  eligibility: Eligibility,
): Promise<{ items: Float64Array; outside: number }> {
  checkLength("expectedShares", "weights", weights, users.length);
  checkNonNegative("expectedShares", "weights", weights);
  return summed(context, "expectedShares", logit, users, weights, eligibility);
}

/** See `Core.expectedInclusions`. */
export function expectedInclusions(
  context: Context,
  logit: Logit,
  users: Int32Array,
  counts: Float64Array,
  eligibility: Eligibility,
): Promise<{ items: Float64Array; outside: number }> {
  checkLength("expectedInclusions", "counts", counts, users.length);
  checkNonNegative("expectedInclusions", "counts", counts);
  return summed(context, "expectedInclusions", logit, users, counts, eligibility);
}

/** Σ over users of an amount for each item, by blocks of users. */
async function summed(
  context: Context,
  call: "expectedShares" | "expectedInclusions",
  logit: Logit,
  users: Int32Array,
  amounts: Float64Array,
  eligibility: Eligibility,
): Promise<{ items: Float64Array; outside: number }> {
  const plan = planJob({ call, factors: logit.factors, users, logit, eligibility });
  const { arena, kernels } = context;
  const { width, items } = plan;
  const blocks = Math.ceil(users.length / BLOCK);
  const scratch = scratchOf(context, 24 * width);
  const at = arena.layout(call, {
    ...plan.bytes,
    amounts: 8 * users.length,
    parts: Math.min(WAVE, blocks) * 8 * (width + 1),
    sum: 8 * (width + 1),
    scratch: scratch.total,
  });
  placeJob(context, plan, at);
  arena.f64.set(amounts, at.amounts / 8);
  arena.f64.fill(0, at.sum / 8, at.sum / 8 + width + 1);
  const inclusions = call === "expectedInclusions" ? 1 : 0;
  for (let first = 0; first < blocks; first += WAVE) {
    const count = Math.min(WAVE, blocks - first);
    await runTask(context, {
      task: "sumBlocks",
      rows: count,
      workPerRow: BLOCK * workPerRow(plan),
      args: [at.job, inclusions, users.length, first, at.amounts, at.parts],
      scratch: at.scratch,
      scratchStride: scratch.stride,
      together: 1,
    });
    kernels.addParts(at.sum, at.parts, count, width + 1);
    if (first + count < blocks) await pause();
  }
  return {
    items: arena.f64.slice(at.sum / 8, at.sum / 8 + items),
    outside: arena.f64[at.sum / 8 + width]!,
  };
}
