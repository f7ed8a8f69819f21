import { mean, share } from "../estimates.ts";
import { chainAt, fittedTemperature, type GenerativeChain } from "../formulas/chain.ts";
import { sum } from "../formulas/shares.ts";
import type { Comparison, Elementary, Law } from "../law.ts";
import { atRounds, clicks, watch } from "../loop.ts";
import { DERIVED, N } from "./setting.ts";

/** As the scenario has it. */
const x = 0.7;
const rounds = [1, 5, 30];
const WIDTH = 3;

interface Variant {
  readonly name: string;
  readonly temperature: number | "fitted";
  readonly alpha: number;
  readonly words: string;
}

/** Share of the first item, its square about the authentic one, and whether one item holds all. */
const expected = (core: Elementary, chain: GenerativeChain, t: number) => {
  const state = chainAt(core, chain, t);
  const over = (f: (c: number) => number) => sum(state.map((P, c) => P * f(c / N)));
  return [over((p) => p), over((p) => (p - x) * (p - x)), state[0]! + state[N]!] as const;
};

function chainLaw({ name, temperature, alpha, words }: Variant, fast: boolean): Law {
  return {
    name: `generative-chain-${name}`,
    family: "drift",
    statement:
      "rows of the first item: Binomial(N, α x + (1 - α) s), s = 1 / (1 + e^((1 - 2c/N)/τ)) after c of them, 0 or 1 where c is 0 or N",
    setup: `validity/generative-chain: a popularity model trained on its own samples, no user, ${words}`,
    source: DERIVED,
    replicates: { all: 1000, ...(fast ? { fast: 60 } : {}) },
    batch: 50,
    comparisons(core) {
      const tau = temperature === "fitted" ? fittedTemperature(core, x) : temperature;
      return rounds.flatMap((t, n): Comparison[] => {
        const [first, square, fixed] = expected(core, { N, x, tau, alpha }, t);
        const plain = [
          { quantity: `share of the first item, round ${t}`, predicted: first, observed: mean(WIDTH * n) },
          {
            quantity: `its squared distance from the start, round ${t}`,
            predicted: square,
            observed: mean(WIDTH * n + 1),
          },
        ];
        // what comes less than once in fifty replicates says little, and is no normal variate
        if (fixed < 0.02) return plain;
        return [
          ...plain,
          { quantity: `one item holds all, round ${t}`, predicted: fixed, observed: share(WIDTH * n + 2, fixed) },
        ];
      });
    },
    observe: (laboratory, replicates) =>
      watch(
        laboratory,
        {
          scenario: "generative-chain",
          set: [
            `data.synthetic={ share: ${1 - alpha}, temperature: ${temperature} }`,
            `data.authentic={ share: ${alpha}, by: fresh }`,
          ],
          rounds: rounds.at(-1)!,
        },
        replicates,
        atRounds(rounds, (round) => {
          const p = clicks(round, 2, N)[0]! / N;
          return [p, (p - x) * (p - x), p === 0 || p === 1 ? 1 : 0];
        }),
      ),
  };
}

export const generativeLaws: readonly Law[] = [
  chainLaw({ name: "fitted", temperature: "fitted", alpha: 0, words: "at the temperature of the authentic log" }, true),
  chainLaw({ name: "cold", temperature: 0.3, alpha: 0, words: "at a temperature of .3" }, false),
  chainLaw(
    {
      name: "authentic",
      temperature: 0.3,
      alpha: 0.1,
      words: "at a temperature of .3, with a tenth of authentic rows",
    },
    false,
  ),
];
