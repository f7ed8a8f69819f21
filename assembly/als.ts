import { solveCholesky } from "./cholesky";
import { rankUpdate } from "./rank";

/** Entries gathered at a time: the panels stay in the first cache, and float32 sums stay short. */
const BLOCK: i32 = 64;

/** Bytes of scratch that solveRows needs for d factors: A, b and two panels. */
export function solveRowsScratch(d: i32): u32 {
  return (<u32>(d * d + d + 2 * BLOCK * d)) << 2;
}

/**
 * One half-step of alternating least squares for rows [begin, end) (Hu, Koren and Volinsky 2008; Rendle et al. 2021):
 *   (base + Σ_e left_e y_e y_eᵀ + λ_r I) x_r = Σ_e right_e y_e
 * over row r's entries e. base (d, d) is the weighted YᵀY; Y and X have rows of d factors, d a multiple of 4, those past
 * `dims` being zero. Rows without entries become zero.
 *
 * Returns 0, or 1 + the first row whose matrix is not positive definite.
 */
export function solveRows(
  begin: i32,
  end: i32,
  indptr: usize,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  dims: i32,
  base: usize,
  lambda: usize,
  X: usize,
  scratch: usize,
): i32 {
  const bytes = (<usize>d) << 2;
  const A = scratch;
  const b = A + <usize>d * bytes;
  const P = b + bytes;
  const Q = P + <usize>BLOCK * bytes;
  for (let r = begin; r < end; r++) {
    const x = X + <usize>r * bytes;
    const from = load<i32>(indptr + ((<usize>r) << 2));
    const to = load<i32>(indptr + ((<usize>r) << 2), 4);
    if (from == to) {
      memory.fill(x, 0, bytes);
      continue;
    }
    memory.copy(A, base, <usize>d * bytes);
    const ridge = load<f32>(lambda + ((<usize>r) << 2));
    for (let k = 0; k < dims; k++) {
      const at = A + ((<usize>(k * d + k)) << 2);
      store<f32>(at, load<f32>(at) + ridge);
    }
    memory.fill(b, 0, bytes);
    for (let e = from; e < to; e += BLOCK) {
      const count = min(BLOCK, to - e);
      gather(e, count, indices, left, right, Y, d, P, Q, b);
      rankUpdate(A, P, Q, count, d, 1);
    }
    if (solveCholesky(A, b, d) != 0) return r + 1;
    memory.copy(x, b, bytes);
  }
  return 0;
}

/** P_e = y_e, Q_e = left_e y_e, b += Σ right_e y_e for `count` entries from `first`. */
function gather(
  first: i32,
  count: i32,
  indices: usize,
  left: usize,
  right: usize,
  Y: usize,
  d: i32,
  P: usize,
  Q: usize,
  b: usize,
): void {
  const bytes = (<usize>d) << 2;
  for (let e = 0; e < count; e++) {
    const entry = (<usize>(first + e)) << 2;
    const y = Y + <usize>load<i32>(indices + entry) * bytes;
    const l = v128.load32_splat(left + entry);
    const r = v128.load32_splat(right + entry);
    for (let c: usize = 0; c < bytes; c += 16) {
      const v = v128.load(y + c);
      v128.store(P + c, v);
      v128.store(Q + c, f32x4.mul(l, v));
      v128.store(b + c, f32x4.add(v128.load(b + c), f32x4.mul(r, v)));
    }
    P += bytes;
    Q += bytes;
  }
}
