import { purposes } from "../../core/purposes.ts";
import { emptyRows } from "../../log/rows.ts";
import type { World } from "../../world/index.ts";
import { mean, share } from "../estimates.ts";
import {
  entropy,
  logitShares,
  plugInEntropy,
  plugInHhi,
  randomCoverage,
  randomGini,
  randomJaccard,
  randomNdcg,
  randomRecall,
} from "../formulas/nulls.ts";
import { squares, sum } from "../formulas/shares.ts";
import { distinctItems } from "../formulas/tail.ts";
import type { Law } from "../law.ts";
import { atRounds, clicks, watch } from "../loop.ts";
import { K, N, zipfShares } from "./setting.ts";

/** As the scenario has it: 200 users, slates of 10 of 500 items; 12 relevant items a user. */
const slates = { U: 200, M: 500, k: 10 };
const RELEVANT = 12;
const names = ["coverage", "exposure_gini", "slate_jaccard", "recall", "ndcg"];
/** rounds a replicate, whose means are compared */
const ROUNDS = 3;

/** Users 1, 2, ... have relevant items; user 0 has a log of one row, so that nothing is masked for the others. */
function withHeldOut(world: World): World {
  const { users, items } = world;
  const indices = new Int32Array((users - 1) * RELEVANT).map(
    (_, n) => (Math.floor(items / RELEVANT) * (n % RELEVANT) + (Math.trunc(n / RELEVANT) % 40)) % items,
  );
  const indptr = Int32Array.from({ length: users + 1 }, (_, u) => Math.max(0, u - 1) * RELEVANT);
  return { ...world, log: emptyRows(1), heldOut: { indptr, indices } };
}

function randomLaw(rank: "greedy" | "proportional"): Law {
  return {
    name: `random-slates-${rank}`,
    family: "nulls",
    statement:
      "coverage 1 - (1 - k/M)^U; Gini of exposure (M - 1)/M · E|walk of Binomial(U, 2r) steps|/(2 mean), r = k(M - k)/(M(M - 1)); Jaccard Σ hypergeometric(j) j/(2k - j); recall and NDCG in proportion to relevant items",
    setup: `validity/random-slates: a random model, ${rank === "greedy" ? "ties broken by key" : "drawn in proportion to equal scores"}, 200 users, 10 of 500 items, 12 of them relevant`,
    source: "sampling without replacement",
    replicates: { all: 150, fast: 30 },
    batch: 5,
    comparisons(core) {
      const predicted = [
        randomCoverage(slates),
        randomGini(slates),
        randomJaccard(slates),
        randomRecall(slates, RELEVANT),
        randomNdcg(core, slates, RELEVANT),
      ];
      return names.map((quantity, n) => ({ quantity, predicted: predicted[n]!, observed: mean(n) }));
    },
    async observe(laboratory, replicates) {
      const rounds = Array.from({ length: ROUNDS }, (_, t) => t + 1);
      const rows = await watch(
        laboratory,
        {
          scenario: "random-slates",
          set: [`recommender.rank=${rank}`],
          rounds: ROUNDS,
          metrics: names,
          staged: withHeldOut,
        },
        replicates,
        atRounds(rounds, ({ metrics }) => names.map((name) => metrics[name]!)),
      );
      // rounds are independent: a random recommender remembers nothing
      return rows.map((row) =>
        Float64Array.from(names, (_, n) => sum(row.filter((__, at) => at % names.length === n)) / ROUNDS),
      );
    },
  };
}

const sampling: Law = {
  name: "sampling-bias",
  family: "nulls",
  statement:
    "E[plug-in HHI] = 1/N + (1 - 1/N) F, E[Σ c(c - 1)/(N(N - 1))] = F; E[plug-in entropy] exactly, low by nearly (K - 1)/2N, and E[plug-in + (m - 1)/2N], m items seen",
  setup:
    "validity/wright-fisher, round 1: 50 authentic clicks, by hand and as the metrics choice_hhi and choice_entropy report them",
  source: "Simpson 1949; Miller 1955",
  replicates: { all: 4000, fast: 300 },
  batch: 500,
  comparisons(core) {
    const { q } = zipfShares(core);
    const [F, exact] = [squares(q), plugInEntropy(core, q, N)];
    const miller = entropy(core, q) - (K - 1) / (2 * N);
    return [
      { quantity: "HHI, plug-in", predicted: plugInHhi(F, N), observed: mean(0) },
      { quantity: "choice_hhi, unbiased", predicted: F, observed: mean(1) },
      { quantity: "entropy, plug-in", predicted: exact, observed: mean(2) },
      {
        quantity: "the same, to first order",
        predicted: miller,
        tolerance: Math.abs(miller - exact),
        observed: mean(2),
      },
      {
        quantity: "choice_entropy, corrected",
        predicted: exact + (distinctItems(q, N) - 1) / (2 * N),
        observed: mean(3),
      },
    ];
  },
  observe: (laboratory, replicates) =>
    watch(
      laboratory,
      { scenario: "wright-fisher", rounds: 1, metrics: ["choice_hhi", "choice_entropy"] },
      replicates,
      atRounds([1], (round) => {
        const p = clicks(round, K, N).map((c) => c / N);
        const { choice_hhi, choice_entropy } = round.metrics;
        return [squares(p), choice_hhi!, entropy(laboratory.core, p), choice_entropy!];
      }),
    ),
};

const utilities = [1, 0.5, 0];
/** numbers that are not those of the slots: noise goes by item */
const shown = [7, 4, 11];
/** of the noise of doing nothing */
const NOTHING = 0xffffffff;
/** Euler's constant, the mean of a Gumbel variate */
const EULER = 0.5772156649015329;

const logit: Law = {
  name: "logit-choice",
  family: "nulls",
  statement:
    "P(i) = e^(v_i) / (Σ e^v + 1), the outside option's utility being 0; E[v + noise of what is chosen] = ln(Σ e^v + 1) + γ",
  setup:
    "one choice a replicate by the core, from a slate by its Gumbel race and from the whole catalogue by its inverse CDF",
  source: "McFadden 1974; the race: Yellott 1977",
  replicates: { all: 40_000, fast: 4000 },
  batch: 4000,
  comparisons(core) {
    const expected = logitShares(core, utilities);
    const options = [...utilities.map((v) => `utility ${v}`), "nothing"];
    const shares = ["slate", "catalogue"].flatMap((from, way) =>
      options.map((option, n) => ({
        quantity: `${from}: ${option}`,
        predicted: expected[n]!,
        observed: share(way * options.length + n, expected[n]!),
      })),
    );
    // the last of the shares is 1 / (Σ e^v + 1)
    const best = EULER - core.log(expected[utilities.length]!);
    return [...shares, { quantity: "slate: utility with its noise", predicted: best, observed: mean(shares.length) }];
  },
  async observe({ core }, { seed, first, last }) {
    const n = last - first + 1;
    const draws = Int32Array.from({ length: n }, (_, r) => first + r);
    const users = new Int32Array(n);
    const stream = { key: { seed, replicate: 0 }, purpose: purposes.validationChoice, round: 0 };
    const weights = Float64Array.from([...utilities, 0], (v) => core.exp(v));
    const slates = { k: utilities.length, items: Int32Array.from(shown), weights };
    const fromSlate = await core.chooseSlots(slates, users, draws, users, stream);
    const factors = { dims: 1, users: Float32Array.of(1), items: Float32Array.from(utilities) };
    const world = { factors, scale: 1, intercepts: new Float32Array(utilities.length), outside: true };
    const freely = await core.chooseFromCatalogue(world, users, draws, {}, { ...stream, round: 1 });
    const flags = (choice: number) => [0, 1, 2, -1].map((option) => (choice === option ? 1 : 0));
    const perceived = (draw: number, slot: number) =>
      (utilities[slot] ?? 0) + core.gumbel(stream, draw, 0, shown[slot] ?? NOTHING);
    return Array.from(draws, (draw, r) =>
      Float64Array.of(...flags(fromSlate[r]!), ...flags(freely[r]!), perceived(draw, fromSlate[r]!)),
    );
  },
};

export const nullLaws: readonly Law[] = [randomLaw("greedy"), randomLaw("proportional"), sampling, logit];
