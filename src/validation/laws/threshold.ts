import type { AlsProblem, Core } from "../../core/index.ts";
import { furthest, share } from "../estimates.ts";
import type { Law } from "../law.ts";
import { clickProblem, gramOf, scoresOf } from "../matrices.ts";
import { clicked, EPSILON, ITEMS, normOf, startOf, USERS } from "./sparse.ts";

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

const settings = [
  { nu: 1, a0: 0 },
  { nu: 1, a0: 0.1 },
  { nu: 0, a0: 0.1 },
  { nu: 0.5, a0: 0.3 },
  { nu: 0.5, a0: 0 },
] as const;

export const zeroModel: Law = {
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
