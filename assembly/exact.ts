import { solveCholesky } from "./cholesky";
import { gather, gatherColumns } from "./gather";
import { rankUpdate } from "./rank";
import { clearRow } from "./rows";

/** Entries gathered at a time: the panel stays in the first cache, and float32 sums stay short. */
const BLOCK: i32 = 64;

/**
 * x of (D + Σ left_e y_e y_eᵀ) x = Σ right_e y_e over entries [from, to), D the diagonal (d); d a multiple of 8. By d × d
 * normal equations. scratch: d + BLOCK rows. Returns 0 or 1 + the first pivot that is not positive.
 */
export function solvePrimal(
  from: i32,
  to: i32,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  D: usize,
  x: usize,
  scratch: usize,
): i32 {
  const bytes = (<usize>d) << 2;
  const A = scratch;
  const P = A + <usize>d * bytes;
  memory.fill(A, 0, <usize>d * bytes);
  for (let at: usize = 0; at < bytes; at += 4) store<f32>(A + <usize>d * at + at, load<f32>(D + at));
  clearRow(x, bytes);
  for (let e = from; e < to; e += BLOCK) {
    const count = min(BLOCK, to - e);
    gather(e, count, indices, left, right, Y, d, P, x);
    rankUpdate(A, P, P, count, d, 1);
  }
  return solveCholesky(A, x, d);
}

/**
 * The same x where there are fewer entries n than factors, by n × n equations: with Z = L^½ Y D^-½, L the weights on the
 * left, and c_e = right_e / √left_e,
 *   x = D^-½ Zᵀ (I + Z Zᵀ)^-1 c.
 * It takes left_e > 0 and D > 0. roots: D^-½ (d); scratch: 2 d + 1 rows.
 */
export function solveDual(
  from: i32,
  to: i32,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  roots: usize,
  x: usize,
  scratch: usize,
): i32 {
  const count = to - from;
  const width = (count + 3) & ~3;
  const stride = (<usize>width) << 2;
  const K = scratch;
  const Z = K + <usize>width * stride;
  const c = Z + <usize>d * stride;
  gatherColumns(from, count, indices, left, Y, d, roots, width, Z);
  memory.fill(K, 0, <usize>width * stride);
  for (let e = 0; e < width; e++) {
    const at = (<usize>e) << 2;
    store<f32>(K + <usize>width * at + at, 1);
    let value: f32 = 0;
    if (e < count) {
      const entry = (<usize>(from + e)) << 2;
      value = load<f32>(right + entry) / sqrt<f32>(load<f32>(left + entry));
    }
    store<f32>(c + at, value);
  }
  rankUpdate(K, Z, Z, d, width, 1);
  const failed = solveCholesky(K, c, width);
  if (failed != 0) return failed;
  scaledRowDots(Z, c, d, width, roots, x);
  return 0;
}

/** x_k = roots_k Σ_e Z_ke c_e, four rows at a time. */
function scaledRowDots(Z: usize, c: usize, d: i32, width: i32, roots: usize, x: usize): void {
  const stride = (<usize>width) << 2;
  for (let k = 0; k < d; k += 4) {
    const z0 = Z + <usize>k * stride;
    const z1 = z0 + stride;
    const z2 = z1 + stride;
    const z3 = z2 + stride;
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    for (let at: usize = 0; at < stride; at += 16) {
      const v = v128.load(c + at);
      s0 = f32x4.add(s0, f32x4.mul(v, v128.load(z0 + at)));
      s1 = f32x4.add(s1, f32x4.mul(v, v128.load(z1 + at)));
      s2 = f32x4.add(s2, f32x4.mul(v, v128.load(z2 + at)));
      s3 = f32x4.add(s3, f32x4.mul(v, v128.load(z3 + at)));
    }
    const at = (<usize>k) << 2;
    v128.store(x + at, f32x4.mul(v128.load(roots + at), sums(s0, s1, s2, s3)));
  }
}

/** The sums of the lanes of four vectors, as one vector. */
export function sums(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 4, 1, 5), v128.shuffle<f32>(a, b, 2, 6, 3, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 4, 1, 5), v128.shuffle<f32>(c, d, 2, 6, 3, 7));
  return f32x4.add(v128.shuffle<f64>(ab, cd, 0, 2), v128.shuffle<f64>(ab, cd, 1, 3));
}
