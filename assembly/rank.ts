/**
 * A += sign · QᵀP on the upper triangle of 4 × 4 tiles of A (d, d), where P and Q are (count, d) and QᵀP is symmetric;
 * d a multiple of 4, all rows contiguous.
 */
export function rankUpdate(A: usize, P: usize, Q: usize, count: i32, d: i32, sign: f32): void {
  for (let i = 0; i < d; i += 4) tileRow(A, P, Q, count, d, i, sign);
}

/** The tiles of rows i .. i + 3, from the diagonal to the right. */
export function tileRow(A: usize, P: usize, Q: usize, count: i32, d: i32, i: i32, sign: f32): void {
  let j = i;
  for (; j + 8 <= d; j += 8) tile8(A, P, Q, count, d, i, j, sign);
  if (j < d) tile4(A, P, Q, count, d, i, j, sign);
}

function tile8(A: usize, P: usize, Q: usize, count: i32, d: i32, i: i32, j: i32, sign: f32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  const stride = (<usize>d) << 2;
  let p = P + ((<usize>j) << 2);
  let q = Q + ((<usize>i) << 2);
  for (let e = 0; e < count; e++) {
    const lo = v128.load(p);
    const hi = v128.load(p, 16);
    const q0 = v128.load32_splat(q);
    const q1 = v128.load32_splat(q, 4);
    const q2 = v128.load32_splat(q, 8);
    const q3 = v128.load32_splat(q, 12);
    a0 = f32x4.add(a0, f32x4.mul(q0, lo));
    a1 = f32x4.add(a1, f32x4.mul(q0, hi));
    b0 = f32x4.add(b0, f32x4.mul(q1, lo));
    b1 = f32x4.add(b1, f32x4.mul(q1, hi));
    c0 = f32x4.add(c0, f32x4.mul(q2, lo));
    c1 = f32x4.add(c1, f32x4.mul(q2, hi));
    d0 = f32x4.add(d0, f32x4.mul(q3, lo));
    d1 = f32x4.add(d1, f32x4.mul(q3, hi));
    p += stride;
    q += stride;
  }
  const s = f32x4.splat(sign);
  const at = A + <usize>i * stride + ((<usize>j) << 2);
  addTo(at, s, a0);
  addTo(at + 16, s, a1);
  addTo(at + stride, s, b0);
  addTo(at + stride + 16, s, b1);
  addTo(at + 2 * stride, s, c0);
  addTo(at + 2 * stride + 16, s, c1);
  addTo(at + 3 * stride, s, d0);
  addTo(at + 3 * stride + 16, s, d1);
}

function tile4(A: usize, P: usize, Q: usize, count: i32, d: i32, i: i32, j: i32, sign: f32): void {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let f = a;
  const stride = (<usize>d) << 2;
  let p = P + ((<usize>j) << 2);
  let q = Q + ((<usize>i) << 2);
  for (let e = 0; e < count; e++) {
    const y = v128.load(p);
    a = f32x4.add(a, f32x4.mul(v128.load32_splat(q), y));
    b = f32x4.add(b, f32x4.mul(v128.load32_splat(q, 4), y));
    c = f32x4.add(c, f32x4.mul(v128.load32_splat(q, 8), y));
    f = f32x4.add(f, f32x4.mul(v128.load32_splat(q, 12), y));
    p += stride;
    q += stride;
  }
  const s = f32x4.splat(sign);
  const at = A + <usize>i * stride + ((<usize>j) << 2);
  addTo(at, s, a);
  addTo(at + stride, s, b);
  addTo(at + 2 * stride, s, c);
  addTo(at + 3 * stride, s, f);
}

function addTo(at: usize, sign: v128, value: v128): void {
  v128.store(at, f32x4.add(v128.load(at), f32x4.mul(sign, value)));
}
