import type { Core } from "../../core/index.ts";
import { mean } from "../estimates.ts";
import { errorGrowth, normalDesign } from "../formulas/factorisation.ts";
import { GOLDEN, weightedVariance } from "../formulas/fresh.ts";
import type { Law } from "../law.ts";
import { drawsOf, fullRows, gramOf } from "../matrices.ts";

/** One user's items, (M, D), the noise of a rating, and the user's taste. */
const [M, D, SIGMA] = [25, 4, 0.3];
const truth = Float64Array.of(1, -0.5, 0.25, 2);
const rounds = [1, 5, 20];

/** All pairs of `users` rows: clicks that follow from their factors and noise of deviation 1. Keyed by replicate. */
interface Panel {
  readonly first: number;
  readonly users: number;
  readonly items: Float32Array;
}

const errorOf = (users: Float32Array, r: number) =>
  truth.reduce((sum, x, k) => sum + (users[r * D + k]! - x) * (users[r * D + k]! - x), 0);

/** tr (VᵀV)⁻¹ */
async function traceOf(core: Core, items: Float32Array): Promise<number> {
  const { values } = await core.symmetricEigen(gramOf(items, D), D);
  return values.reduce((sum, value) => sum + 1 / value, 0);
}

/** The items are the same for every replicate and seed: the law holds for any. */
const itemsOf = (core: Core) => drawsOf(core, 1, 0).factors(0, M, D);

function ratings(users: Float32Array, { first, users: count, items }: Panel, noise: (r: number, e: number) => number) {
  return Float64Array.from({ length: count * M }, (_, at) => {
    const [r, e] = [Math.floor(at / M), at % M];
    let y = SIGMA * noise(first + r, e);
    for (let k = 0; k < D; k++) y += users[r * D + k]! * items[e * D + k]!;
    return y;
  });
}

const startOf = (users: number) => Float32Array.from({ length: users * D }, (_, at) => truth[at % D]!);

function frozenLaw(regime: "replace" | "accumulate"): Law {
  return {
    name: `frozen-items-${regime}`,
    family: "regression",
    statement: `E|û_t - u|² = σ² tr (VᵀV)⁻¹ × ${regime === "replace" ? "t" : "Σ_{i ≤ t} 1/i²"}`,
    setup: `a user's factors solved by the core t times, each time on noisy ratings by the last solution${regime === "replace" ? "" : " and all before it"}, items frozen; in units of the first error`,
    source: "Gerstgrasser et al. 2024, arXiv 2404.01413, for one design",
    replicates: { all: 8000, fast: 1500 },
    batch: 1000,
    comparisons: () =>
      rounds.map((t, n) => ({
        quantity: `error, one fit's = 1, round ${t}`,
        predicted: errorGrowth[regime](t),
        observed: mean(n),
      })),
    async observe({ core }, { seed, first, last }) {
      const panel = { first, users: last - first + 1, items: itemsOf(core) };
      const unit = SIGMA * SIGMA * (await traceOf(core, panel.items));
      const draws = drawsOf(core, seed, 0);
      let users: Float32Array = startOf(panel.users);
      const pool = new Float64Array(panel.users * M);
      const rows = Array.from({ length: panel.users }, () => new Float64Array(rounds.length));
      for (let t = 1; t <= rounds.at(-1)!; t++) {
        const clicks = ratings(users, panel, (r, e) => draws.normal(t, r, e));
        clicks.forEach((y, at) => {
          pool[at]! += y;
        });
        const training = regime === "replace" ? fullRows(panel.users, M, 1, clicks) : fullRows(panel.users, M, t, pool);
        users = await core.solveRows(training, panel.items, D, 0, new Float32Array(panel.users));
        const at = rounds.indexOf(t);
        if (at >= 0)
          rows.forEach((row, r) => {
            row[at] = errorOf(users, r) / unit;
          });
      }
      return rows;
    },
  };
}

const weights = [0.3, 0.5, GOLDEN, 0.8, 1];
const WEIGHTED_ROUNDS = 15;

const goldenRatio: Law = {
  name: "golden-ratio",
  family: "regression",
  statement: "V* = (w² + (1 - w)²) / (1 - (1 - w)²), least and equal to w at w = (√5 - 1)/2 = .618",
  setup:
    "a user's factors solved by the core on fresh ratings of weight w and ratings by the last solution of weight 1 - w, items frozen; after 15 rounds, in units of the error of fresh ratings alone",
  source: "He, Xu and Cheng 2025, arXiv 2502.18049",
  replicates: { all: 6000, fast: 1000 },
  batch: 1000,
  comparisons: () =>
    weights.map((w, n) => ({
      quantity: `error, w = ${w.toFixed(3)}`,
      predicted: weightedVariance(w, WEIGHTED_ROUNDS),
      observed: mean(n),
    })),
  async observe({ core }, { seed, first, last }) {
    const panel = { first, users: last - first + 1, items: itemsOf(core) };
    const unit = SIGMA * SIGMA * (await traceOf(core, panel.items));
    const draws = drawsOf(core, seed, 1);
    const rows = Array.from({ length: panel.users }, () => new Float64Array(weights.length));
    for (const [n, w] of weights.entries()) {
      let users: Float32Array = startOf(panel.users);
      for (let t = 0; t < WEIGHTED_ROUNDS; t++) {
        const draw = 2 * (WEIGHTED_ROUNDS * n + t);
        const fresh = ratings(startOf(panel.users), panel, (r, e) => draws.normal(draw, r, e));
        const own = ratings(users, panel, (r, e) => draws.normal(draw + 1, r, e));
        const right = fresh.map((y, at) => w * y + (1 - w) * own[at]!);
        users = await core.solveRows(
          fullRows(panel.users, M, 1, right),
          panel.items,
          D,
          0,
          new Float32Array(panel.users),
        );
      }
      rows.forEach((row, r) => {
        row[n] = errorOf(users, r) / unit;
      });
    }
    return rows;
  },
};

const randomDesign: Law = {
  name: "random-design",
  family: "regression",
  statement: "E|û - u|² = σ² d / (T - d - 1)",
  setup: "a user's factors solved by the core once, on T = 25 items drawn from a normal distribution, d = 4",
  source: "mean of the inverse Wishart distribution; Gerstgrasser et al. 2024",
  replicates: { all: 4000, fast: 1000 },
  batch: 500,
  comparisons: () => [{ quantity: "error, σ² = 1", predicted: normalDesign(M, D), observed: mean(0) }],
  async observe({ core }, { seed, first, last }) {
    const users = last - first + 1;
    const draws = drawsOf(core, seed, 2);
    // every user has items of their own: M rows of the same matrix
    const items = Float32Array.from({ length: users * M * D }, (_, at) => {
      const row = Math.floor(at / D);
      return draws.normal(0, M * first + row, at % D);
    });
    const indices = Int32Array.from({ length: users * M }, (_, e) => e);
    const right = Float32Array.from(indices, (e) => {
      let y = draws.normal(1, first + Math.floor(e / M), e % M);
      for (let k = 0; k < D; k++) y += truth[k]! * items[e * D + k]!;
      return y;
    });
    const training = { ...fullRows(users, M, 1, right), indices };
    const found = await core.solveRows(training, items, D, 0, new Float32Array(users));
    return Array.from({ length: users }, (_, r) => Float64Array.of(errorOf(found, r)));
  },
};

export const regressionLaws: readonly Law[] = [
  frozenLaw("replace"),
  frozenLaw("accumulate"),
  goldenRatio,
  randomDesign,
];
