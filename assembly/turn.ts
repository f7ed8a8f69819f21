import { addScaled } from "./eigen";
import { product } from "./product";
import { copyRow } from "./rows";

/** Rows [begin, end) of F (rows, d) become F M, M (d, d) in panels of its columns; d a multiple of 8. scratch: four rows. */
export function turnRows(begin: i32, end: i32, F: usize, d: i32, panels: usize, scratch: usize): i32 {
  const bytes = (<usize>d) << 2;
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    const at = F + <usize>first * bytes;
    product(at, rows, d, panels, scratch, bytes);
    copyRow(at, scratch, <usize>rows * bytes);
  }
  return 0;
}

/** B (n, n) becomes A B, all float64. scratch: n n float64. */
export function multiplyInto(A: usize, B: usize, n: i32, scratch: usize): void {
  const bytes = (<usize>n) << 3;
  memory.fill(scratch, 0, <usize>n * bytes);
  for (let i = 0; i < n; i++) {
    const row = scratch + <usize>i * bytes;
    for (let k = 0; k < n; k++) {
      addScaled(row, B + <usize>k * bytes, load<f64>(A + <usize>i * bytes + ((<usize>k) << 3)), n);
    }
  }
  memory.copy(B, scratch, <usize>n * bytes);
}

/** F (d, d) float32 = W (n, n) float64 or its transpose, zeros past n. */
export function narrow(W: usize, n: i32, transposed: bool, d: i32, F: usize): void {
  memory.fill(F, 0, (<usize>(d * d)) << 2);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      const from = transposed ? j * n + i : i * n + j;
      store<f32>(F + ((<usize>(i * d + j)) << 2), <f32>load<f64>(W + ((<usize>from) << 3)));
    }
  }
}
