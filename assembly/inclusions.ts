import { exp, exp64x2 } from "./exp";
import { outsideOf, rowBytes, scoresOf } from "./job";
import { scoreRows } from "./scores";
import { logitWeights, total } from "./weights";

/**
 * out_i += P(i consumed) when row r makes counts_r choices without replacement, by exponential clocks:
 * P_i = 1 - exp(-w_i t), t solving Σ P_i = counts_r, over rows [begin, end). Rows with counts at or above the number of
 * eligible items consume them all. Returns Σ t over the other rows, the expected declines of an outside option of
 * weight 1 (0 without one). P: scratch of one float64 an item of a padded row.
 */
export function addInclusions(job: usize, begin: i32, end: i32, counts: usize, P: usize, out: usize): f64 {
  const bytes = rowBytes(job);
  let outside: f64 = 0;
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const W = scoresOf(job) + <usize>l * bytes;
      const count = load<f64>(counts + ((<usize>r) << 3));
      const m = <f64>logitWeights(job, r, W, W, true);
      if (!(count > 0)) continue;
      const positive = countPositive(W, bytes);
      if (count >= <f64>positive) {
        addPositive(out, W, bytes);
        continue;
      }
      const t = clockTime(W, bytes, count, P);
      for (let at: usize = 0; at < 2 * bytes; at += 16) {
        v128.store(out + at, f64x2.add(v128.load(out + at), v128.load(P + at)));
      }
      if (outsideOf(job)) outside += t * exp(-m); // W is scaled by e^-m, so t by e^m
    }
  }
  return outside;
}

/**
 * t with Σ 1 - exp(-W_i t) = count, by Newton's method on ln t, kept inside a bracket; P is left at the last t. The first
 * t, count / Σ W, is below the solution because 1 - e^-x ≤ x.
 */
function clockTime(W: usize, bytes: usize, count: f64, P: usize): f64 {
  let low = count / total(W, bytes);
  let high: f64 = Infinity;
  let t = low;
  for (let step = 0; step < 100; step++) {
    const slope = probabilities(W, bytes, t, P);
    const gap = count - total64(P, 2 * bytes);
    if (abs(gap) <= 1e-12 * count) return t;
    if (gap > 0) low = t;
    else high = t;
    // no step multiplies t by more than e⁸
    let next = slope > 0 ? t * exp(max(-8.0, min(8.0, gap / (slope * t)))) : t * 2980;
    if (!(next > low && next < high)) next = high < Infinity ? sqrt(low * high) : 2 * t;
    if (next == t) return t;
    t = next;
  }
  return t;
}

/** P_i = 1 - exp(-W_i t); returns d/dt Σ P_i = Σ W_i exp(-W_i t). */
function probabilities(W: usize, bytes: usize, t: f64, P: usize): f64 {
  const minus = f64x2.splat(-t);
  const one = f64x2.splat(1);
  let slope = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 8) {
    const w = f64x2.promote_low_f32x4(v128.load64_zero(W + at));
    const survival = exp64x2(f64x2.mul(w, minus));
    slope = f64x2.add(slope, f64x2.mul(w, survival));
    v128.store(P + 2 * at, f64x2.sub(one, survival));
  }
  return f64x2.extract_lane(slope, 0) + f64x2.extract_lane(slope, 1);
}

function total64(P: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) sum = f64x2.add(sum, v128.load(P + at));
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

function countPositive(W: usize, bytes: usize): i32 {
  let count = 0;
  for (let at: usize = 0; at < bytes; at += 4) count += i32(load<f32>(W + at) > 0);
  return count;
}

function addPositive(out: usize, W: usize, bytes: usize): void {
  for (let at: usize = 0; at < bytes; at += 4) {
    if (load<f32>(W + at) > 0) store<f64>(out + 2 * at, load<f64>(out + 2 * at) + 1);
  }
}
