import { decayRate, mean } from "../estimates.ts";
import { windowDiversity, windowRate } from "../formulas/accumulate.ts";
import { diversity } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { atRounds, clicks, watch } from "../loop.ts";
import { K, N, zipfShares } from "./setting.ts";

/** what the authentic log of a world of shares counts in a window that holds it */
const SEED_WEIGHT = 1;

function windowLaw(W: number, [early, late]: readonly [number, number], fast: boolean): Law {
  const rounds = [W + 1, early, late];
  return {
    name: `window-${W}`,
    family: "accumulate",
    statement:
      "E[H_t] by a linear map of W × W probabilities; its top eigenvalue is the rate, nearly 4 / (N (W + 1)²): half-lives grow with the square of the window",
    setup: `validity/window: wright-fisher trained on the last ${W === 1 ? "round" : `${W} rounds`}`,
    source: "a moment recursion, see docs/validity.md",
    replicates: { all: 1000, ...(fast ? { fast: 60 } : {}) },
    batch: 30,
    comparisons(core) {
      const { H0 } = zipfShares(core);
      const exact = held(W, late);
      const rate = windowRate(core.log, N, W);
      const between = -core.log(exact[late - 1]! / exact[early - 1]!) / (late - early);
      return [
        ...rounds.map(
          (t, n): Comparison => ({
            quantity: `diversity, round ${t}`,
            predicted: H0 * exact[t - 1]!,
            observed: mean(n),
          }),
        ),
        {
          quantity: "rate of its decay, from the eigenvalue",
          predicted: rate,
          tolerance: Math.abs(between - rate),
          observed: decayRate(core.log, 1, 2, late - early),
        },
      ];
    },
    observe: (laboratory, replicates) =>
      watch(
        laboratory,
        { scenario: "window", set: [`data.window=${W}`], rounds: late },
        replicates,
        atRounds(rounds, (round) => [diversity(clicks(round, K, N), N)]),
      ),
  };
}

/** E[H] / H_0 of rounds 1 to t. */
function held(W: number, t: number): number[] {
  const values: number[] = [];
  for (const value of windowDiversity(N, W, SEED_WEIGHT)) if (values.push(value) === t) break;
  return values;
}

export const windowLaws: readonly Law[] = [
  windowLaw(1, [5, 30], false),
  windowLaw(2, [8, 50], true),
  windowLaw(4, [14, 80], false),
  windowLaw(8, [26, 110], false),
];
