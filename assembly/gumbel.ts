import { exp, exp64x2 } from "./exp";
import { agentOf, drawOf, firstEntry, interceptsOf, itemsOf, rowBytes, scaleOf, streamOf } from "./job";
import { log } from "./log";
import { fourUniforms, streamUniform } from "./philox";
import { mask, scoreRows } from "./scores";

/** Below this the weights that are left are taken again from their own largest: some may have been clamped at e^-708. */
const SMALL: f64 = 3.054936363499605e-151; // 2^-500
/** No uniform is closer to 1. */
const CLOSEST: f64 = 1.1102230246251565e-16; // 2^-53

/**
 * For each entry of rows [begin, end) the k eligible items with the largest keys v_i + g_i, largest first: v_i = scale ·
 * score + intercept in float32, g_i = -ln(-ln u) the Gumbel of (stream, draw, agent, item). So each slot's item is drawn
 * among those left with P ∝ exp(v_i) (Yellott 1977; Kool, van Hoof and Welling 2019). propensity: that P, given the slots
 * above; -1 and 0 where none is left. items (int32), propensity (float64): (entries, k).
 * scratch: four rows of scores, one float64 an item, four float64, min(k, items) + 1 candidates of 16 bytes.
 */
export function gumbelTopK(
  begin: i32,
  end: i32,
  job: usize,
  k: i32,
  items: usize,
  propensity: usize,
  scratch: usize,
): i32 {
  const stride = rowBytes(job);
  const W = scratch + 4 * stride;
  const heap = W + 2 * stride + 32;
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows, scratch);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const V = scratch + <usize>l * stride;
      const m = <f64>utilities(job, r, V);
      raceWeights(V, stride, m, W);
      const to = firstEntry(job, r + 1);
      for (let e = firstEntry(job, r); e < to; e++) {
        const slate = items + ((<usize>e * <usize>k) << 2);
        const found = race(job, r, drawOf(job, e), V, W, m, min(k, itemsOf(job)), heap);
        drain(heap, found, k, slate, streamOf(job), drawOf(job, e), agentOf(job, r));
        slotPropensities(slate, found, k, V, W, stride, m, propensity + ((<usize>e * <usize>k) << 3));
      }
    }
  }
  return 0;
}

/** V_i = scale · V_i + intercept_i, -∞ where row r may not be given i; returns the largest. */
function utilities(job: usize, r: i32, V: usize): f32 {
  const stride = rowBytes(job);
  const intercepts = interceptsOf(job);
  const scale = f32x4.splat(scaleOf(job));
  for (let at: usize = 0; at < stride; at += 16) {
    v128.store(V + at, f32x4.add(f32x4.mul(scale, v128.load(V + at)), v128.load(intercepts + at)));
  }
  mask(job, r, V);
  let most = f32x4.splat(-Infinity);
  for (let at: usize = 0; at < stride; at += 16) most = f32x4.max(most, v128.load(V + at));
  const m = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  return max(m, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
}

/** W_i = exp(max(v_i - m, -708)) in float64, so positive, or 0 where v_i = -∞. */
function raceWeights(V: usize, stride: usize, m: f64, W: usize): void {
  const shift = f64x2.splat(m);
  const none = f64x2.splat(-Infinity);
  for (let at: usize = 0; at < stride; at += 16) {
    const four = v128.load(V + at);
    const lo = f64x2.promote_low_f32x4(four);
    const hi = f64x2.promote_low_f32x4(v128.shuffle<f32>(four, four, 2, 3, 2, 3));
    v128.store(W + 2 * at, v128.and(exp64x2(f64x2.sub(lo, shift)), f64x2.gt(lo, none)));
    v128.store(W + 2 * at, v128.and(exp64x2(f64x2.sub(hi, shift)), f64x2.gt(hi, none)), 16);
  }
}

/**
 * Fills the heap with the `most` candidates of the largest keys; returns how many there are. Once it is full with T at its
 * root, i enters only if -ln u_i ≤ exp(v_i - T) = W_i c with c = exp(m - T); as -ln u ≥ 1 - u most items lose without a
 * logarithm, and as 1 - u ≥ 2^-53 many without a uniform.
 */
function race(job: usize, r: i32, draw: u32, V: usize, W: usize, m: f64, most: i32, heap: usize): i32 {
  const stream = streamOf(job);
  const agent = agentOf(job, r);
  const U = heap - 32;
  const one = f64x2.splat(1);
  const closest = f64x2.splat(CLOSEST);
  const n = itemsOf(job);
  let c = f64x2.splat(Infinity);
  let count = 0;
  for (let i = 0; i < n; i += 4) {
    const at = W + ((<usize>i) << 3);
    // 0 · ∞, of an item that is not eligible, compares as false
    const lo = f64x2.mul(v128.load(at), c);
    const hi = f64x2.mul(v128.load(at, 16), c);
    if (!v128.any_true(v128.or(f64x2.gt(lo, closest), f64x2.gt(hi, closest)))) continue;
    fourUniforms(stream, draw, agent, i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)), U);
    let lanes = i64x2.bitmask(f64x2.lt(f64x2.sub(one, v128.load(U)), lo));
    lanes |= i64x2.bitmask(f64x2.lt(f64x2.sub(one, v128.load(U, 16)), hi)) << 2;
    if (lanes == 0) continue;
    for (; lanes != 0; lanes &= lanes - 1) {
      const l = ctz(lanes);
      const v = load<f32>(V + ((<usize>(i + l)) << 2));
      const key = <f64>v - log(-log(load<f64>(U + ((<usize>l) << 3))));
      count = enter(heap, count, most, key, i + l, stream, draw, agent);
    }
    if (count == most) c = f64x2.splat(bound(m, load<f64>(heap)));
  }
  return count;
}

/** exp(m - T), raised by more than the roundings of keys (2^-52 of T), of exp (2^-51) and of v - m (708 · 2^-53) can take. */
function bound(m: f64, T: f64): f64 {
  return exp(m - T + (9.094947017729282e-13 + 8.881784197001252e-16 * (abs(m) + abs(T)))); // 2^-40, 2^-50
}

/** Offers a candidate (key float64, item int32) to a heap with its lowest at the root; returns its new size. */
function enter(heap: usize, count: i32, most: i32, key: f64, item: i32, stream: usize, draw: u32, agent: u32): i32 {
  let a = heap + ((<usize>count) << 4);
  store<f64>(a, key);
  store<i32>(a, item, 8);
  if (count == most) {
    if (!below(heap, a, stream, draw, agent)) return count;
    v128.store(heap, v128.load(a));
    sink(heap, count, stream, draw, agent);
    return count;
  }
  for (let at = count; at > 0; ) {
    at = (at - 1) >> 1;
    const parent = heap + ((<usize>at) << 4);
    if (!below(a, parent, stream, draw, agent)) break;
    swap(a, parent);
    a = parent;
  }
  return count + 1;
}

/** Whether a ranks below b: by key, and where large utilities round two keys to one, by the Gumbel itself. */
function below(a: usize, b: usize, stream: usize, draw: u32, agent: u32): bool {
  const x = load<f64>(a);
  const y = load<f64>(b);
  if (x != y) return x < y;
  const i = load<u32>(a, 8);
  const j = load<u32>(b, 8);
  const u = streamUniform(stream, draw, agent, i);
  const t = streamUniform(stream, draw, agent, j);
  return u == t ? i > j : u < t;
}

function sink(heap: usize, count: i32, stream: usize, draw: u32, agent: u32): void {
  let at = 0;
  for (let child = 1; child < count; child = 2 * at + 1) {
    let c = heap + ((<usize>child) << 4);
    if (child + 1 < count && below(c + 16, c, stream, draw, agent)) {
      child++;
      c += 16;
    }
    const a = heap + ((<usize>at) << 4);
    if (!below(c, a, stream, draw, agent)) return;
    swap(a, c);
    at = child;
  }
}

function swap(a: usize, b: usize): void {
  const kept = v128.load(a);
  v128.store(a, v128.load(b));
  v128.store(b, kept);
}

/** Empties the heap into a slate, from the last slot to the first. */
function drain(heap: usize, count: i32, k: i32, slate: usize, stream: usize, draw: u32, agent: u32): void {
  for (let slot = count; slot < k; slot++) store<i32>(slate + ((<usize>slot) << 2), -1);
  for (let slot = count - 1; slot >= 0; slot--) {
    store<i32>(slate + ((<usize>slot) << 2), load<i32>(heap, 8));
    v128.store(heap, v128.load(heap + ((<usize>slot) << 4)));
    sink(heap, slot, stream, draw, agent);
  }
}

/**
 * P_s = exp(v_s) / Σ exp(v) over slots s, s + 1, ... and the items in no slot. Summed from the last slot to the first, so
 * that nothing is ever subtracted; held as sum · exp(base), so that nothing underflows.
 */
function slotPropensities(slate: usize, found: i32, k: i32, V: usize, W: usize, stride: usize, m: f64, P: usize): void {
  for (let slot = found; slot < k; slot++) store<f64>(P + ((<usize>slot) << 3), 0);
  if (found == 0) return;
  for (let slot = 0; slot < found; slot++) {
    const w = W + ((<usize>load<u32>(slate + ((<usize>slot) << 2))) << 3);
    store<f64>(P + ((<usize>slot) << 3), load<f64>(w));
    store<f64>(w, 0);
  }
  let base = m;
  let sum = total64(W, 2 * stride);
  if (!(sum > SMALL)) {
    base = highestLeft(V, W, stride);
    sum = sumLeft(V, W, stride, base);
  }
  for (let slot = found - 1; slot >= 0; slot--) {
    const item = <usize>load<u32>(slate + ((<usize>slot) << 2));
    const p = P + ((<usize>slot) << 3);
    store<f64>(W + (item << 3), load<f64>(p));
    const v = <f64>load<f32>(V + (item << 2));
    if (v > base) {
      sum *= exp(base - v);
      base = v;
    }
    const w = exp(v - base);
    sum += w;
    store<f64>(p, w / sum);
  }
}

/** Σ of float64 in eight sums side by side; bytes a multiple of 64. */
function total64(W: usize, bytes: usize): f64 {
  let a = f64x2.splat(0);
  let b = a;
  let c = a;
  let d = a;
  for (let at: usize = 0; at < bytes; at += 64) {
    a = f64x2.add(a, v128.load(W + at));
    b = f64x2.add(b, v128.load(W + at, 16));
    c = f64x2.add(c, v128.load(W + at, 32));
    d = f64x2.add(d, v128.load(W + at, 48));
  }
  a = f64x2.add(f64x2.add(a, b), f64x2.add(c, d));
  return f64x2.extract_lane(a, 0) + f64x2.extract_lane(a, 1);
}

/** The largest v_i with W_i > 0, or -∞. */
function highestLeft(V: usize, W: usize, stride: usize): f64 {
  let most: f32 = -Infinity;
  for (let at: usize = 0; at < stride; at += 4) {
    if (load<f64>(W + 2 * at) > 0) most = max(most, load<f32>(V + at));
  }
  return <f64>most;
}

/** Σ exp(v_i - base) over W_i > 0. */
function sumLeft(V: usize, W: usize, stride: usize, base: f64): f64 {
  let sum: f64 = 0;
  for (let at: usize = 0; at < stride; at += 4) {
    if (load<f64>(W + 2 * at) > 0) sum += exp(<f64>load<f32>(V + at) - base);
  }
  return sum;
}
