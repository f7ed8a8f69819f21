import { rankUpdate } from "./rank";

/** Rows summed in registers before they are added to the total: the shape of the sum, whatever the number of threads. */
const BLOCK: i32 = 256;
const PANEL: i32 = 64;

/**
 * For blocks [begin, end) of `size` rows of F (rows, d): FᵀF of the block's rows, its upper triangle of 4 × 4 tiles, at row
 * b of parts (blocks, d, d), float64; d a multiple of 4. All sums are float64 if `precise`, else those of PANEL rows
 * float32. scratch: (d, d) float32 unless precise.
 */
export function gramBlock(
  begin: i32,
  end: i32,
  F: usize,
  rows: i32,
  d: i32,
  size: i32,
  precise: bool,
  parts: usize,
  scratch: usize,
): i32 {
  const square = <usize>d * <usize>d;
  for (let b = begin; b < end; b++) {
    const G = parts + ((<usize>b * square) << 3);
    memory.fill(G, 0, square << 3);
    const last = min((b + 1) * size, rows);
    const step = precise ? BLOCK : PANEL;
    for (let from = b * size; from < last; from += step) {
      const to = min(from + step, last);
      if (precise) {
        for (let i = 0; i < d; i += 4) {
          for (let j = i; j < d; j += 4) gramTile(from, to, F, d, G, i, j);
        }
      } else addPanel(F + ((<usize>from * <usize>d) << 2), to - from, d, scratch, G);
    }
  }
  return 0;
}

/** G += PᵀP for P (count, d), summed in float32. */
function addPanel(P: usize, count: i32, d: i32, A: usize, G: usize): void {
  memory.fill(A, 0, (<usize>d * <usize>d) << 2);
  rankUpdate(A, P, P, count, d, 1);
  for (let i = 0; i < d; i++) {
    for (let j = i & ~3; j < d; j += 4) {
      const at = <usize>i * <usize>d + <usize>j;
      const a = v128.load(A + (at << 2));
      addPair(G + (at << 3), f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(v128.shuffle<f32>(a, a, 2, 3, 2, 3)));
    }
  }
}

function gramTile(from: i32, to: i32, F: usize, d: i32, G: usize, i: i32, j: i32): void {
  let a0 = f64x2.splat(0);
  let a1 = a0;
  let b0 = a0;
  let b1 = a0;
  let c0 = a0;
  let c1 = a0;
  let d0 = a0;
  let d1 = a0;
  const stride = (<usize>d) << 2;
  const jump = (<usize>j) << 2;
  let row = F + <usize>from * stride;
  const left = (<usize>i) << 2;
  for (let r = from; r < to; r++) {
    const y = v128.load(row + jump);
    const lo = f64x2.promote_low_f32x4(y);
    const hi = f64x2.promote_low_f32x4(v128.shuffle<f32>(y, y, 2, 3, 2, 3));
    const x0 = f64x2.splat(<f64>load<f32>(row + left));
    const x1 = f64x2.splat(<f64>load<f32>(row + left, 4));
    const x2 = f64x2.splat(<f64>load<f32>(row + left, 8));
    const x3 = f64x2.splat(<f64>load<f32>(row + left, 12));
    a0 = f64x2.add(a0, f64x2.mul(x0, lo));
    a1 = f64x2.add(a1, f64x2.mul(x0, hi));
    b0 = f64x2.add(b0, f64x2.mul(x1, lo));
    b1 = f64x2.add(b1, f64x2.mul(x1, hi));
    c0 = f64x2.add(c0, f64x2.mul(x2, lo));
    c1 = f64x2.add(c1, f64x2.mul(x2, hi));
    d0 = f64x2.add(d0, f64x2.mul(x3, lo));
    d1 = f64x2.add(d1, f64x2.mul(x3, hi));
    row += stride;
  }
  const line = (<usize>d) << 3;
  const at = G + <usize>i * line + ((<usize>j) << 3);
  addPair(at, a0, a1);
  addPair(at + line, b0, b1);
  addPair(at + 2 * line, c0, c1);
  addPair(at + 3 * line, d0, d1);
}

function addPair(at: usize, lo: v128, hi: v128): void {
  v128.store(at, f64x2.add(v128.load(at), lo));
  v128.store(at, f64x2.add(v128.load(at, 16), hi), 16);
}

/** Copies the upper triangle of G (d, d) into the lower one. */
export function mirror(G: usize, d: i32): void {
  for (let i = 1; i < d; i++) {
    for (let j = 0; j < i; j++) store<f64>(G + ((<usize>(i * d + j)) << 3), load<f64>(G + ((<usize>(j * d + i)) << 3)));
  }
}
