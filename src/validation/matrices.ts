import type { AlsProblem, Core, Factors, WeightedCsr } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { power } from "./formulas/shares.ts";

/** Matrices that core laws are made of; dense ones row by row. */

export interface Draws {
  normal(draw: number, agent: number, slot: number): number;
  /** in (-scale, scale) */
  factors(side: number, rows: number, dims: number, scale?: number): Float32Array;
}

/** Draws of one replicate, keyed. */
export function drawsOf(core: Core, seed: number, replicate: number): Draws {
  const key = { seed, replicate };
  const noise = { key, purpose: purposes.validationNoise, round: 0 };
  const start = { key, purpose: purposes.validationStart, round: 0 };
  return {
    normal: (draw, agent, slot) => core.normal(noise, draw, agent, slot),
    factors: (side, rows, dims, scale = 1) =>
      Float32Array.from({ length: rows * dims }, (_, at) => {
        return scale * (2 * core.uniform(start, side, Math.floor(at / dims), at % dims) - 1);
      }),
  };
}

/** Rows that hold every column. */
export function fullRows(rows: number, columns: number, left: number, right: ArrayLike<number>): WeightedCsr {
  return {
    indptr: Int32Array.from({ length: rows + 1 }, (_, r) => r * columns),
    indices: Int32Array.from({ length: rows * columns }, (_, e) => e % columns),
    left: new Float32Array(rows * columns).fill(left),
    right: Float32Array.from(right),
  };
}

/** min Σ (x_ui - ŷ_ui)² + λ (|U|² + |V|²) over all pairs of X (n, m). */
export function denseProblem(X: Float64Array, n: number, m: number, lambda: number): AlsProblem {
  const Xt = Float64Array.from({ length: n * m }, (_, e) => X[(e % n) * m + Math.floor(e / n)]!);
  return {
    users: fullRows(n, m, 1, X),
    items: fullRows(m, n, 1, Xt),
    unobservedWeight: 0,
    userRegularization: new Float32Array(n).fill(lambda),
    itemRegularization: new Float32Array(m).fill(lambda),
  };
}

export interface Weighting {
  readonly lambda: number;
  readonly a0: number;
  /** λ_u = λ (n_u + a0 items)^ν, λ_i its mirror image */
  readonly nu: number;
}

/** The objective of Rendle et al. 2021 on clicked pairs, `clicked(u)` the items of user u, ascending. */
export function clickProblem(
  core: Pick<Core, "pow">,
  clicked: readonly (readonly number[])[],
  items: number,
  { lambda, a0, nu }: Weighting,
): AlsProblem {
  const audience = Array.from({ length: items }, (): number[] => []);
  clicked.forEach((row, u) => {
    for (const i of row) audience[i]!.push(u);
  });
  const ridge = (rows: readonly (readonly number[])[], columns: number) =>
    Float32Array.from(rows, (row) => lambda * core.pow(row.length + a0 * columns, nu));
  return {
    users: onesOf(clicked),
    items: onesOf(audience),
    unobservedWeight: a0,
    userRegularization: ridge(clicked, items),
    itemRegularization: ridge(audience, clicked.length),
  };
}

function onesOf(rows: readonly (readonly number[])[]): WeightedCsr {
  const indices = Int32Array.from(rows.flat());
  const indptr = new Int32Array(rows.length + 1);
  rows.forEach((row, r) => {
    indptr[r + 1] = indptr[r]! + row.length;
  });
  const ones = new Float32Array(indices.length).fill(1);
  return { indptr, indices, left: ones, right: ones };
}

export function dot(F: Float32Array, f: number, G: Float32Array, g: number, dims: number): number {
  let sum = 0;
  for (let k = 0; k < dims; k++) sum += F[f * dims + k]! * G[g * dims + k]!;
  return sum;
}

/** U Vᵀ */
export function scoresOf({ users, items, dims }: Factors): Float64Array {
  const m = items.length / dims;
  const n = users.length / dims;
  return Float64Array.from({ length: n * m }, (_, e) => dot(users, Math.floor(e / m), items, e % m, dims));
}

/** VᵀV of V (rows, dims). */
export function gramOf(V: ArrayLike<number>, dims: number): Float64Array {
  const G = new Float64Array(dims * dims);
  for (let row = 0; row < V.length; row += dims)
    for (let j = 0; j < dims; j++) for (let k = 0; k < dims; k++) G[j * dims + k]! += V[row + j]! * V[row + k]!;
  return G;
}

/** Of X (rows, m), largest first. */
export async function singularValues(core: Core, X: Float64Array, m: number): Promise<number[]> {
  const { values } = await core.symmetricEigen(gramOf(X, m), m);
  return Array.from(values, (value) => Math.sqrt(Math.max(0, value)));
}

/** An orthonormal set of `count` vectors of n, by Gram and Schmidt. */
export function orthonormal(draws: Draws, side: number, count: number, n: number): Float64Array[] {
  const vectors: Float64Array[] = [];
  const start = draws.factors(side, count, n);
  for (let c = 0; c < count; c++) {
    const v = Float64Array.from(start.subarray(c * n, (c + 1) * n));
    for (const w of vectors) {
      const along = v.reduce((sum, x, k) => sum + x * w[k]!, 0);
      for (let k = 0; k < n; k++) v[k]! -= along * w[k]!;
    }
    const length = Math.sqrt(v.reduce((sum, x) => sum + x * x, 0));
    vectors.push(v.map((x) => x / length));
  }
  return vectors;
}

/**
 * Relative error of one solved row in float32: sums of at most 64 products (longer ones are split), then about 3 d roundings
 * in Cholesky and its two solves, and d for each of the two sides turned into the basis of a half-step.
 */
export const rounding = (dims: number): number => (64 + 5 * dims) * power(0.5, 24);
