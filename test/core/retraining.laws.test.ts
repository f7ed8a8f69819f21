import { expect, test } from "vitest";
import { type AlsProblem, loadCore, type WeightedCsr } from "../../src/core/index.ts";
import { instantiateKernels } from "../../src/core/load.ts";
import { generator, randomFactors } from "./fixtures.ts";

/*
 * What happens to least squares and matrix factorisation when a model is fitted to its own predictions, again and again:
 * closed forms, on the core. Replace against accumulate: Gerstgrasser et al. 2024 (arXiv 2404.01413); the spectral law follows
 * from soft thresholding, the minimiser of a least-squares fit with a ridge on both factors.
 */

const core = await loadCore();
const { kernels, memory } = await instantiateKernels();
memory.grow(20);

/** Standard normals by the sum of twelve uniforms less six, exact in mean and variance; tails do not matter here. */
const normals = (random: () => number) => () => Array.from({ length: 12 }, random).reduce((a, b) => a + b) - 6;

/** Rows that hold every column. */
function full(rows: number, columns: number, left: number, right: ArrayLike<number>): WeightedCsr {
  return {
    indptr: Int32Array.from({ length: rows + 1 }, (_, r) => r * columns),
    indices: Int32Array.from({ length: rows * columns }, (_, e) => e % columns),
    left: new Float32Array(rows * columns).fill(left),
    right: Float32Array.from(right),
  };
}

/** min Σ (x_ui - ŷ_ui)² + λ (|U|² + |V|²) over all pairs of X (n, m). */
function problemOf(X: Float64Array, n: number, m: number, lambda: number): AlsProblem {
  const Xt = Float64Array.from({ length: n * m }, (_, e) => X[(e % n) * m + Math.floor(e / n)]!);
  return {
    users: full(n, m, 1, X),
    items: full(m, n, 1, Xt),
    unobservedWeight: 0,
    userRegularization: new Float32Array(n).fill(lambda),
    itemRegularization: new Float32Array(m).fill(lambda),
  };
}

function scores({ users, items }: { users: Float32Array; items: Float32Array }, n: number, m: number, d: number) {
  const X = new Float64Array(n * m);
  for (let u = 0; u < n; u++) {
    for (let i = 0; i < m; i++) {
      for (let k = 0; k < d; k++) X[u * m + i]! += users[u * d + k]! * items[i * d + k]!;
    }
  }
  return X;
}

/** Eigenvalues of a symmetric A (n, n), largest first. */
function eigenvalues(A: Float64Array, n: number): Float64Array {
  const f64 = new Float64Array(memory.buffer);
  const [at, vectors] = [1024, 1024 + 8 * n * n];
  const values = vectors + 8 * n * n;
  f64.set(A, at / 8);
  kernels.eigen(at, n, values, vectors, values + 8 * n);
  return f64.slice(values / 8, values / 8 + n);
}

function singularValues(X: Float64Array, n: number, m: number): number[] {
  const G = new Float64Array(m * m);
  for (let i = 0; i < m; i++) {
    for (let j = 0; j < m; j++) for (let u = 0; u < n; u++) G[i * m + j]! += X[u * m + i]! * X[u * m + j]!;
  }
  return [...eigenvalues(G, m)].map((value) => Math.sqrt(Math.max(0, value)));
}

function effectiveRank(sigma: readonly number[]): number {
  const total = sigma.reduce((a, b) => a + b);
  return Math.exp(-sigma.reduce((sum, s) => sum + (s > 0 ? (s / total) * Math.log(s / total) : 0), 0));
}

/** An orthonormal set of `count` vectors of n, by Gram and Schmidt. */
function orthonormal(random: () => number, count: number, n: number): Float64Array[] {
  const vectors: Float64Array[] = [];
  while (vectors.length < count) {
    const v = Float64Array.from({ length: n }, () => random() - 0.5);
    for (const w of vectors) {
      const along = v.reduce((sum, x, k) => sum + x * w[k]!, 0);
      for (let k = 0; k < n; k++) v[k]! -= along * w[k]!;
    }
    const length = Math.hypot(...v);
    vectors.push(v.map((x) => x / length));
  }
  return vectors;
}

test("a factorisation retrained on its own scores loses λ of every singular value a round", async () => {
  const [n, m, d, sweeps] = [16, 12, 8, 2000];
  const start = [20, 16, 12, 9, 7, 5, 3.3, 2.1];
  const random = generator(1);
  const [left, right] = [orthonormal(random, 8, n), orthonormal(random, 8, m)];
  let X = new Float64Array(n * m);
  for (let e = 0; e < n * m; e++) {
    X[e] = start.reduce((sum, s, k) => sum + s * left[k]![Math.floor(e / m)]! * right[k]![e % m]!, 0);
  }
  let factors = { dims: d, users: randomFactors(random, n, d), items: randomFactors(random, m, d) };
  const published = [6.158168, 5.58536, 5.082005, 4.648133, 4.131657, 3.854841, 3.354495];
  for (let t = 1; t <= 7; t++) {
    // fresh factors: a mode that was lost can come back only if the scores hold it
    factors = { dims: d, users: randomFactors(random, n, d), items: randomFactors(random, m, d) };
    factors = await core.als(problemOf(X, n, m, 1), factors, sweeps);
    X = scores(factors, n, m, d);
    const predicted = start.map((s) => Math.max(s - t, 0));
    const total = predicted.reduce((a, b) => a + b);
    // a row is solved to (64 + 3 d) 2⁻²⁴ times the condition of its matrix, (20 + 1) / 1 at most, in each of t rounds
    const rounding = t * (64 + 3 * d) * 2 ** -24 * 21 * 20;
    // a mode whose value is just λ falls as 1 / (4 sweeps): a' = a / (1 + a²) a half-step, and σ = a²
    const lingering = 1 / (4 * sweeps);
    const found = singularValues(X, n, m);
    predicted.forEach((s, k) => {
      expect(Math.abs(found[k]! - s)).toBeLessThan(rounding + (s === 0 ? lingering : 0));
    });
    const p = (rounding + lingering) / total;
    expect(Math.abs(effectiveRank(found) - published[t - 1]!)).toBeLessThan(8 * p * (1 - Math.log(p)) * 7);
  }
});

/** One user's items in the laws of linear regression: V (m, d), and tr (VᵀV)⁻¹. */
const [M, D, R] = [25, 4, 4000];
const V = randomFactors(generator(4), M, D);
const gramV = new Float64Array(D * D);
for (let i = 0; i < D; i++) {
  for (let j = 0; j < D; j++) for (let e = 0; e < M; e++) gramV[i * D + j]! += V[e * D + i]! * V[e * D + j]!;
}
const trace = eigenvalues(gramV, D).reduce((sum, value) => sum + 1 / value, 0);
const truth = Float64Array.of(1, -0.5, 0.25, 2);

/** R users of the same tastes: their expected clicks under `users`, with noise of deviation .3. */
function noisy(users: Float32Array, draw: () => number): Float64Array {
  return Float64Array.from({ length: R * M }, (_, at) => {
    const [u, e] = [Math.floor(at / M), at % M];
    let y = 0.3 * draw();
    for (let k = 0; k < D; k++) y += users[u * D + k]! * V[e * D + k]!;
    return y;
  });
}

test.each([
  ["replace", (t: number) => t],
  ["accumulate", (t: number) => Array.from({ length: t }, (_, i) => 1 / (i + 1) ** 2).reduce((a, b) => a + b)],
] as const)(
  "frozen item factors, %s: the users' error is σ² tr (VᵀV)⁻¹ times the sum of its shares",
  async (regime, sum) => {
    const draw = normals(generator(regime.length));
    let users: Float32Array = Float32Array.from({ length: R * D }, (_, at) => truth[at % D]!);
    const pool = new Float64Array(R * M);
    for (let t = 1; t <= 20; t++) {
      const clicks = noisy(users, draw);
      for (let e = 0; e < pool.length; e++) pool[e]! += clicks[e]!;
      const rows = regime === "replace" ? full(R, M, 1, clicks) : full(R, M, t, pool);
      users = await core.solveRows(rows, V, D, 0, new Float32Array(R));
      if (t !== 1 && t !== 5 && t !== 20) continue;
      const errors = Array.from({ length: R }, (_, u) =>
        truth.reduce((total, x, k) => total + (users[u * D + k]! - x) ** 2, 0),
      );
      const mean = errors.reduce((a, b) => a + b) / R;
      const deviation = Math.sqrt(errors.reduce((total, x) => total + (x - mean) ** 2, 0) / (R - 1) / R);
      expect(Math.abs(mean - 0.09 * trace * sum(t)) / deviation).toBeLessThan(4);
    }
  },
);

test("with a ridge, each eigendirection of VᵀV fades by s / (s + λ) a round: weak ones die first", async () => {
  const lambda = 0.5;
  // V in its own eigendirections: only the lengths of four orthogonal columns matter
  const lengths = [6, 3, 1, 0.4];
  const columns = orthonormal(generator(2), D, M);
  const items = Float32Array.from(
    { length: M * D },
    (_, at) => lengths[at % D]! * columns[at % D]![Math.floor(at / D)]!,
  );
  let user: Float32Array = Float32Array.of(1, 1, 1, 1);
  for (let t = 1; t <= 12; t++) {
    const clicks = Array.from({ length: M }, (_, e) => user.reduce((sum, x, k) => sum + x * items[e * D + k]!, 0));
    user = await core.solveRows(full(1, M, 1, clicks), items, D, 0, Float32Array.of(lambda));
    lengths.forEach((length, k) => {
      const wanted = ((length * length) / (length * length + lambda)) ** t;
      // one solution's (64 + 3 d) 2⁻²⁴ times the condition (36 + ½) / (.16 + ½), in each of t rounds
      expect(Math.abs(user[k]! - wanted)).toBeLessThan(t * (64 + 3 * D) * 2 ** -24 * 56);
    });
  }
});

test.each([
  ["replace", (t: number) => t],
  ["accumulate", (t: number) => Array.from({ length: t }, (_, i) => 1 / (i + 1) ** 2).reduce((a, b) => a + b)],
] as const)(
  "a factorisation of rank r, all relearned, %s: error η² r (n + m - r) times the sum",
  async (regime, sum) => {
    const [n, m, r, replicates, eta] = [60, 40, 3, 40, 0.05];
    const times = [1, 2, 4, 8, 12];
    const errors = times.map((): number[] => []);
    for (let replicate = 0; replicate < replicates; replicate++) {
      const random = generator(1000 * replicate + regime.length);
      const draw = normals(random);
      let factors = { dims: r, users: randomFactors(random, n, r, 2), items: randomFactors(random, m, r, 2) };
      const original = scores(factors, n, m, r);
      const pool = new Float64Array(n * m);
      for (let t = 1; t <= 12; t++) {
        const X = scores(factors, n, m, r).map((x) => x + eta * draw());
        for (let e = 0; e < X.length; e++) pool[e]! += X[e]!;
        const target = regime === "replace" ? X : pool.map((x) => x / t);
        factors = await core.als(problemOf(target, n, m, 0), factors, 4);
        const at = times.indexOf(t);
        if (at < 0) continue;
        const now = scores(factors, n, m, r);
        errors[at]!.push(
          now.reduce((total, x, e) => total + (x - original[e]!) ** 2, 0) / (eta * eta * r * (n + m - r)),
        );
      }
    }
    times.forEach((t, at) => {
      const mean = errors[at]!.reduce((a, b) => a + b) / replicates;
      const spread = errors[at]!.reduce((total, x) => total + (x - mean) ** 2, 0) / (replicates - 1);
      expect(Math.abs(mean - sum(t)) / Math.sqrt(spread / replicates)).toBeLessThan(4);
      // the law is that of small noise: its second order, η² (n + m) over the least singular value squared, is below a percent
      expect(Math.abs(mean / sum(t) - 1)).toBeLessThan(0.1);
    });
  },
);
