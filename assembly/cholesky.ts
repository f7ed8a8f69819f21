import { tileRow } from "./rank";

/**
 * Solves A x = b for a symmetric positive definite A (d, d), upper triangle of 4 × 4 tiles read, d a multiple of 4.
 * On return b holds x and A's upper triangle holds U, A = UᵀU: a row of U is a column of L, and contiguous.
 *
 * Returns 0, or 1 + the index of the first pivot that is not positive.
 */
export function solveCholesky(A: usize, b: usize, d: i32): i32 {
  const stride = (<usize>d) << 2;
  for (let i = 0; i < d; i += 4) {
    // four rows at once less what the rows above explain, then the four among themselves
    tileRow(A, A, A, i, d, i, -1);
    for (let r = i; r < i + 4; r++) {
      const row = A + <usize>r * stride;
      for (let k = i; k < r; k++) {
        const above = A + <usize>k * stride;
        subtract(row, above, load<f32>(above + ((<usize>r) << 2)), i, d);
      }
      const pivot = load<f32>(row + ((<usize>r) << 2));
      if (!(pivot > 0)) return r + 1; // also catches NaN
      const root = sqrt<f32>(pivot);
      const inverse = f32x4.splat(1 / root);
      for (let c = (<usize>i) << 2; c < stride; c += 16) v128.store(row + c, f32x4.mul(v128.load(row + c), inverse));
      store<f32>(row + ((<usize>r) << 2), root);
    }
  }
  forward(A, b, d);
  backward(A, b, d);
  return 0;
}

/** row[c] -= factor · other[c] for c in [from, to), both multiples of 4. */
function subtract(row: usize, other: usize, factor: f32, from: i32, to: i32): void {
  const f = f32x4.splat(factor);
  const end = (<usize>to) << 2;
  for (let c = (<usize>from) << 2; c < end; c += 16) {
    v128.store(row + c, f32x4.sub(v128.load(row + c), f32x4.mul(f, v128.load(other + c))));
  }
}

/** Uᵀ y = b */
function forward(U: usize, b: usize, d: i32): void {
  for (let i = 0; i < d; i++) {
    const row = U + ((<usize>(i * d)) << 2);
    const y = load<f32>(b + ((<usize>i) << 2)) / load<f32>(row + ((<usize>i) << 2));
    store<f32>(b + ((<usize>i) << 2), y);
    const whole = (i + 4) & ~3;
    for (let k = i + 1; k < whole; k++) {
      const at = b + ((<usize>k) << 2);
      store<f32>(at, load<f32>(at) - y * load<f32>(row + ((<usize>k) << 2)));
    }
    subtract(b, row, y, whole, d);
  }
}

/** U x = y */
function backward(U: usize, b: usize, d: i32): void {
  for (let i = d - 1; i >= 0; i--) {
    const row = U + ((<usize>(i * d)) << 2);
    const whole = (i + 4) & ~3;
    let sum = f32x4.splat(0);
    for (let k = whole; k < d; k += 4) {
      const at = (<usize>k) << 2;
      sum = f32x4.add(sum, f32x4.mul(v128.load(row + at), v128.load(b + at)));
    }
    let s = f32x4.extract_lane(sum, 0) + f32x4.extract_lane(sum, 1);
    s += f32x4.extract_lane(sum, 2) + f32x4.extract_lane(sum, 3);
    for (let k = i + 1; k < whole; k++) s += load<f32>(row + ((<usize>k) << 2)) * load<f32>(b + ((<usize>k) << 2));
    store<f32>(b + ((<usize>i) << 2), (load<f32>(b + ((<usize>i) << 2)) - s) / load<f32>(row + ((<usize>i) << 2)));
  }
}
