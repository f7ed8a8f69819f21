import type { UnitRound } from "../../experiment/index.ts";
import { mean, share } from "../estimates.ts";
import {
  accumulatedDiversity,
  accumulatedLimit,
  subsampledDiversity,
  urnDiversity,
  urnUntouched,
  urnVariance,
} from "../formulas/accumulate.ts";
import { distance, diversity } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { clicks, type Witness, watch } from "../loop.ts";
import { K, N, zipfShares } from "./setting.ts";

/** Looks at the clicks of all rounds so far, at some of them. */
function atPools(
  rounds: readonly number[],
  perRound: number,
  look: (pool: Float64Array, rows: number) => readonly number[],
) {
  return (): Witness => {
    const pool = new Float64Array(K);
    const values: number[] = [];
    return {
      see(round: UnitRound) {
        clicks(round, K, perRound).forEach((c, i) => {
          pool[i]! += c;
        });
        if (rounds.includes(round.round)) values.push(...look(pool, perRound * round.round));
        return false;
      },
      values: () => values,
    };
  };
}

interface Pooled {
  readonly name: string;
  readonly scenario: string;
  readonly rounds: readonly number[];
  readonly setup: string;
  readonly statement: string;
  readonly source: string;
  /** E[H] of the pool in units of H_0 */
  readonly held: (t: number) => number;
  readonly limit?: number;
}

function pooledLaw({ name, scenario, rounds, held, limit, ...words }: Pooled): Law {
  const last = rounds.at(-1)!;
  const late = 2 * (rounds.length - 1);
  return {
    name,
    family: "accumulate",
    ...words,
    replicates: { all: 1000, fast: 60 },
    batch: 25,
    comparisons(core) {
      const { H0 } = zipfShares(core);
      const plain = rounds.map(
        (t, n): Comparison => ({
          quantity: `diversity of all clicks, round ${t}`,
          predicted: H0 * held(t),
          observed: mean(2 * n),
        }),
      );
      const apart: Comparison = {
        quantity: `distance from the start, round ${last}`,
        predicted: (K - 1) * (1 - held(last)),
        observed: mean(late + 1),
      };
      if (limit === undefined) return [...plain, apart];
      const tolerance = H0 * Math.abs(held(last) - limit);
      const ever = { quantity: "diversity for ever", predicted: H0 * limit, tolerance, observed: mean(late) };
      return [...plain, apart, ever];
    },
    observe(laboratory, replicates) {
      const { q } = zipfShares(laboratory.core);
      const look = (pool: Float64Array, rows: number) => [diversity(pool, rows), distance(pool, rows, q)];
      return watch(laboratory, { scenario, rounds: last }, replicates, atPools(rounds, N, look));
    },
  };
}

/** clicks that the urn begins with */
const URN = 10;
const urnRounds = [20, 150];
const urnItems = [0, 1];
/** one that is often not clicked at all */
const RARE = 3;
/** values a round: diversity, squared distances of the items that are followed, and whether the rare one was never clicked */
const URN_WIDTH = urnItems.length + 2;

const urn: Law = {
  name: "polya-urn",
  family: "accumulate",
  statement:
    "E[H_t] = H_0 S (S + t + 1) / ((S + 1)(S + t)); Var p = q (1 - q)/(S + 1) in the limit, that of Dirichlet(S q); P(an item is never clicked) = Π (S (1 - q) + j)/(S + j)",
  setup: "validity/polya-urn: one click a round, all clicks so far and an authentic log that counts 10 of them",
  source: "Eggenberger and Pólya 1923",
  replicates: { all: 1000, fast: 60 },
  batch: 20,
  comparisons(core) {
    const { q, H0 } = zipfShares(core);
    return urnRounds.flatMap((t, n): Comparison[] => {
      const first = URN_WIDTH * n;
      const predicted = H0 * urnDiversity(URN, t);
      const untouched = urnUntouched(URN, q[RARE]!, t);
      return [
        { quantity: `diversity of the urn, round ${t}`, predicted, observed: mean(first) },
        ...urnItems.map((i, k) => ({
          quantity: `variance of item ${i + 1}, round ${t}`,
          predicted: urnVariance(URN, q[i]!, t),
          observed: mean(first + 1 + k),
        })),
        {
          quantity: `item ${RARE + 1} never clicked, round ${t}`,
          predicted: untouched,
          observed: share(first + URN_WIDTH - 1, untouched),
        },
      ];
    });
  },
  observe(laboratory, replicates) {
    const { q } = zipfShares(laboratory.core);
    const look = (pool: Float64Array, rows: number) => {
      const all = pool.map((c, i) => c + URN * q[i]!);
      const total = URN + rows;
      const apart = (i: number) => all[i]! / total - q[i]!;
      return [diversity(all, total), ...urnItems.map((i) => apart(i) * apart(i)), pool[RARE] === 0 ? 1 : 0];
    };
    return watch(
      laboratory,
      { scenario: "polya-urn", rounds: urnRounds.at(-1)! },
      replicates,
      atPools(urnRounds, 1, look),
    );
  },
};

export const accumulateLaws: readonly Law[] = [
  pooledLaw({
    name: "accumulate",
    scenario: "accumulate",
    rounds: [1, 5, 20, 100],
    setup: "validity/accumulate: wright-fisher trained on all clicks so far",
    statement: "E[H_t] = H_0 Π (1 - 1/(N j²)) → H_0 sin(x)/x, x = π/√N; E[distance] = (K - 1)(1 - the product)",
    source: "a moment recursion; the π²/6 of Gerstgrasser et al., arXiv 2404.01413, for a popularity model",
    held: (t) => accumulatedDiversity(N, t),
    limit: accumulatedLimit(N),
  }),
  pooledLaw({
    name: "subsample",
    scenario: "subsample",
    rounds: [1, 2, 10, 50],
    setup: "validity/subsample: accumulate, trained on N clicks drawn with replacement from all so far",
    statement: "E[H_t] = H_0 (1 - 1/N) Π_{j ≥ 2} (1 - (1 - (1 - 1/N)²)/j²)",
    source: "a moment recursion; accumulate-subsample: Kazdan et al., arXiv 2410.16713",
    held: (t) => subsampledDiversity(N, t),
  }),
  urn,
];
