import { purposes } from "../../core/purposes.ts";
import { mean } from "../estimates.ts";
import { filledScore } from "../formulas/factorisation.ts";
import type { Law } from "../law.ts";
import { clickProblem, dot, drawsOf, type Weighting } from "../matrices.ts";

/** Communities of users and items in which half of all pairs is clicked, and how far the law may be off. */
const blocks = [
  { n: 80, m: 60, within: 0.02 },
  { n: 60, m: 50, within: 0.02 },
  { n: 24, m: 20, within: 0.08 },
] as const;
const FILL = 0.5;
const USERS = blocks.reduce((sum, { n }) => sum + n, 0);
const ITEMS = blocks.reduce((sum, { m }) => sum + m, 0);
/** a dimension each: the weaker directions of a random block lie below the threshold */
const DIMS = blocks.length;
const SWEEPS = 100;

const ofUser = blocks.flatMap(({ n }, c) => new Array<number>(n).fill(c));
const ofItem = blocks.flatMap(({ m }, c) => new Array<number>(m).fill(c));

function filledLaw(weighting: Weighting, fast: boolean): Law {
  const { lambda, a0, nu } = weighting;
  return {
    name: `niches-filled-${lambda}-${nu}`,
    family: "factorisation",
    statement:
      "y ≈ max(0, f - √(λ_u λ_i)/√(n m)) / (f + a0), the mean score of a community of which a share f is clicked",
    setup: `ALS on three disjoint communities, half of whose pairs are clicked at random, λ = ${lambda}, a0 = ${a0}, ν = ${nu}`,
    source:
      "derived: a random block is f times one of ones and noise below the threshold; to 2 %, 8 % where it is small",
    replicates: { all: 40, ...(fast ? { fast: 10 } : {}) },
    batch: 5,
    comparisons: (core) =>
      blocks.map(({ n, m, within }, c) => {
        const ridge = [
          lambda * core.pow(FILL * m + a0 * ITEMS, nu),
          lambda * core.pow(FILL * n + a0 * USERS, nu),
        ] as const;
        const predicted = filledScore([n, m], ridge, a0, FILL);
        return { quantity: `mean score in ${n} × ${m}`, predicted, tolerance: within * predicted, observed: mean(c) };
      }),
    async observe({ core }, { seed, first, last }) {
      const rows: Float64Array[] = [];
      for (let replicate = first; replicate <= last; replicate++) {
        const stream = { key: { seed, replicate }, purpose: purposes.validationChoice, round: 3 };
        const clicked = ofUser.map((c, u) =>
          ofItem.flatMap((e, i) => (e === c && core.uniform(stream, 0, u, i) < FILL ? [i] : [])),
        );
        const draws = drawsOf(core, seed, replicate);
        const start = {
          dims: DIMS,
          users: draws.factors(0, USERS, DIMS, 0.5),
          items: draws.factors(1, ITEMS, DIMS, 0.5),
        };
        rows.push(means(await core.als(clickProblem(core, clicked, ITEMS, weighting), start, SWEEPS)));
      }
      return rows;
    },
  };
}

/** The mean score of each community. */
function means({ users, items }: { users: Float32Array; items: Float32Array }): Float64Array {
  const values = new Float64Array(blocks.length);
  ofUser.forEach((c, u) => {
    ofItem.forEach((e, i) => {
      if (c === e) values[c]! += dot(users, u, items, i, DIMS) / (blocks[c]!.n * blocks[c]!.m);
    });
  });
  return values;
}

export const filledLaws: readonly Law[] = [
  filledLaw({ lambda: 5, a0: 0.1, nu: 0 }, true),
  filledLaw({ lambda: 0.05, a0: 0.1, nu: 1 }, false),
];
