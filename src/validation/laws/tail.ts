import { furthest, mean } from "../estimates.ts";
import { distinctItems, missingMass, zipfDistinctItems, zipfMissingMass } from "../formulas/tail.ts";
import type { Law } from "../law.ts";
import { clicks, type Witness, watch } from "../loop.ts";
import { zipfShares } from "./setting.ts";

const [USERS, ITEMS] = [1000, 20_000];

/** Demand without a click in round 1, items with one, and items clicked in round 2 that had none in round 1. */
function lost(q: Float64Array): () => Witness {
  return () => {
    const values: number[] = [];
    let before: Float64Array | undefined;
    return {
      see(round) {
        const now = clicks(round, ITEMS, USERS);
        if (before) values.push(now.filter((c, i) => c > 0 && before![i] === 0).length);
        else
          values.push(
            q.reduce((sum, x, i) => sum + (now[i] === 0 ? x : 0), 0),
            now.filter((c) => c > 0).length,
          );
        before = now;
        return false;
      },
      values: () => values,
    };
  };
}

function tailLaw(beta: number, within: { mass: number; items: number }): Law {
  return {
    name: `zipf-tail-${beta}`,
    family: "tail",
    statement:
      "missing mass Σ p (1 - p)^N, nearly (C^(1/β)/β) Γ(1 - 1/β) N^-(1 - 1/β), C = 1/ζ(β); items Σ 1 - (1 - p)^N, nearly Γ(1 - 1/β)(C N)^(1/β)",
    setup: `validity/zipf-tail: one retraining on 1,000 clicks over 20,000 items, p_i ∝ i^-${beta}: what no click named is gone`,
    source: `Karlin 1967; the limits to ${100 * within.mass} and ${100 * within.items} %, as the catalogue ends`,
    replicates: { all: 60 },
    batch: 2,
    comparisons(core) {
      const { q } = zipfShares(core, ITEMS, beta);
      const [mass, items] = [zipfMissingMass(core, beta, USERS), zipfDistinctItems(core, beta, USERS)];
      return [
        { quantity: "demand without a click", predicted: missingMass(q, USERS), observed: mean(0) },
        { quantity: "that demand, by its limit", predicted: mass, tolerance: within.mass * mass, observed: mean(0) },
        { quantity: "items with a click", predicted: distinctItems(q, USERS), observed: mean(1) },
        { quantity: "those items, by the limit", predicted: items, tolerance: within.items * items, observed: mean(1) },
        { quantity: "lost items shown again", predicted: 0, observed: furthest(2, 0) },
      ];
    },
    observe(laboratory, replicates) {
      const { q } = zipfShares(laboratory.core, ITEMS, beta);
      const set = [`world.shares.exponent=${beta}`];
      return watch(laboratory, { scenario: "zipf-tail", set, rounds: 2 }, replicates, lost(q));
    },
  };
}

export const tailLaws: readonly Law[] = [
  tailLaw(1.5, { mass: 0.06, items: 0.03 }),
  tailLaw(2, { mass: 0.01, items: 0.02 }),
];
