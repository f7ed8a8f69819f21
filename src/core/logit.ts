import { type Context, checkLength, checkNonNegative } from "./checks.ts";
import { placeJob, planJob } from "./job.ts";
import { workPerRow } from "./recommend.ts";
import { inRanges } from "./schedule.ts";
import type { Eligibility, Logit } from "./types.ts";

/** Rows whose contributions are summed apart, then added: the shape of the sum, whatever the number of threads. */
const BLOCK = 256;

/** See `Core.logitMoments`. */
export async function logitMoments(
  context: Context,
  logit: Logit,
  users: Int32Array,
): Promise<{ logsum: Float64Array; mean: Float64Array; variance: Float64Array }> {
  const plan = planJob({ call: "logitMoments", factors: logit.factors, users, logit });
  const { arena, kernels } = context;
  const n = users.length;
  const at = arena.layout("logitMoments", {
    ...plan.bytes,
    weights: 4 * plan.width,
    logsum: 8 * n,
    mean: 8 * n,
    variance: 8 * n,
  });
  placeJob(context, plan, at);
  await inRanges(n, workPerRow(plan), (begin, end) =>
    kernels.logitMoments(at.job, begin, end, at.weights, at.logsum, at.mean, at.variance),
  );
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
  const row = 8 * width;
  const at = arena.layout(call, { ...plan.bytes, amounts: 8 * users.length, probabilities: row, part: row, sum: row });
  placeJob(context, plan, at);
  arena.f64.set(amounts, at.amounts / 8);
  arena.f64.fill(0, at.sum / 8, at.sum / 8 + width);
  let outside = 0;
  await inRanges(Math.ceil(users.length / BLOCK), BLOCK * workPerRow(plan), (first, last) => {
    for (let block = first; block < last; block++) {
      const begin = block * BLOCK;
      const end = Math.min(begin + BLOCK, users.length);
      arena.f64.fill(0, at.part / 8, at.part / 8 + width);
      outside +=
        call === "expectedShares"
          ? kernels.addShares(at.job, begin, end, at.amounts, at.part)
          : kernels.addInclusions(at.job, begin, end, at.amounts, at.probabilities, at.part);
      kernels.addInto(at.sum, at.part, width);
    }
  });
  return { items: arena.f64.slice(at.sum / 8, at.sum / 8 + items), outside };
}
