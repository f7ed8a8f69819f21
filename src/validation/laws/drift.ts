import type { UnitRound } from "../../experiment/index.ts";
import { mean, share } from "../estimates.ts";
import { courseAt, driftDistance, driftVariance, heldDiversity } from "../formulas/drift.ts";
import { distance, diversity } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { atRounds, clicks, watch } from "../loop.ts";
import { K, N, POPULATION_GENETICS, zipfShares } from "./setting.ts";

const rounds = [1, 5, 20, 60];
/** items whose shares are followed, from 0 */
const followed = [0, 4];
/** of one round: diversity, distance, survivors, whether one item holds all, and the followed items' shares and squares */
const WIDTH = 4 + 2 * followed.length;

function look(q: Float64Array) {
  return (round: UnitRound): number[] => {
    const counts = clicks(round, K, N);
    const alive = counts.reduce((n, c) => n + (c > 0 ? 1 : 0), 0);
    const shares = followed.flatMap((i) => [counts[i]! / N, (counts[i]! / N - q[i]!) * (counts[i]! / N - q[i]!)]);
    return [diversity(counts, N), distance(counts, N, q), alive, alive === 1 ? 1 : 0, ...shares];
  };
}

/** Neutral drift of a popularity loop. */
export const wrightFisher: Law = {
  name: "wright-fisher",
  family: "drift",
  statement:
    "E[H_t] = H_0 (1 - 1/N)^t; E[Σ (p_t - p_0)² / p_0] = (K - 1)(1 - (1 - 1/N)^t); E[p_t] = p_0; Var p_t = p_0 (1 - p_0)(1 - (1 - 1/N)^t); survivors and fixation by the ancestral process",
  setup:
    "validity/wright-fisher: a popularity model, replace, one slot sampled in proportion, 50 users who always accept, 20 items of Zipf shares",
  source: POPULATION_GENETICS,
  replicates: { all: 2000, fast: 100 },
  batch: 50,
  comparisons(core) {
    const { q, H0 } = zipfShares(core);
    const late = rounds.length - 1;
    const at = (t: number, column: number) => mean(WIDTH * rounds.indexOf(t) + column);
    const { fixed } = courseAt(q, N, rounds[late]!);
    return [
      ...rounds.flatMap((t): Comparison[] => [
        { quantity: `diversity, round ${t}`, predicted: H0 * heldDiversity(N, t), observed: at(t, 0) },
        { quantity: `distance from the start, round ${t}`, predicted: driftDistance(N, K, t), observed: at(t, 1) },
        { quantity: `items alive, round ${t}`, predicted: courseAt(q, N, t).survivors, observed: at(t, 2) },
      ]),
      {
        quantity: `one item holds all, round ${rounds[late]}`,
        predicted: fixed,
        observed: share(WIDTH * late + 3, fixed),
      },
      ...followed.flatMap((i, n) =>
        [5, 20].flatMap((t): Comparison[] => [
          { quantity: `share of item ${i + 1}, round ${t}`, predicted: q[i]!, observed: at(t, 4 + 2 * n) },
          {
            quantity: `variance of item ${i + 1}, round ${t}`,
            predicted: driftVariance(N, q[i]!, t),
            observed: at(t, 5 + 2 * n),
          },
        ]),
      ),
    ];
  },
  observe: (laboratory, replicates) =>
    watch(
      laboratory,
      { scenario: "wright-fisher", rounds: rounds.at(-1)! },
      replicates,
      atRounds(rounds, look(zipfShares(laboratory.core).q)),
    ),
};
