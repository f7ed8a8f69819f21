/** Reference for biased explicit factorisation, in float64, one row at a time: ridge on [y_i, 1]. Slow on purpose. */
import { dot } from "./als.ts";
import { solveCholesky } from "./cholesky.ts";

export interface Ratings {
  readonly indptr: ArrayLike<number>;
  readonly indices: ArrayLike<number>;
  readonly ratings: ArrayLike<number>;
  readonly weights?: ArrayLike<number>;
}

export interface Problem {
  readonly users: Ratings;
  readonly items: Ratings;
  readonly userRegularization: ArrayLike<number>;
  readonly itemRegularization: ArrayLike<number>;
}

/** Factors F (rows, dims) and biases of one side. */
export interface Side {
  readonly F: ArrayLike<number>;
  readonly biases: ArrayLike<number>;
}

export interface Model {
  readonly dims: number;
  readonly mean: number;
  readonly users: ArrayLike<number>;
  readonly items: ArrayLike<number>;
  readonly userBiases: ArrayLike<number>;
  readonly itemBiases: ArrayLike<number>;
  readonly loss: ArrayLike<number>;
}

type Start = Pick<Model, "dims" | "users" | "items"> & Partial<Model>;

export function explicitAls(problem: Problem, start: Start, sweeps: number): Model {
  const { dims } = start;
  const mean = meanOf(problem.users);
  let X: Side = { F: start.users, biases: start.userBiases ?? new Float64Array(start.users.length / dims) };
  let Y: Side = { F: start.items, biases: start.itemBiases ?? new Float64Array(start.items.length / dims) };
  const loss: number[] = [];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    X = solveRatings(problem.users, Y, mean, dims, problem.userRegularization);
    loss.push(lossOf(problem, X, Y, mean, dims));
    Y = solveRatings(problem.items, X, mean, dims, problem.itemRegularization);
    loss.push(lossOf(problem, X, Y, mean, dims));
  }
  return { dims, mean, users: X.F, items: Y.F, userBiases: X.biases, itemBiases: Y.biases, loss };
}

export const weightOf = ({ weights }: Ratings, e: number): number => weights?.[e] ?? 1;

export function meanOf(rows: Ratings): number {
  let sum = 0;
  let weight = 0;
  for (let e = 0; e < rows.indices.length; e++) {
    sum += weightOf(rows, e) * rows.ratings[e]!;
    weight += weightOf(rows, e);
  }
  return weight > 0 ? sum / weight : 0;
}

function solveRatings(rows: Ratings, Y: Side, mean: number, dims: number, lambda: ArrayLike<number>): Side {
  const n = rows.indptr.length - 1;
  const F = new Float64Array(n * dims);
  const biases = new Float64Array(n);
  for (let r = 0; r < n; r++) {
    if (rows.indptr[r] === rows.indptr[r + 1]) continue;
    const { A, b } = ridgeEquations(rows, r, Y, mean, dims, lambda[r]!);
    const x = solveCholesky(A, b);
    F.set(x.subarray(0, dims), r * dims);
    biases[r] = x[dims]!;
  }
  return { F, biases };
}

/** A = Σ_e w ỹ ỹᵀ + λ I, b = Σ_e w (r_e - mean - c_e) ỹ, ỹ = [y, 1]; mass: what b is summed from, in absolute value */
export function ridgeEquations(rows: Ratings, r: number, Y: Side, mean: number, dims: number, lambda: number) {
  const n = dims + 1;
  const A = new Float64Array(n * n);
  const b = new Float64Array(n);
  let mass = 0;
  for (let e = rows.indptr[r]!; e < rows.indptr[r + 1]!; e++) {
    const i = rows.indices[e]!;
    const y = Float64Array.from({ length: n }, (_, k) => (k < dims ? Y.F[i * dims + k]! : 1));
    const target = rows.ratings[e]! - mean - Y.biases[i]!;
    for (let j = 0; j < n; j++) {
      b[j]! += weightOf(rows, e) * target * y[j]!;
      for (let k = 0; k < n; k++) A[j * n + k]! += weightOf(rows, e) * y[j]! * y[k]!;
    }
    mass += weightOf(rows, e) * Math.abs(target) * Math.hypot(...y);
  }
  for (let k = 0; k < n; k++) A[k * n + k]! += lambda;
  return { A, b, mass };
}

export function lossOf(problem: Problem, X: Side, Y: Side, mean: number, dims: number): number {
  const { users: R, userRegularization, itemRegularization } = problem;
  let loss = penalty(X, dims, userRegularization) + penalty(Y, dims, itemRegularization);
  for (let u = 0; u < X.biases.length; u++) {
    for (let e = R.indptr[u]!; e < R.indptr[u + 1]!; e++) {
      const i = R.indices[e]!;
      const score = mean + X.biases[u]! + Y.biases[i]! + dot(X.F, u, Y.F, i, dims);
      loss += weightOf(R, e) * (R.ratings[e]! - score) ** 2;
    }
  }
  return loss;
}

function penalty({ F, biases }: Side, dims: number, lambda: ArrayLike<number>): number {
  let sum = 0;
  for (let r = 0; r < biases.length; r++) sum += lambda[r]! * (dot(F, r, F, r, dims) + biases[r]! ** 2);
  return sum;
}
