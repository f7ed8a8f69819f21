import { further, furthest } from "../estimates.ts";
import { nicheScore } from "../formulas/factorisation.ts";
import type { Law } from "../law.ts";
import { clickProblem, dot, drawsOf, rounding, type Weighting } from "../matrices.ts";

/** Communities of users and items in which everybody chose everything. */
const blocks: readonly (readonly [users: number, items: number])[] = [
  [40, 30],
  [20, 15],
  [8, 8],
  [4, 4],
  [2, 3],
];
const [USERS, ITEMS] = [0, 1].map((side) => blocks.reduce((sum, block) => sum + block[side]!, 0)) as [number, number];
const [DIMS, SWEEPS] = [8, 200];

/** The block of every user, or item. */
const blockOf = (side: 0 | 1): number[] => blocks.flatMap((block, c) => new Array<number>(block[side]).fill(c));

const clickedBy = (): number[][] => {
  const items = blockOf(1);
  return blockOf(0).map((c) => items.flatMap((block, i) => (block === c ? [i] : [])));
};

type Pow = Parameters<typeof clickProblem>[0];

function scoreOf(core: Pow, c: number, { lambda, a0, nu }: Weighting): number {
  const [n, m] = blocks[c]!;
  const ridge = [lambda * core.pow(m + a0 * ITEMS, nu), lambda * core.pow(n + a0 * USERS, nu)] as const;
  return nicheScore([n, m], ridge, a0);
}

/**
 * A half-step maps a community's scale h to x = m h / ((1 + a0) m h² + λ_u), so d ln x / d ln h = 1 - 2 g with g = (1 + a0) y: a
 * relative error δ a half-step settles at δ / (1 - |1 - 2g|) in x and in h, and the score is off by at most y δ / min(g, 1 - g), or
 * δ / (1 + a0) where the community vanished. What 200 sweeps leave of the start is below 1e-12.
 */
function scoreTolerance(y: number, a0: number): number {
  const g = (1 + a0) * y;
  const delta = rounding(DIMS);
  return 1e-12 + (y > 0 ? (y * delta) / Math.min(g, 1 - g) : delta / (1 + a0));
}

function nicheLaw(weighting: Weighting): Law {
  const { lambda, a0, nu } = weighting;
  return {
    name: `niches-${lambda}-${nu}`,
    family: "factorisation",
    statement:
      "y = max(0, 1 - √(λ_u λ_i)/√(n m)) / (1 + a0) within a community, 0 outside: with ν = 0 a niche dies where √(n m) ≤ λ, with ν = 1 small niches are protected",
    setup: `ALS to convergence on five disjoint communities of n users and m items, λ = ${lambda}, a0 = ${a0}, ν = ${nu}; the score furthest from its law`,
    source: "derived: the global optimum, symmetric within communities; to float32's rounding",
    replicates: { all: 3, fast: 1 },
    batch: 1,
    comparisons(core) {
      const inside = blocks.map(([n, m], c) => {
        const predicted = scoreOf(core, c, weighting);
        const tolerance = scoreTolerance(predicted, a0);
        return { quantity: `score in ${n} × ${m}`, predicted, tolerance, observed: furthest(c, predicted) };
      });
      const outside = rounding(DIMS) / (1 + a0);
      return [
        ...inside,
        { quantity: "score between them", predicted: 0, tolerance: outside, observed: furthest(blocks.length, 0) },
      ];
    },
    async observe({ core }, { seed, first, last }) {
      const problem = clickProblem(core, clickedBy(), ITEMS, weighting);
      const wanted = blocks.map((_, c) => scoreOf(core, c, weighting));
      const rows: Float64Array[] = [];
      for (let replicate = first; replicate <= last; replicate++) {
        const draws = drawsOf(core, seed, replicate);
        const users = draws.factors(0, USERS, DIMS, 0.5);
        const items = draws.factors(1, ITEMS, DIMS, 0.5);
        rows.push(worst(await core.als(problem, { dims: DIMS, users, items }, SWEEPS), wanted));
      }
      return rows;
    },
  };
}

/** Of every community, and between them, the score that is furthest from what is wanted. */
function worst({ users, items }: { users: Float32Array; items: Float32Array }, wanted: readonly number[]) {
  const [ofUser, ofItem] = [blockOf(0), blockOf(1)];
  const values = Float64Array.of(...wanted, 0);
  const target = Float64Array.of(...wanted, 0);
  ofUser.forEach((c, u) => {
    ofItem.forEach((e, i) => {
      const place = c === e ? c : blocks.length;
      const score = dot(users, u, items, i, DIMS);
      values[place] = further(values[place]!, score, target[place]!);
    });
  });
  return values;
}

export const nicheLaws: readonly Law[] = [
  nicheLaw({ lambda: 5, a0: 0.1, nu: 0 }),
  nicheLaw({ lambda: 2.2, a0: 0.3, nu: 0 }),
  nicheLaw({ lambda: 0.05, a0: 0.1, nu: 1 }),
];
