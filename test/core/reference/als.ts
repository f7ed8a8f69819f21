/** Reference for ALS, in float64, one row at a time, with the normal equations written out. Slow on purpose. */
import { solveCholesky } from "./cholesky.ts";

export interface Rows {
  readonly indptr: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly left: ArrayLike<number>;
  readonly right: ArrayLike<number>;
}

export interface Problem {
  readonly users: Rows;
  readonly items: Rows;
  readonly unobservedWeight: number;
  readonly userRegularization: ArrayLike<number>;
  readonly itemRegularization: ArrayLike<number>;
}

export interface Solution {
  readonly dims: number;
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly loss: ArrayLike<number>;
}

export function als(problem: Problem, start: Omit<Solution, "loss">, sweeps: number): Solution {
  const { users: R, items: Rt, unobservedWeight: a0, userRegularization, itemRegularization } = problem;
  const { dims } = start;
  let X = Float64Array.from(start.users);
  let Y = Float64Array.from(start.items);
  const loss: number[] = [];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    X = solveRows(R, Y, dims, a0, userRegularization);
    loss.push(lossOf(problem, X, Y, dims));
    Y = solveRows(Rt, X, dims, a0, itemRegularization);
    loss.push(lossOf(problem, X, Y, dims));
  }
  return { dims, users: X, items: Y, loss };
}

export function solveRows(
  rows: Rows,
  Y: ArrayLike<number>,
  dims: number,
  a0: number,
  lambda: ArrayLike<number>,
): Float64Array<ArrayBuffer> {
  const n = rows.indptr.length - 1;
  const X = new Float64Array(n * dims);
  const YtY = gram(Y, dims);
  for (let r = 0; r < n; r++) {
    if (rows.indptr[r] === rows.indptr[r + 1]) continue;
    const { A, b } = normalEquations(rows, r, Y, dims, a0, lambda[r]!, YtY);
    X.set(solveCholesky(A, b), r * dims);
  }
  return X;
}

/** A = a0 YᵀY + Σ_e left_e y_e y_eᵀ + λ I, b = Σ_e right_e y_e */
export function normalEquations(
  rows: Rows,
  r: number,
  Y: ArrayLike<number>,
  dims: number,
  a0: number,
  lambda: number,
  YtY = gram(Y, dims),
): { A: Float64Array; b: Float64Array } {
  const A = YtY.map((value, at) => a0 * value + (at % (dims + 1) === 0 ? lambda : 0));
  const b = new Float64Array(dims);
  for (let e = rows.indptr[r]!; e < rows.indptr[r + 1]!; e++) {
    const y = rows.indices[e]! * dims;
    for (let j = 0; j < dims; j++) {
      b[j]! += rows.right[e]! * Y[y + j]!;
      for (let k = 0; k < dims; k++) A[j * dims + k]! += rows.left[e]! * Y[y + j]! * Y[y + k]!;
    }
  }
  return { A, b };
}

export function gram(F: ArrayLike<number>, dims: number): Float64Array<ArrayBuffer> {
  const G = new Float64Array(dims * dims);
  for (let row = 0; row < F.length; row += dims) {
    for (let j = 0; j < dims; j++) {
      for (let k = 0; k < dims; k++) G[j * dims + k]! += F[row + j]! * F[row + k]!;
    }
  }
  return G;
}

/** The objective with its sum over all pairs written out, no Gram trick. */
export function lossOf(problem: Problem, X: ArrayLike<number>, Y: ArrayLike<number>, dims: number): number {
  const { users: R, unobservedWeight, userRegularization, itemRegularization } = problem;
  let loss = 0;
  for (let u = 0; u < X.length / dims; u++) {
    for (let e = R.indptr[u]!; e < R.indptr[u + 1]!; e++) {
      const y = dot(X, u, Y, R.indices[e]!, dims);
      loss += R.left[e]! * y * y - 2 * R.right[e]! * y;
    }
    for (let i = 0; i < Y.length / dims; i++) loss += unobservedWeight * dot(X, u, Y, i, dims) ** 2;
    loss += userRegularization[u]! * dot(X, u, X, u, dims);
  }
  for (let i = 0; i < Y.length / dims; i++) loss += itemRegularization[i]! * dot(Y, i, Y, i, dims);
  return loss;
}

export function dot(X: ArrayLike<number>, u: number, Y: ArrayLike<number>, i: number, dims: number): number {
  let sum = 0;
  for (let k = 0; k < dims; k++) sum += X[u * dims + k]! * Y[i * dims + k]!;
  return sum;
}
