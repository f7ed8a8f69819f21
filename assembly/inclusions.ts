import { exp, exp64x2 } from "./exp";
import { outsideOf, rowBytes } from "./job";
import { scoreRows } from "./scores";
import { logitWeights, total } from "./weights";

/**
 * out_i += P(i consumed) when row r makes counts_r choices without replacement, by exponential clocks:
 * P_i = 1 - exp(-w_i t), t solving Σ P_i = counts_r, over rows [begin, end). Rows with counts at or above the number of
 * eligible items consume them all. Returns Σ t over the other rows, the expected declines of an outside option of
 * weight 1 (0 without one). S: four rows of scores, then one float64 an item of a padded row.
 */
export function addInclusions(begin: i32, end: i32, job: usize, counts: usize, out: usize, S: usize): f64 {
  const bytes = rowBytes(job);
  const P = S + 4 * bytes;
  let outside: f64 = 0;
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows, S);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const W = S + <usize>l * bytes;
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
 * t with Σ 1 - exp(-W_i t) = count, by Newton's method on ln t, kept inside a bracket; P is left at the last t. As
 * x - x²/2 ≤ 1 - e^-x ≤ x, the solution is above count / Σ W and below the root of t Σ W - t² Σ W²/2 = count, if any.
 */
function clockTime(W: usize, bytes: usize, count: f64, P: usize): f64 {
  const sum = total(W, bytes);
  const squares = totalSquare(W, bytes);
  const discriminant = sum * sum - 2 * squares * count;
  let low = count / sum;
  let high: f64 = discriminant > 0 ? (2 * count) / (sum + sqrt(discriminant)) : Infinity;
  let t = high < 2 * low ? high : low;
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
  const time = f64x2.splat(t);
  const one = f64x2.splat(1);
  const small = f64x2.splat(0.125);
  let slope = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 8) {
    const w = f64x2.promote_low_f32x4(v128.load64_zero(W + at));
    const x = f64x2.mul(w, time);
    const p = v128.any_true(f64x2.gt(x, small)) ? f64x2.sub(one, exp64x2(f64x2.neg(x))) : smallRise(x);
    slope = f64x2.add(slope, f64x2.mul(w, f64x2.sub(one, p)));
    v128.store(P + 2 * at, p);
  }
  return f64x2.extract_lane(slope, 0) + f64x2.extract_lane(slope, 1);
}

/** 1 - e^-x for 0 ≤ x ≤ 1/8 by its Taylor series; the first term left out is below 2⁻⁴⁹ of the sum. */
function smallRise(x: v128): v128 {
  let q = f64x2.splat(1.0 / 362880.0);
  q = f64x2.sub(f64x2.splat(1.0 / 40320.0), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(1.0 / 5040.0), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(1.0 / 720.0), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(1.0 / 120.0), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(1.0 / 24.0), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(1.0 / 6.0), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(0.5), f64x2.mul(q, x));
  q = f64x2.sub(f64x2.splat(1), f64x2.mul(q, x));
  return f64x2.mul(q, x);
}

function totalSquare(W: usize, bytes: usize): f64 {
  let sum = f64x2.splat(0);
  for (let at: usize = 0; at < bytes; at += 8) {
    const w = f64x2.promote_low_f32x4(v128.load64_zero(W + at));
    sum = f64x2.add(sum, f64x2.mul(w, w));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
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
