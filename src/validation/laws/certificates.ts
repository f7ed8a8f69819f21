import type { AlsProblem, Core } from "../../core/index.ts";
import { furthest } from "../estimates.ts";
import type { Law } from "../law.ts";
import { clickProblem, dot, drawsOf, gramOf, orthonormal, rounding, scoresOf } from "../matrices.ts";
import { clicked, DIMS, EPSILON, ITEMS, normOf, startOf } from "./sparse.ts";

const weighting = { lambda: 0.3, a0: 0.1, nu: 0.5 };
const SWEEPS = 1000;
/** a row's minimiser off by δ costs δ² of its curvature: 1e-9 is far above it in float32, and far below a step */
const NO_RISE = 1e-9;

export const certificates: Law = {
  name: "als-certificates",
  family: "factorisation",
  statement:
    "the loss never rises over half-steps, and is that of the definition; turning the factors changes no score and no loss; at a minimum the gradient is zero and Σ λ_u |w_u|² = Σ λ_i |h_i|²; <UᵀU, VᵀV> = Σ ŷ²",
  setup: "ALS on a random sparse matrix, 1,000 sweeps from a random start, and from that start turned",
  source: "derived: invariance of the objective under rescaling and rotation; to float32's rounding",
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
    // users are off by δ and were solved for items that have moved by δ since, which stand twice in a term: 3 δ. A mode at the
    // threshold still fades, a' = a / (1 + a²) a half-step: after h of them by a³ = (2h)^(-3/2), twice on either side
    {
      quantity: "gradient by its terms",
      predicted: 0,
      tolerance: 4 * rounding(DIMS) + 4 / (4 * SWEEPS * Math.sqrt(4 * SWEEPS)),
      observed: furthest(4, 0),
    },
    // the turned start is rounded, and two half-steps off by δ each
    {
      quantity: "loss from the turned start, first sweep",
      predicted: 1,
      tolerance: 4 * rounding(DIMS),
      observed: furthest(5, 1),
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
      const turned = await core.als(problem, rotated(core, seed, replicate), 1, { loss: true });
      rows.push(
        Float64Array.of(
          rises,
          left / right,
          byGram / all,
          loss!.at(-1)! / direct,
          Math.max(
            gradientOf(problem.users, problem.userRegularization, users, items),
            gradientOf(problem.items, problem.itemRegularization, items, users),
          ),
          turned.loss![1]! / loss![1]!,
        ),
      );
    }
    return rows;
  },
};

/** The start with both sides turned by the same rotation. */
function rotated(core: Core, seed: number, replicate: number) {
  const start = startOf(core, seed, replicate);
  const Q = orthonormal(drawsOf(core, seed, replicate), 2, DIMS, DIMS);
  const turn = (F: Float32Array) =>
    F.map((_, at) => {
      const row = at - (at % DIMS);
      return Q[at % DIMS]!.reduce((sum, x, k) => sum + x * F[row + k]!, 0);
    });
  return { dims: DIMS, users: turn(start.users), items: turn(start.items) };
}

/**
 * Of one side X, the other Y held: the gradient of a row, Σ_clicked (ŷ - 1) y + a0 Σ_all ŷ y + λ x, and what the sizes of its
 * terms add up to: the longest of all rows, by the longest of all rows.
 */
function gradientOf({ indptr, indices }: AlsProblem["users"], lambda: Float32Array, X: Float32Array, Y: Float32Array) {
  let [most, terms] = [0, 0];
  for (let r = 0; r < lambda.length; r++) {
    const clicked = indices.subarray(indptr[r]!, indptr[r + 1]!);
    const sums = new Float64Array(DIMS);
    const sizes = new Float64Array(DIMS);
    const add = (factor: number, F: Float32Array, row: number) => {
      for (let k = 0; k < DIMS; k++) {
        const term = factor * F[row * DIMS + k]!;
        sums[k]! += term;
        sizes[k]! += Math.abs(term);
      }
    };
    for (let y = 0; y < Y.length / DIMS; y++) add(weighting.a0 * dot(X, r, Y, y, DIMS), Y, y);
    for (const y of clicked) add(dot(X, r, Y, y, DIMS) - 1, Y, y);
    add(lambda[r]!, X, r);
    most = Math.max(most, normOf(sums));
    terms = Math.max(terms, normOf(sizes));
  }
  return most / terms;
}

function isClicked({ users: { indptr, indices } }: AlsProblem, e: number): boolean {
  const u = Math.floor(e / ITEMS);
  return indices.subarray(indptr[u]!, indptr[u + 1]!).includes(e % ITEMS);
}

function penalty(lambda: Float32Array, F: Float32Array): number {
  return lambda.reduce((sum, ridge, r) => sum + ridge * dot(F, r, F, r, DIMS), 0);
}
