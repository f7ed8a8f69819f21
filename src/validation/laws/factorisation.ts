import { furthest, mean } from "../estimates.ts";
import { degreesOfFreedom, effectiveRank, errorGrowth, thresholded } from "../formulas/factorisation.ts";
import { power, sum } from "../formulas/shares.ts";
import type { Elementary, Law } from "../law.ts";
import { denseProblem, drawsOf, orthonormal, scoresOf, singularValues } from "../matrices.ts";

/** A matrix (n, m) of rank r under noise η: signal far above noise. */
const whole = { n: 60, m: 40, r: 3, noise: 0.05, start: 2 };
const rounds = [1, 2, 4, 8, 12];

function wholeLaw(regime: "replace" | "accumulate"): Law {
  const { n, m, r, noise, start } = whole;
  return {
    name: `whole-factorisation-${regime}`,
    family: "factorisation",
    statement: `E|X_t - X_0|² = η² r (n + m - r) × ${regime === "replace" ? "t" : "Σ_{i ≤ t} 1/i²"}`,
    setup: `60 × 40 scores of rank 3, refitted by ALS t times to the last fit and noise${regime === "replace" ? "" : ", averaged with all before it"}; in units of the first error`,
    source: "derived: degrees of freedom of a rank r matrix; the growth as in Gerstgrasser et al. 2024",
    replicates: { all: 200, fast: 30 },
    batch: 10,
    comparisons: () =>
      rounds.map((t, at) => ({
        quantity: `error, one fit's = 1, round ${t}`,
        predicted: errorGrowth[regime](t),
        observed: mean(at),
      })),
    async observe({ core }, { seed, first, last }) {
      const rows: Float64Array[] = [];
      for (let replicate = first; replicate <= last; replicate++) {
        const draws = drawsOf(core, seed, replicate);
        let factors = { dims: r, users: draws.factors(0, n, r, start), items: draws.factors(1, m, r, start) };
        const original = scoresOf(factors);
        const pool = new Float64Array(n * m);
        const errors: number[] = [];
        for (let t = 1; t <= rounds.at(-1)!; t++) {
          const X = scoresOf(factors).map((x, e) => x + noise * draws.normal(t, e, 0));
          X.forEach((x, e) => {
            pool[e]! += x;
          });
          const target = regime === "replace" ? X : pool.map((x) => x / t);
          factors = await core.als(denseProblem(target, n, m, 0), factors, 4);
          if (!rounds.includes(t)) continue;
          const apart = sum(scoresOf(factors).map((x, e) => (x - original[e]!) * (x - original[e]!)));
          errors.push(apart / (noise * noise * degreesOfFreedom(n, m, r)));
        }
        rows.push(Float64Array.from(errors));
      }
      return rows;
    },
  };
}

/** Singular values of a matrix (16, 12) that a model of 8 factors is fitted to, and then to its own scores. */
const spectral = { n: 16, m: 12, d: 8, sigma: [20, 16, 12, 9, 7, 5, 3.3, 2.1], lambda: 1, sweeps: 1000, rounds: 7 };

/**
 * A row is solved to (64 + 3 d) 2⁻²⁴ times the condition of its matrix, (20 + λ) / λ at most, in each of t rounds; a mode whose
 * value is just λ falls as 1 / (4 sweeps): a' = a / (1 + a²) a half-step, and σ = a².
 */
function modeTolerance(t: number): { rounded: number; lost: number } {
  const { d, sigma, lambda, sweeps } = spectral;
  const rounded = t * (64 + 3 * d) * power(0.5, 24) * (sigma[0]! / lambda + 1) * sigma[0]!;
  return { rounded, lost: rounded + 1 / (4 * sweeps) };
}

/** The effective rank moves the most when every mode is off by its tolerance, to one side or the other. */
function rankTolerance(core: Elementary, t: number): number {
  const { d, sigma, lambda } = spectral;
  const { rounded, lost } = modeTolerance(t);
  const predicted = thresholded(sigma, lambda, t);
  const rank = effectiveRank(core, predicted);
  let most = 0;
  for (let sides = 0; sides < power(2, d); sides++) {
    const moved = predicted.map((s, k) => {
      const up = Math.floor(sides / power(2, k)) % 2 === 1;
      return up ? s + (s === 0 ? lost : rounded) : Math.max(0, s - rounded);
    });
    most = Math.max(most, Math.abs(effectiveRank(core, moved) - rank));
  }
  return most;
}

const spectralLaw: Law = {
  name: "spectral-threshold",
  family: "factorisation",
  statement: "σ_k(t) = max(σ_k(0) - tλ, 0): rank and effective rank of every round are known in advance",
  setup: "a factorisation with ridge λ = 1, all pairs observed, refitted by ALS from nothing to its own scores 7 times",
  source:
    "derived: soft thresholding of singular values; to float32's rounding and what ALS leaves of a mode at the threshold",
  replicates: { all: 2, fast: 1 },
  batch: 1,
  comparisons: (core) =>
    Array.from({ length: spectral.rounds }, (_, n) => n + 1).flatMap((t) => {
      const column = 2 * (t - 1);
      const predicted = effectiveRank(core, thresholded(spectral.sigma, spectral.lambda, t));
      const tolerance = rankTolerance(core, t);
      const { lost } = modeTolerance(t);
      return [
        { quantity: `effective rank, round ${t}`, predicted, tolerance, observed: furthest(column, predicted) },
        {
          quantity: `most a singular value is off, round ${t}`,
          predicted: 0,
          tolerance: lost,
          observed: furthest(column + 1, 0),
        },
      ];
    }),
  async observe({ core }, { seed, first, last }) {
    const { n, m, d, sigma, lambda, sweeps } = spectral;
    const rows: Float64Array[] = [];
    for (let replicate = first; replicate <= last; replicate++) {
      const draws = drawsOf(core, seed, replicate);
      const [left, right] = [orthonormal(draws, 0, d, n), orthonormal(draws, 1, d, m)];
      let X: Float64Array = Float64Array.from({ length: n * m }, (_, e) =>
        sigma.reduce((total, s, k) => total + s * left[k]![Math.floor(e / m)]! * right[k]![e % m]!, 0),
      );
      const seen: number[] = [];
      for (let t = 1; t <= spectral.rounds; t++) {
        // fresh factors: a mode that was lost can come back only if the scores hold it
        const start = { dims: d, users: draws.factors(2 * t, n, d), items: draws.factors(2 * t + 1, m, d) };
        X = scoresOf(await core.als(denseProblem(X, n, m, lambda), start, sweeps));
        const found = await singularValues(core, X, m);
        const law = thresholded(sigma, lambda, t);
        seen.push(effectiveRank(core, found), Math.max(...found.map((s, k) => Math.abs(s - (law[k] ?? 0)))));
      }
      rows.push(Float64Array.from(seen));
    }
    return rows;
  },
};

export const factorisationLaws: readonly Law[] = [wholeLaw("replace"), wholeLaw("accumulate"), spectralLaw];
