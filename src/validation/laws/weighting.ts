import type { UnitRound } from "../../experiment/index.ts";
import { AUTHENTIC } from "../../log/rows.ts";
import { mean } from "../estimates.ts";
import { ewensHhi, ewensItems, GOLDEN, mixing, weightedVariance } from "../formulas/fresh.ts";
import { distance, diversity } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { atRounds, clicks, watch } from "../loop.ts";
import { K, zipfShares } from "./setting.ts";

/** fresh rows a round, and as many recommended ones */
const FRESH = 50;
const rounds = [12];

/** Σ (π - q)² / q of the weighted shares that the next round trains on, in units of one sample's (K - 1) / n. */
function weighted(w: number, q: Float64Array) {
  return ({ log }: UnitRound): number[] => {
    const { item, provenance } = log!.rows;
    const shares = new Float64Array(K);
    for (let r = 0; r < item.length; r++) shares[item[r]!]! += (provenance[r] === AUTHENTIC ? w : 1 - w) / FRESH;
    return [distance(shares, 1, q) / ((K - 1) / FRESH)];
  };
}

function weightingLaw(w: number, fast?: number): Law {
  return {
    name: `weighting-${w.toFixed(3)}`,
    family: "fresh",
    statement: "V* = (w² + (1 - w)²) / (1 - (1 - w)² (1 - 1/n)), for large n least at w = (√5 - 1)/2",
    setup: `validity/golden-ratio: 50 fresh and 50 recommended clicks a round, which count ${w.toFixed(3)} and ${(1 - w).toFixed(3)}`,
    source: "He, Xu and Cheng, arXiv 2502.18049; for shares, see docs/validity.md",
    replicates: { all: 500, ...(fast ? { fast } : {}) },
    batch: 50,
    comparisons: () =>
      rounds.map((t, n) => ({
        quantity: `distance from demand, one sample's = 1, round ${t}`,
        predicted: weightedVariance(w, t, FRESH),
        observed: mean(n),
      })),
    observe: (laboratory, replicates) =>
      watch(
        laboratory,
        {
          scenario: "golden-ratio",
          set: [`data.weights={ authentic: ${w}, recommended: ${1 - w} }`],
          rounds: rounds.at(-1)!,
        },
        replicates,
        atRounds(rounds, weighted(w, zipfShares(laboratory.core).q)),
      ),
  };
}

const EXPLORED = { users: 200, items: 2000 };
const exploredRounds = [20, 120];

function explorationLaw(epsilon: number): Law {
  const { users, items } = EXPLORED;
  return {
    name: `exploration-${epsilon}`,
    family: "fresh",
    statement:
      "F* = (1/N + (1 - 1/N)(1 - (1 - ε)²)/K) / (1 - (1 - 1/N)(1 - ε)²), nearly 1 / (1 + 2Nε); items nearly Σ θ / (θ + i), θ = 2Nε",
    setup: `validity/exploration: wright-fisher with 200 users, 2,000 equal items and a share ${epsilon} of slots explored`,
    source: "a moment recursion; Ewens 1972 for an endless catalogue (items to 6 %)",
    replicates: { all: 100 },
    batch: 4,
    comparisons() {
      const exact = (t: number) => mixing({ N: users, alpha: epsilon, draw: "independent" }).hhi(1 / items, t);
      const last = exploredRounds.at(-1)!;
      const limit = ewensHhi(users, epsilon);
      const named = ewensItems(users, epsilon);
      const plain = exploredRounds.map(
        (t, n): Comparison => ({
          quantity: `HHI, round ${t}`,
          predicted: exact(t),
          observed: mean(2 * n),
        }),
      );
      // the limits are those of a loop that has settled, which takes some 1 / 2ε rounds
      if (epsilon * last < 2) return plain;
      const tolerance = Math.abs(limit - exact(last));
      return [
        ...plain,
        { quantity: "the same, Ewens' limit", predicted: limit, tolerance, observed: mean(2) },
        { quantity: "items named, Ewens' sum", predicted: named, tolerance: 0.06 * named, observed: mean(3) },
      ];
    },
    observe: (laboratory, replicates) =>
      watch(
        laboratory,
        { scenario: "exploration", set: [`recommender.explore=${epsilon}`], rounds: exploredRounds.at(-1)! },
        replicates,
        atRounds(exploredRounds, (round) => {
          const counts = clicks(round, items, users);
          return [1 - diversity(counts, users), counts.filter((c) => c > 0).length];
        }),
      ),
  };
}

/** 0.3 notices exchanged weights with few replicates, which the golden ratio hardly does. */
export const weightingLaws: readonly Law[] = [
  weightingLaw(0.3, 50),
  weightingLaw(0.5),
  weightingLaw(GOLDEN, 100),
  weightingLaw(0.8),
  weightingLaw(1),
];
export const explorationLaws: readonly Law[] = [0.005, 0.02].map(explorationLaw);
