import { exp32x4 } from "./exp32";
import { interceptsOf, outsideOf, rowBytes, scaleOf } from "./job";
import { mask } from "./scores";

/**
 * Logit weights of row r: W_i = exp(v_i - m), v_i = scale · S_i + intercept_i, 0 where i is not eligible. Returns m, the
 * largest utility, the outside option's 0 included; -∞ where there is nothing to choose. W may be S.
 */
export function logitWeights(job: usize, r: i32, S: usize, W: usize, eligible: bool): f32 {
  const stride = rowBytes(job);
  const intercepts = interceptsOf(job);
  const scale = f32x4.splat(scaleOf(job));
  for (let at: usize = 0; at < stride; at += 16) {
    v128.store(W + at, f32x4.add(f32x4.mul(scale, v128.load(S + at)), v128.load(intercepts + at)));
  }
  if (eligible) mask(job, r, W);
  const m = max(highest(W, stride), outsideOf(job) ? <f32>0 : <f32>-Infinity);
  if (!(m > -Infinity)) {
    memory.fill(W, 0, stride);
    return m;
  }
  const shift = f32x4.splat(m);
  for (let at: usize = 0; at < stride; at += 16) v128.store(W + at, exp32x4(f32x4.sub(v128.load(W + at), shift)));
  return m;
}

/** C_i = W_0 + ... + W_i in float64; returns the total. */
export function cumulate(W: usize, n: i32, C: usize): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    sum += <f64>load<f32>(W + ((<usize>i) << 2));
    store<f64>(C + ((<usize>i) << 3), sum);
  }
  return sum;
}

/** The first i with C_i > x in ascending C (n), or n. An item of weight 0 is never found. */
export function search(C: usize, n: i32, x: f64): i32 {
  let low = 0;
  let high = n;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (load<f64>(C + ((<usize>middle) << 3)) > x) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Σ W_i in float64, four sums side by side. */
export function total(W: usize, bytes: usize): f64 {
  let a = f64x2.splat(0);
  let b = a;
  for (let at: usize = 0; at < bytes; at += 16) {
    const w = v128.load(W + at);
    a = f64x2.add(a, f64x2.promote_low_f32x4(w));
    b = f64x2.add(b, f64x2.promote_low_f32x4(v128.shuffle<f32>(w, w, 2, 3, 2, 3)));
  }
  a = f64x2.add(a, b);
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

function highest(W: usize, bytes: usize): f32 {
  let most = f32x4.splat(-Infinity);
  for (let at: usize = 0; at < bytes; at += 16) most = f32x4.max(most, v128.load(W + at));
  const m = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  return max(m, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}
