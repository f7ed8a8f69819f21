import { furthest, mean } from "../estimates.ts";
import { chainExtinction, poissonExtinction } from "../formulas/branching.ts";
import { grownDiversity } from "../formulas/drift.ts";
import { diversity } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { atRounds, clicks, type Witness, watch } from "../loop.ts";
import { K, N, POPULATION_GENETICS, zipfShares } from "./setting.ts";

/** 100 items of 4 clicks each out of 2,000; one more has all the others. */
const TAIL = { users: 2000, items: 100, clicks: 4 };
const tailRounds = [1, 5, 10, 40];

export const tailExtinction: Law = {
  name: "tail-extinction",
  family: "drift",
  statement: "P(an item of c clicks is gone after t more rounds) = q_t^c, q_0 = 0, q_{t+1} = e^(q_t - 1)",
  setup: "validity/wright-fisher with 2,000 users and 100 tail items, each of which has 4 clicks of round 0",
  source: "Galton and Watson's process with Poisson offspring; the finite loop exactly, by its Markov chain",
  replicates: { all: 150 },
  batch: 3,
  comparisons: (core) =>
    tailRounds.flatMap((t, n): Comparison[] => {
      const limit = poissonExtinction(core, TAIL.clicks, t);
      const exact = chainExtinction(TAIL.users, TAIL.clicks, t);
      return [
        { quantity: `tail items gone, round ${t}`, predicted: exact, observed: mean(n) },
        {
          quantity: `the same, Galton-Watson, round ${t}`,
          predicted: limit,
          tolerance: Math.abs(limit - exact),
          observed: mean(n),
        },
      ];
    }),
  observe(laboratory, replicates) {
    const shares = [...new Array<number>(TAIL.items).fill(TAIL.clicks), TAIL.users - TAIL.items * TAIL.clicks];
    const set = [`world.users=${TAIL.users}`, `world.shares=[${shares.join(", ")}]`];
    const gone = atRounds(tailRounds, (round) => {
      const counts = clicks(round, TAIL.items + 1, TAIL.users).subarray(0, TAIL.items);
      return [counts.filter((c) => c === 0).length / TAIL.items];
    });
    return watch(laboratory, { scenario: "wright-fisher", set, rounds: tailRounds.at(-1)! }, replicates, gone);
  },
};

/** Items that come back after a round without a click. */
function returns(): Witness {
  let before: Float64Array | undefined;
  let returned = 0;
  return {
    see(round) {
      const now = clicks(round, K, N);
      if (before) for (let i = 0; i < K; i++) if (now[i]! > 0 && before[i] === 0) returned++;
      before = now;
      return false;
    },
    values: () => [returned],
  };
}

export const nestedSupport: Law = {
  name: "nested-support",
  family: "drift",
  statement: "items clicked in round t + 1 ⊆ items clicked in round t",
  setup: "validity/wright-fisher: replace, nothing explored",
  source: "a model without training rows of an item cannot show it",
  replicates: { all: 100, fast: 10 },
  batch: 10,
  comparisons: () => [{ quantity: "items that came back", predicted: 0, observed: furthest(0, 0) }],
  observe: (laboratory, replicates) =>
    watch(laboratory, { scenario: "wright-fisher", rounds: 40 }, replicates, returns),
};

const grownRounds = [1, 3, 8];
/** as the scenario has it: 20 s² */
const rowsOf = (s: number) => 20 * s * s;

export const growingRounds: Law = {
  name: "growing-rounds",
  family: "drift",
  statement: "E[H_t] = H_0 Π (1 - 1/N_s): no collapse exactly where Σ 1/N_s is finite",
  setup: "validity/growing-rounds: wright-fisher with N_s = 20 s² clicks in round s",
  source: `${POPULATION_GENETICS}; that growth has to be superlinear: arXiv 2505.13947`,
  replicates: { all: 1000, fast: 60 },
  batch: 30,
  comparisons(core) {
    const { H0 } = zipfShares(core);
    return grownRounds.map((t, n) => ({
      quantity: `diversity, round ${t}`,
      predicted: H0 * grownDiversity(Array.from({ length: t }, (_, s) => rowsOf(s + 1))),
      observed: mean(n),
    }));
  },
  observe: (laboratory, replicates) =>
    watch(
      laboratory,
      { scenario: "growing-rounds", rounds: grownRounds.at(-1)! },
      replicates,
      atRounds(grownRounds, (round) => [diversity(clicks(round, K, rowsOf(round.round)), rowsOf(round.round))]),
    ),
};
