/** Reference for posterior draws, in float64: A = LLᵀ written out, x = A⁻¹b + σ L⁻ᵀz. Slow on purpose. */
import { normalEquations, type Rows } from "./als.ts";
import { solveCholesky } from "./cholesky.ts";

/** One row's draw for given normals z, with its mean and its precision A. */
export function drawRow(
  rows: Rows,
  r: number,
  Y: ArrayLike<number>,
  dims: number,
  a0: number,
  lambda: number,
  sigma: number,
  z: ArrayLike<number>,
) {
  const { A, b } = normalEquations(rows, r, Y, dims, a0, lambda);
  const mean = solveCholesky(A, b);
  const U = upperFactor(A, dims);
  const spread = new Float64Array(dims);
  for (let k = dims - 1; k >= 0; k--) {
    let s = z[k]!;
    for (let j = k + 1; j < dims; j++) s -= U[k * dims + j]! * spread[j]!;
    spread[k] = s / U[k * dims + k]!;
  }
  return { A, mean, draw: mean.map((x, k) => x + sigma * spread[k]!) };
}

/** U with A = UᵀU, row by row (Cholesky–Crout). */
function upperFactor(A: Float64Array, n: number): Float64Array {
  const U = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) {
      let s = A[i * n + j]!;
      for (let k = 0; k < i; k++) s -= U[k * n + i]! * U[k * n + j]!;
      U[i * n + j] = i === j ? Math.sqrt(s) : s / U[i * n + i]!;
    }
  }
  return U;
}

/** A⁻¹, column by column. */
export function inverse(A: Float64Array, n: number): Float64Array {
  const inverted = new Float64Array(n * n);
  for (let k = 0; k < n; k++) {
    const column = solveCholesky(
      A,
      Float64Array.from({ length: n }, (_, j) => (j === k ? 1 : 0)),
    );
    for (let j = 0; j < n; j++) inverted[j * n + k] = column[j]!;
  }
  return inverted;
}
