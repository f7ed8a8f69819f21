import { exp } from "./exp";
import { itemsOf, outsideOf, rowBytes } from "./job";
import { log } from "./log";
import { scoreRows } from "./scores";
import { logitWeights, total } from "./weights";

/**
 * out_i += weights_r P(i | r) over rows [begin, end), in order; returns the same sum for the outside option. S: four rows
 * of scores.
 */
export function addShares(begin: i32, end: i32, job: usize, weights: usize, out: usize, S: usize): f64 {
  let outside: f64 = 0;
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows, S);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const W = S + <usize>l * rowBytes(job);
      const m = logitWeights(job, r, W, W, true);
      const w0 = outsideOf(job) ? exp(-(<f64>m)) : 0;
      const sum = total(W, rowBytes(job)) + w0;
      if (!(sum > 0)) continue;
      const c = load<f64>(weights + ((<usize>r) << 3)) / sum;
      addScaled(out, W, rowBytes(job), c);
      outside += c * w0;
    }
  }
  return outside;
}

/** out += c · W, float64 += float64 · float32. */
function addScaled(out: usize, W: usize, bytes: usize, c: f64): void {
  const factor = f64x2.splat(c);
  for (let at: usize = 0; at < bytes; at += 8) {
    const w = f64x2.promote_low_f32x4(v128.load64_zero(W + at));
    const to = out + 2 * at;
    v128.store(to, f64x2.add(v128.load(to), f64x2.mul(factor, w)));
  }
}

/**
 * For rows [begin, end): ln Σ exp(utility), and mean and variance of the raw score under the logit over the whole
 * catalogue; the outside option, if there is one, has utility and score 0. scratch: five rows of scores.
 */
export function logitMoments(
  begin: i32,
  end: i32,
  job: usize,
  logsum: usize,
  mean: usize,
  variance: usize,
  scratch: usize,
): i32 {
  const W = scratch + 4 * rowBytes(job);
  const n = itemsOf(job);
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows, scratch);
    for (let l = 0; l < rows; l++) {
      const S = scratch + <usize>l * rowBytes(job);
      const at = (<usize>(first + l)) << 3;
      const m = <f64>logitWeights(job, first + l, S, W, false);
      const w0 = outsideOf(job) ? exp(-m) : 0;
      const sum = total(W, rowBytes(job)) + w0;
      const mu = firstMoment(W, S, n) / sum;
      store<f64>(logsum + at, m + log(sum));
      store<f64>(mean + at, mu);
      store<f64>(variance + at, (secondMoment(W, S, n, mu) + w0 * mu * mu) / sum);
    }
  }
  return 0;
}

function firstMoment(W: usize, S: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) sum += <f64>load<f32>(W + ((<usize>i) << 2)) * <f64>load<f32>(S + ((<usize>i) << 2));
  return sum;
}

function secondMoment(W: usize, S: usize, n: i32, mu: f64): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    const difference = <f64>load<f32>(S + ((<usize>i) << 2)) - mu;
    sum += <f64>load<f32>(W + ((<usize>i) << 2)) * difference * difference;
  }
  return sum;
}
