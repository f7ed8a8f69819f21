import { sums } from "./exact";
import { gather } from "./gather";
import { addRow, clearRow, copyRow } from "./rows";

/** Entries whose sum is added as one: float32 sums stay short. */
const BLOCK: i32 = 512;

/**
 * `steps` steps of the conjugate gradient method (Hestenes and Stiefel 1952; for implicit feedback Takács, Pilászy and
 * Tikk 2011) from x on (D + Σ left_e y_e y_eᵀ) x = Σ right_e y_e over entries [from, to), left_e > 0, D the diagonal (d),
 * d a multiple of 8. Ends sooner where the residual is nothing. With P the rows √left_e y_e and c_e = right_e / √left_e,
 * the residual is Pᵀ(c - P x) - D x, and a step needs P p and Pᵀ(P p), the last one P p alone. The first `room` entries, a
 * multiple of BLOCK, keep their place in P over the steps; those beyond are gathered again in each. scratch: room + BLOCK + 4 rows.
 */
export function solveConjugate(
  from: i32,
  to: i32,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  D: usize,
  x: usize,
  steps: i32,
  room: i32,
  scratch: usize,
): void {
  const bytes = (<usize>d) << 2;
  const P = scratch;
  const beyond = P + <usize>room * bytes;
  const r = beyond + <usize>BLOCK * bytes;
  const p = r + bytes;
  const Ap = p + bytes;
  const sum = Ap + bytes;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(r + at, f32x4.neg(f32x4.mul(v128.load(D + at), v128.load(x + at))));
  }
  for (let e = from; e < to; e += BLOCK) {
    clearRow(sum, bytes);
    const at = e - from < room ? P + <usize>(e - from) * bytes : beyond;
    gatherResidual(e, min(BLOCK, to - e), indices, left, right, Y, d, at, x, sum);
    addRow(r, sum, bytes);
  }
  copyRow(p, r, bytes);
  let square = dot(r, r, bytes);
  for (let step = 1; step <= steps && square > 1e-20; step++) {
    const last = step == steps;
    let curvature: f32 = 0;
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(Ap + at, f32x4.mul(v128.load(D + at), v128.load(p + at)));
    }
    curvature = dot(p, Ap, bytes);
    for (let e = from; e < to; e += BLOCK) {
      const count = min(BLOCK, to - e);
      const kept = e - from < room;
      const at = kept ? P + <usize>(e - from) * bytes : beyond;
      if (!kept) gather(e, count, indices, left, right, Y, d, at, 0);
      if (!last) clearRow(sum, bytes);
      curvature += addProduct(at, count, d, p, last ? 0 : sum);
      if (!last) addRow(Ap, sum, bytes);
    }
    const alpha = f32x4.splat(square / curvature);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(x + at, f32x4.add(v128.load(x + at), f32x4.mul(alpha, v128.load(p + at))));
    }
    if (last) return;
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(r + at, f32x4.sub(v128.load(r + at), f32x4.mul(alpha, v128.load(Ap + at))));
    }
    const next = dot(r, r, bytes);
    const beta = f32x4.splat(next / square);
    for (let at: usize = 0; at < bytes; at += 16) {
      v128.store(p + at, f32x4.add(v128.load(r + at), f32x4.mul(beta, v128.load(p + at))));
    }
    square = next;
  }
}

/** Gathers P for `count` entries from `first` and adds Pᵀ(c - P x) to out, four entries at a time. */
function gatherResidual(
  first: i32,
  count: i32,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  P: usize,
  x: usize,
  out: usize,
): void {
  const bytes = (<usize>d) << 2;
  const last = first + count - 1;
  for (let e = first; e <= last; e += 4) {
    // an entry past the last is the last once more, of weight 0
    const at = (<usize>e) << 2;
    const a1 = (<usize>min(e + 1, last)) << 2;
    const a2 = (<usize>min(e + 2, last)) << 2;
    const a3 = (<usize>min(e + 3, last)) << 2;
    const w0 = f32x4.sqrt(v128.load32_splat(left + at));
    const w1 = e + 1 <= last ? f32x4.sqrt(v128.load32_splat(left + a1)) : f32x4.splat(0);
    const w2 = e + 2 <= last ? f32x4.sqrt(v128.load32_splat(left + a2)) : f32x4.splat(0);
    const w3 = e + 3 <= last ? f32x4.sqrt(v128.load32_splat(left + a3)) : f32x4.splat(0);
    const y0 = Y + <usize>load<i32>(indices + at) * bytes;
    const y1 = Y + <usize>load<i32>(indices + a1) * bytes;
    const y2 = Y + <usize>load<i32>(indices + a2) * bytes;
    const y3 = Y + <usize>load<i32>(indices + a3) * bytes;
    const p0 = P + <usize>(e - first) * bytes;
    const p1 = p0 + bytes;
    const p2 = p1 + bytes;
    const p3 = p2 + bytes;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let c: usize = 0; c < bytes; c += 16) {
      const v = v128.load(x + c);
      const q0 = f32x4.mul(w0, v128.load(y0 + c));
      const q1 = f32x4.mul(w1, v128.load(y1 + c));
      const q2 = f32x4.mul(w2, v128.load(y2 + c));
      const q3 = f32x4.mul(w3, v128.load(y3 + c));
      v128.store(p0 + c, q0);
      v128.store(p1 + c, q1);
      v128.store(p2 + c, q2);
      v128.store(p3 + c, q3);
      s0 = f32x4.add(s0, f32x4.mul(v, q0));
      s1 = f32x4.add(s1, f32x4.mul(v, q1));
      s2 = f32x4.add(s2, f32x4.mul(v, q2));
      s3 = f32x4.add(s3, f32x4.mul(v, q3));
    }
    const t = sums(s0, s1, s2, s3);
    const c0 = f32x4.splat(ratio(left, right, at) - f32x4.extract_lane(t, 0));
    const c1 = f32x4.splat(ratio(left, right, a1) - f32x4.extract_lane(t, 1));
    const c2 = f32x4.splat(ratio(left, right, a2) - f32x4.extract_lane(t, 2));
    const c3 = f32x4.splat(ratio(left, right, a3) - f32x4.extract_lane(t, 3));
    addRows(p0, p1, p2, p3, c0, c1, c2, c3, bytes, out);
  }
}

/** right_e / √left_e */
function ratio(left: usize, right: usize, at: usize): f32 {
  return load<f32>(right + at) / sqrt<f32>(load<f32>(left + at));
}

/**
 * out += PᵀP v for P (count rounded up to 4, d), unless out is 0: four rows at a time share the loads of v and the stores
 * of out. Returns |P v|².
 */
function addProduct(P: usize, count: i32, d: i32, v: usize, out: usize): f32 {
  const bytes = (<usize>d) << 2;
  let squares = f32x4.splat(0);
  for (let e = 0; e < count; e += 4) {
    const p0 = P + <usize>e * bytes;
    const p1 = p0 + bytes;
    const p2 = p1 + bytes;
    const p3 = p2 + bytes;
    // two sums a row, or each addition would wait for the last
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let u0 = s0;
    let u1 = s0;
    let u2 = s0;
    let u3 = s0;
    for (let c: usize = 0; c < bytes; c += 32) {
      const w = v128.load(v + c);
      s0 = f32x4.add(s0, f32x4.mul(w, v128.load(p0 + c)));
      s1 = f32x4.add(s1, f32x4.mul(w, v128.load(p1 + c)));
      s2 = f32x4.add(s2, f32x4.mul(w, v128.load(p2 + c)));
      s3 = f32x4.add(s3, f32x4.mul(w, v128.load(p3 + c)));
      const z = v128.load(v + c, 16);
      u0 = f32x4.add(u0, f32x4.mul(z, v128.load(p0 + c, 16)));
      u1 = f32x4.add(u1, f32x4.mul(z, v128.load(p1 + c, 16)));
      u2 = f32x4.add(u2, f32x4.mul(z, v128.load(p2 + c, 16)));
      u3 = f32x4.add(u3, f32x4.mul(z, v128.load(p3 + c, 16)));
    }
    const t = sums(f32x4.add(s0, u0), f32x4.add(s1, u1), f32x4.add(s2, u2), f32x4.add(s3, u3));
    squares = f32x4.add(squares, f32x4.mul(t, t));
    if (out == 0) continue;
    const t0 = v128.shuffle<f32>(t, t, 0, 0, 0, 0);
    const t1 = v128.shuffle<f32>(t, t, 1, 1, 1, 1);
    const t2 = v128.shuffle<f32>(t, t, 2, 2, 2, 2);
    const t3 = v128.shuffle<f32>(t, t, 3, 3, 3, 3);
    addRows(p0, p1, p2, p3, t0, t1, t2, t3, bytes, out);
  }
  return laneSum(squares);
}

/** out += t0 p0 + t1 p1 + t2 p2 + t3 p3 */
function addRows(
  p0: usize,
  p1: usize,
  p2: usize,
  p3: usize,
  t0: v128,
  t1: v128,
  t2: v128,
  t3: v128,
  bytes: usize,
  out: usize,
): void {
  for (let c: usize = 0; c < bytes; c += 32) {
    const x = f32x4.add(f32x4.mul(t0, v128.load(p0 + c)), f32x4.mul(t1, v128.load(p1 + c)));
    const y = f32x4.add(f32x4.mul(t2, v128.load(p2 + c)), f32x4.mul(t3, v128.load(p3 + c)));
    v128.store(out + c, f32x4.add(v128.load(out + c), f32x4.add(x, y)));
    const z = f32x4.add(f32x4.mul(t0, v128.load(p0 + c, 16)), f32x4.mul(t1, v128.load(p1 + c, 16)));
    const w = f32x4.add(f32x4.mul(t2, v128.load(p2 + c, 16)), f32x4.mul(t3, v128.load(p3 + c, 16)));
    v128.store(out + c, f32x4.add(v128.load(out + c, 16), f32x4.add(z, w)), 16);
  }
}

function dot(a: usize, b: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    sum = f32x4.add(sum, f32x4.mul(v128.load(a + at), v128.load(b + at)));
  }
  return laneSum(sum);
}

function laneSum(v: v128): f32 {
  const pair = f32x4.add(v, v128.shuffle<f32>(v, v, 2, 3, 0, 1));
  return f32x4.extract_lane(pair, 0) + f32x4.extract_lane(pair, 1);
}
