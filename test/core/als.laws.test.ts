import { describe, expect, test } from "vitest";
import { loadCore } from "../../src/core/index.ts";
import { communities, generator, inFloat32, type Pair, randomFactors, rendle } from "./fixtures.ts";
import { als, dot, lossOf, type Problem, type Solution } from "./reference/als.ts";

const core = await loadCore();

type Start = { dims: number; users: Float32Array; items: Float32Array };
type Solver = (problem: Problem, start: Start, sweeps: number) => Promise<Solution>;

/**
 * Relative error of one solved row: sums of at most 64 products in float32 (longer ones are split), then about 3 d
 * roundings in Cholesky and its two solves, and d for each of the two sides turned into the basis of a half-step. 0 for
 * the twin, whose own limits are stated beside each law.
 */
const rounding = (dims: number) => (64 + 5 * dims) * 2 ** -24;
const solvers: [string, Solver, (dims: number) => number][] = [
  ["twin", async (problem, start, sweeps) => als(problem, start, sweeps), () => 0],
  [
    "core",
    async (problem, start, sweeps) => {
      const { loss, ...factors } = await core.als(inFloat32(problem), start, sweeps, { loss: true });
      return { ...factors, loss: loss! };
    },
    rounding,
  ],
];

function startFor(users: number, items: number, dims: number, seed = 1, scale = 0.5): Start {
  const random = generator(seed);
  return { dims, users: randomFactors(random, users, dims, scale), items: randomFactors(random, items, dims, scale) };
}

const random = generator(5);
const sparse: Pair[] = [];
for (let u = 0; u < 30; u++) for (let i = 0; i < 20; i++) if (random() < 0.25) sparse.push([u, i]);

describe.each(solvers)("%s", (_name, solve, delta) => {
  /*
   * Disjoint communities of n users and m items, all pairs observed: inside one the score is
   *   y = max(0, 1 - √(λ_u λ_i) / √(n m)) / (1 + a0), and 0 between them.
   * A half-step maps a community's scale h to x = m h / ((1 + a0) m h² + λ_u), so d ln x / d ln h = 1 - 2 g with
   * g = (1 + a0) y: a relative error δ a half-step settles at δ / (1 - |1 - 2g|) in x and in h, and the score is off by at
   * most y δ / min(g, 1 - g), or δ / (1 + a0) where the community vanished. In float64 the trace of
   * the start, measured apart from this project, was 3e-7 after 50 sweeps and 3e-16 after 200.
   */
  const blocks: Pair[] = [
    [40, 30],
    [20, 15],
    [8, 8],
    [4, 4],
    [2, 3],
  ];
  const settings = [
    { lambda: 5, a0: 0.1, nu: 0, scores: [0.777875, 0.646659, 0.340909, 0, 0] },
    { lambda: 2.2, a0: 0.3, nu: 0, scores: [0.720378, 0.671525, 0.557692, 0.346154, 0.078349] },
    { lambda: 0.05, a0: 0.1, nu: 1, scores: [0.854887, 0.84614, 0.825663, 0.78776, 0.738409] },
  ];
  const cases = settings.flatMap((setting) => [50, 200].map((sweeps) => ({ ...setting, sweeps })));
  test.each(cases)("niches: λ $lambda, a0 $a0, ν $nu after $sweeps sweeps", async ({ scores, sweeps, ...weights }) => {
    const { pairs, users, items } = communities(blocks);
    const problem = rendle(pairs, users, items, weights);
    const found = await solve(problem, startFor(users, items, 8), sweeps);
    const { a0 } = weights;
    const fade = sweeps === 50 ? 1e-6 : 1e-12;
    let [u0, i0] = [0, 0];
    blocks.forEach(([n, m], c) => {
      const ridge = Math.sqrt(problem.userRegularization[u0]! * problem.itemRegularization[i0]!);
      const y = Math.max(0, 1 - ridge / Math.sqrt(n * m)) / (1 + a0);
      expect(Math.abs(y - scores[c]!)).toBeLessThan(5.1e-7); // six digits as published
      const g = (1 + a0) * y;
      const rounded = y > 0 ? (y * delta(8)) / Math.min(g, 1 - g) : delta(8) / (1 + a0);
      for (let u = u0; u < u0 + n; u++) {
        for (let i = 0; i < items; i++) {
          const inside = i >= i0 && i < i0 + m;
          const error = Math.abs(dot(found.users, u, found.items, i, 8) - (inside ? y : 0));
          expect(error).toBeLessThan(fade + rounded);
        }
      }
      u0 += n;
      i0 += m;
    });
  });

  // The model is zero exactly when λ ≥ λ* = σ_max(D_u^-½ R D_i^-½), D = (degree + a0 · size)^ν.
  const thresholds = [
    { nu: 1, a0: 0 },
    { nu: 1, a0: 0.1 },
    { nu: 0, a0: 0.1 },
    { nu: 0.5, a0: 0.3 },
    { nu: 0.5, a0: 0 },
  ];
  test.each(thresholds)("zero-model threshold: ν $nu, a0 $a0", async (weights) => {
    const unit = rendle(sparse, 30, 20, { lambda: 1, ...weights });
    const star = largestSingularValue(unit);
    if (weights.nu === 1 && weights.a0 === 0) expect(star).toBeCloseTo(1, 12);
    const run = (lambda: number, sweeps: number) =>
      solve(rendle(sparse, 30, 20, { lambda, ...weights }), startFor(30, 20, 5), sweeps);
    expect(scoreNorm(await run(0.95 * star, 400), 30, 20)).toBeGreaterThan(0.1);
    // scores shrink by (λ*/λ)² a sweep: 1.05^-2000 = 4e-43, below float32's smallest positive number for the core
    expect(scoreNorm(await run(1.05 * star, 1000), 30, 20)).toBeLessThan(1e-40);
  });

  const weights = { lambda: 0.3, a0: 0.1, nu: 0.5 };
  const problem = rendle(sparse, 30, 20, weights);

  test("the loss never rises over half-steps", async () => {
    const { loss } = await solve(problem, startFor(30, 20, 6), 60);
    // a row's minimiser off by δ costs δ² of its curvature; 1e-12 for float64 sums
    const slack = (1e-12 + delta(6) ** 2) * sparse.length;
    for (let half = 1; half < 120; half++) expect(loss[half]! - loss[half - 1]!).toBeLessThanOrEqual(slack);
    expect(loss[119]!).toBeLessThan(loss[0]! - 1);
  });

  test("the loss by Gram matrices is the loss over all pairs", async () => {
    const { loss, users, items } = await solve(problem, startFor(30, 20, 6), 3);
    // both in float64, on λ that the core holds in float32; and its factors are turned back after the loss was taken, by
    // products of 6 terms on either side of a quadratic form
    const inCore = delta(6) > 0;
    const direct = lossOf(inCore ? inFloat32(problem) : problem, users, items, 6);
    expect(Math.abs(loss[5]! / direct - 1)).toBeLessThan(inCore ? 4 * 6 * 2 ** -24 : 1e-12);
  });

  test("both sides carry the same penalty at convergence", async () => {
    const { users, items } = await solve(problem, startFor(30, 20, 6), 1500);
    const left = penalty(problem.userRegularization, users, 6);
    const right = penalty(problem.itemRegularization, items, 6);
    expect(left).toBeGreaterThan(1);
    // each solved row is off by δ, and the sums are quadratic: 2 δ a side
    expect(Math.abs(left / right - 1)).toBeLessThan(1e-9 + 4 * delta(6));
  });

  test("rotating the start rotates the factors: loss and scores stay", async () => {
    const start = startFor(30, 20, 6);
    const plain = await solve(problem, start, 3);
    const turned = await solve(problem, { ...start, items: rotate(start.items, 6) }, 3);
    // the rotated start is rounded to float32 for both, then six half-steps add δ each, times ||A|| / λ, here below 20
    const slack = 20 * (2 ** -23 + 6 * delta(6));
    for (let half = 0; half < 6; half++) {
      expect(Math.abs(turned.loss[half]! / plain.loss[half]! - 1)).toBeLessThan(slack);
    }
    for (let u = 0; u < 30; u++) {
      for (let i = 0; i < 20; i++) {
        const difference = dot(plain.users, u, plain.items, i, 6) - dot(turned.users, u, turned.items, i, 6);
        expect(Math.abs(difference)).toBeLessThan(slack);
      }
    }
    expect(Math.abs(plain.items[0]! - turned.items[0]!)).toBeGreaterThan(0.01);
  });

  test("a checkerboard with holes is filled in", async () => {
    const board: Pair[] = [];
    const holes: Pair[] = [];
    for (let u = 0; u < 16; u++) {
      for (let i = u % 2; i < 16; i += 2) ((u * 3 + i * 5) % 7 === 0 ? holes : board).push([u, i]);
    }
    const found = await solve(rendle(board, 16, 16, { lambda: 0.05, a0: 0.1, nu: 1 }), startFor(16, 16, 2), 30);
    for (const [u, i] of holes) {
      expect(dot(found.users, u, found.items, i, 2)).toBeGreaterThan(0.5);
      expect(Math.abs(dot(found.users, u, found.items, i ^ 1, 2))).toBeLessThan(0.1);
    }
    expect(holes.length).toBeGreaterThan(10);
  });
});

function penalty(lambda: ArrayLike<number>, F: ArrayLike<number>, dims: number): number {
  let sum = 0;
  for (let r = 0; r < lambda.length; r++) sum += lambda[r]! * dot(F, r, F, r, dims);
  return sum;
}

function scoreNorm({ users, items, dims }: Solution, n: number, m: number): number {
  let sum = 0;
  for (let u = 0; u < n; u++) for (let i = 0; i < m; i++) sum += dot(users, u, items, i, dims) ** 2;
  return Math.sqrt(sum);
}

/** By power iteration, with λ = 1 in the problem. */
function largestSingularValue({ users, userRegularization: Du, itemRegularization: Di }: Problem): number {
  let v = new Float64Array(Di.length).fill(1);
  let sigma = 0;
  for (let step = 0; step < 5000; step++) {
    const w = new Float64Array(Di.length);
    for (let u = 0; u < Du.length; u++) {
      let s = 0;
      for (let e = users.indptr[u]!; e < users.indptr[u + 1]!; e++)
        s += v[users.indices[e]!]! / Math.sqrt(Di[users.indices[e]!]!);
      for (let e = users.indptr[u]!; e < users.indptr[u + 1]!; e++) {
        const i = users.indices[e]!;
        w[i]! += s / Du[u]! / Math.sqrt(Di[i]!);
      }
    }
    const norm = Math.hypot(...w);
    sigma = Math.sqrt(norm);
    v = w.map((value) => value / norm);
  }
  return sigma;
}

/** Turns factors k and k + 1 by one radian, for k = 0, 2, 4, ... */
function rotate(F: Float32Array, dims: number): Float32Array {
  return F.map((value, at) => {
    const other = F[at + ((at % dims) % 2 === 0 ? 1 : -1)]!;
    return (at % dims) % 2 === 0
      ? value * Math.cos(1) - other * Math.sin(1)
      : other * Math.sin(1) + value * Math.cos(1);
  });
}
