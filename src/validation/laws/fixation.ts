import { mean, share } from "../estimates.ts";
import { diffusionFixation, meanFixation } from "../formulas/drift.ts";
import type { Comparison, Elementary, Law } from "../law.ts";
import { clicks, type Witness, watch } from "../loop.ts";
import { K, N, POPULATION_GENETICS, zipfShares } from "./setting.ts";

/** Long after an item holds all: a replicate that lasted so long would show as an impossible time. */
const LAST = 40 * N;

/** The first round in which one item holds all clicks, and which items of the first few it was. */
function untilFixed(users: number, items: number, told: number): () => Witness {
  return () => {
    let winner = -1;
    let fixed = LAST;
    return {
      see(round) {
        const counts = clicks(round, items, users);
        if (counts.filter((c) => c > 0).length > 1) return false;
        [winner, fixed] = [counts.findIndex((c) => c > 0), round.round];
        return true;
      },
      values: () => [fixed, ...Array.from({ length: told }, (_, i) => (winner === i ? 1 : 0))],
    };
  };
}

export const fixation: Law = {
  name: "fixation",
  family: "drift",
  statement:
    "P(item i holds all in the end) = its share at the start; E[round in which it does] = Σ_t (1 - P(fixed by t))",
  setup: "validity/wright-fisher, until one item holds all clicks",
  source: POPULATION_GENETICS,
  replicates: { all: 800 },
  batch: 10,
  comparisons(core) {
    const { q } = zipfShares(core);
    return [
      { quantity: "rounds until one item holds all", predicted: meanFixation(q, N), observed: mean(0) },
      ...[0, 1, 2, 4].map(
        (i): Comparison => ({ quantity: `item ${i + 1} wins`, predicted: q[i]!, observed: share(1 + i, q[i]!) }),
      ),
    ];
  },
  observe: (laboratory, replicates) =>
    watch(laboratory, { scenario: "wright-fisher", rounds: LAST }, replicates, untilFixed(N, K, 5)),
};

const USERS = 100;

function twoItemsLaw(x: number): Law {
  return {
    name: `two-items-${x}`,
    family: "drift",
    statement: "E[round of fixation], exactly, and nearly -2N (x ln x + (1 - x) ln(1 - x))",
    setup: `validity/wright-fisher with 100 users and two items, of shares ${x} and ${1 - x}, until one holds all clicks`,
    source: `${POPULATION_GENETICS}; the diffusion limit to 5 %`,
    replicates: { all: 600 },
    batch: 10,
    comparisons(core: Elementary) {
      const diffusion = diffusionFixation(core, USERS, x);
      const exact = meanFixation(Float64Array.of(x, 1 - x), USERS);
      return [
        { quantity: "rounds until one item holds all", predicted: exact, observed: mean(0) },
        { quantity: "the same, diffusion limit", predicted: diffusion, tolerance: 0.05 * diffusion, observed: mean(0) },
        { quantity: `the first item, of share ${x}, wins`, predicted: x, observed: share(1, x) },
      ];
    },
    observe(laboratory, replicates) {
      const set = [`world.users=${USERS}`, `world.shares=[${x}, ${1 - x}]`];
      return watch(laboratory, { scenario: "wright-fisher", set, rounds: LAST }, replicates, untilFixed(USERS, 2, 1));
    },
  };
}

export const twoItemsLaws: readonly Law[] = [0.1, 0.5].map(twoItemsLaw);
