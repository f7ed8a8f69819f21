import type { UnitRound } from "../../experiment/index.ts";
import { mean } from "../estimates.ts";
import { identityOf, islands, pooledIdentity } from "../formulas/communities.ts";
import { normalised } from "../formulas/shares.ts";
import type { Comparison, Law } from "../law.ts";
import { atRounds, watch } from "../loop.ts";

/** As the scenario has it: five communities of 40 users, eight items. */
const [D, N, ITEMS] = [5, 40, 8];
const shares = [
  [8, 4, 2, 2, 1, 1, 1, 1],
  [1, 8, 4, 2, 2, 1, 1, 1],
  [1, 1, 8, 4, 2, 2, 1, 1],
  [1, 1, 1, 8, 4, 2, 2, 1],
  [1, 1, 1, 1, 8, 4, 2, 2],
].map(normalised);
const rounds = [1, 6, 20];

function look({ log }: UnitRound): number[] {
  const { user, item } = log!.rows;
  const groups = shares.map(() => new Float64Array(ITEMS));
  for (let r = 0; r < user.length; r++) groups[user[r]! % D]![item[r]!]! += 1 / N;
  const identity = identityOf(groups);
  return [identity.within, identity.between, pooledIdentity(identity, D)];
}

function communityLaw(pooling: number, fast: boolean): Law {
  return {
    name: `communities-${pooling}`,
    family: "communities",
    statement:
      "f0' = 1/N + (1 - 1/N)(a f0 + (1 - a) g), f1' = a f1 + (1 - a) g, g = f0/D + (1 - 1/D) f1, a = (1 - m)²: personalisation hastens collapse within communities and keeps variety between them",
    setup: `validity/personalisation: five communities, their popularity drawn to that of all by m = ${pooling}`,
    source: "the island model of population genetics: Wright 1931, Maruyama 1970",
    replicates: { all: 500, ...(fast ? { fast: 40 } : {}) },
    batch: 10,
    comparisons: () =>
      rounds.flatMap((t, n): Comparison[] => {
        const expected = islands(identityOf(shares), D, N, pooling, t);
        return [
          { quantity: `HHI within, round ${t}`, predicted: expected.within, observed: mean(3 * n) },
          { quantity: `overlap between, round ${t}`, predicted: expected.between, observed: mean(3 * n + 1) },
          { quantity: `HHI of all, round ${t}`, predicted: pooledIdentity(expected, D), observed: mean(3 * n + 2) },
        ];
      }),
    observe: (laboratory, replicates) =>
      watch(
        laboratory,
        { scenario: "personalisation", set: [`recommender.model.pooling=${pooling}`], rounds: rounds.at(-1)! },
        replicates,
        atRounds(rounds, look),
      ),
  };
}

export const communityLaws: readonly Law[] = [communityLaw(0, false), communityLaw(0.1, true), communityLaw(1, false)];
