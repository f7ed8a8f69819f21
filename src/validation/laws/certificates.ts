import type { AlsProblem, Core } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { furthest, share } from "../estimates.ts";
import type { Law } from "../law.ts";
import { clickProblem, dot, drawsOf, gramOf, rounding, scoresOf } from "../matrices.ts";

/** 30 users and 20 items, of whose pairs a quarter is clicked; every user and item has one at least. */
const [USERS, ITEMS, DIMS] = [30, 20, 5];
/** of float32 */
const EPSILON = 1 / 16_777_216;

function clicked(core: Core, seed: number, replicate: number): number[][] {
  const stream = { key: { seed, replicate }, purpose: purposes.validationChoice, round: 2 };
  return Array.from({ length: USERS }, (_, u) =>
    Array.from({ length: ITEMS }, (__, i) => i).filter((i) => u % ITEMS === i || core.uniform(stream, 0, u, i) < 0.25),
  );
}

const startOf = (core: Core, seed: number, replicate: number, dims = DIMS) => {
  const draws = drawsOf(core, seed, replicate);
  return { dims, users: draws.factors(0, USERS, dims, 0.5), items: draws.factors(1, ITEMS, dims, 0.5) };
};

/** λ* = σ_max(D_u^-½ R D_i^-½) of a problem with λ = 1, by its Gram matrix. */
async function threshold(core: Core, { users, userRegularization: Du, itemRegularization: Di }: AlsProblem) {
  const scaled = new Float64Array(USERS * ITEMS);
  for (let u = 0; u < USERS; u++) {
    for (let e = users.indptr[u]!; e < users.indptr[u + 1]!; e++) {
      scaled[u * ITEMS + users.indices[e]!] = 1 / Math.sqrt(Du[u]! * Di[users.indices[e]!]!);
    }
  }
  const { values } = await core.symmetricEigen(gramOf(scaled, ITEMS), ITEMS);
  return Math.sqrt(values[0]!);
}

const normOf = (X: Float64Array) => Math.sqrt(X.reduce((sum, x) => sum + x * x, 0));

const settings = [
  { nu: 1, a0: 0 },
  { nu: 1, a0: 0.1 },
  { nu: 0, a0: 0.1 },
  { nu: 0.5, a0: 0.3 },
  { nu: 0.5, a0: 0 },
] as const;

const zeroModel: Law = {
  name: "zero-model",
  family: "factorisation",
  statement:
    "the trained model is zero exactly where λ ≥ λ* = σ_max(D_u^-½ R D_i^-½), D = (degree + a0 · size)^ν; λ* = 1 for ν = 1, a0 = 0",
  setup: "ALS on a random sparse matrix at .95 λ* (a norm above .1) and at 1.05 λ* (below 1e-40)",
  source: "derived: the gradient of the objective at zero",
  replicates: { all: 5, fast: 1 },
  batch: 1,
  comparisons: () => [
    // 1 in float32: sums of at most 30 terms of entries rounded once
    { quantity: "λ*, ν = 1, a0 = 0", predicted: 1, tolerance: 32 * EPSILON, observed: furthest(0, 1) },
    ...settings.flatMap(({ nu, a0 }, n) => [
      { quantity: `model below λ*, ν = ${nu}, a0 = ${a0}`, predicted: 1, observed: share(1 + 2 * n, 1) },
      { quantity: `model above λ*, ν = ${nu}, a0 = ${a0}`, predicted: 0, observed: share(2 + 2 * n, 0) },
    ]),
  ],
  async observe({ core }, { seed, first, last }) {
    const rows: Float64Array[] = [];
    for (let replicate = first; replicate <= last; replicate++) {
      const pairs = clicked(core, seed, replicate);
      const start = startOf(core, seed, replicate);
      const values: number[] = [];
      for (const setting of settings) {
        const star = await threshold(core, clickProblem(core, pairs, ITEMS, { lambda: 1, ...setting }));
        const trained = async (lambda: number, sweeps: number) =>
          normOf(scoresOf(await core.als(clickProblem(core, pairs, ITEMS, { lambda, ...setting }), start, sweeps)));
        if (values.length === 0) values.push(star);
        // scores shrink by (λ*/λ)² a sweep: 1.05^-2000 = 4e-43
        values.push(
          (await trained(0.95 * star, 400)) > 0.1 ? 1 : 0,
          (await trained(1.05 * star, 1000)) < 1e-40 ? 0 : 1,
        );
      }
      rows.push(Float64Array.from(values));
    }
    return rows;
  },
};

const weighting = { lambda: 0.3, a0: 0.1, nu: 0.5 };
const SWEEPS = 300;
/** a row's minimiser off by δ costs δ² of its curvature: 1e-9 is far above it in float32, and far below a step */
const NO_RISE = 1e-9;

const certificates: Law = {
  name: "als-certificates",
  family: "factorisation",
  statement:
    "the loss never rises over half-steps; Σ λ_u |w_u|² = Σ λ_i |h_i|² at a minimum; a0 <UᵀU, VᵀV> = a0 Σ ŷ²; the loss is that of the definition",
  setup: "ALS on a random sparse matrix, 300 sweeps from a random start",
  source: "derived: invariance of the objective under rescaling; to float32's rounding",
  replicates: { all: 5, fast: 1 },
  batch: 1,
  comparisons: () => [
    { quantity: "rises of the loss", predicted: 0, observed: furthest(0, 0) },
    // each solved row is off by δ, and the sums are quadratic: 2 δ a side
    {
      quantity: "penalty of users by that of items",
      predicted: 1,
      tolerance: 4 * rounding(DIMS),
      observed: furthest(1, 1),
    },
    { quantity: "Σ ŷ² by Gram matrices and by pairs", predicted: 1, tolerance: 1e-12, observed: furthest(2, 1) },
    // its factors are turned back after the loss was taken, by products of d terms on either side of a quadratic form
    {
      quantity: "loss reported, by its definition",
      predicted: 1,
      tolerance: 4 * DIMS * EPSILON,
      observed: furthest(3, 1),
    },
  ],
  async observe({ core }, { seed, first, last }) {
    const rows: Float64Array[] = [];
    for (let replicate = first; replicate <= last; replicate++) {
      const problem = clickProblem(core, clicked(core, seed, replicate), ITEMS, weighting);
      const { users, items, loss } = await core.als(problem, startOf(core, seed, replicate), SWEEPS, { loss: true });
      const rises = loss!.filter((value, half) => half > 0 && !(value - loss![half - 1]! <= NO_RISE)).length;
      const left = penalty(problem.userRegularization, users);
      const right = penalty(problem.itemRegularization, items);
      const [UtU, VtV] = [gramOf(users, DIMS), gramOf(items, DIMS)];
      const X = scoresOf({ users, items, dims: DIMS });
      const all = X.reduce((sum, x) => sum + x * x, 0);
      const byGram = UtU.reduce((sum, value, at) => sum + value * VtV[at]!, 0);
      const observed = X.reduce((sum, x, e) => sum + (isClicked(problem, e) ? x * x - 2 * x : 0), 0);
      const direct = observed + weighting.a0 * all + left + right;
      rows.push(Float64Array.of(rises, left / right, byGram / all, loss!.at(-1)! / direct));
    }
    return rows;
  },
};

function isClicked({ users: { indptr, indices } }: AlsProblem, e: number): boolean {
  const u = Math.floor(e / ITEMS);
  return indices.subarray(indptr[u]!, indptr[u + 1]!).includes(e % ITEMS);
}

function penalty(lambda: Float32Array, F: Float32Array): number {
  return lambda.reduce((sum, ridge, r) => sum + ridge * dot(F, r, F, r, DIMS), 0);
}

export const certificateLaws: readonly Law[] = [zeroModel, certificates];
