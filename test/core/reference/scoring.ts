/**
 * Reference for everything that scores: float64, a users × items score at a time, Math.* and full scans. The same
 * contract as the core's, other draws where the contract leaves them free.
 */
import type { Core, Eligibility, Factors, Logit, Stream } from "../../../src/core/index.ts";
import { uniform } from "./philox.ts";

export type Scoring = Pick<
  Core,
  "topK" | "sampleSlates" | "chooseFromCatalogue" | "logitMoments" | "expectedShares" | "expectedInclusions"
>;

export function score({ dims, users, items }: Factors, user: number, item: number): number {
  let sum = 0;
  for (let k = 0; k < dims; k++) sum += users[user * dims + k]! * items[item * dims + k]!;
  return sum;
}

export function eligibleItems({ dims, items }: Factors, user: number, { available, excluded }: Eligibility): number[] {
  const seen = new Set(excluded?.indices.subarray(excluded.indptr[user]!, excluded.indptr[user + 1]!));
  return Array.from({ length: items.length / dims }, (_, i) => i).filter((i) => available?.[i] !== 0 && !seen.has(i));
}

/** exp(scale · score + intercept) of each eligible item, and of the outside option. */
export function logitWeights(logit: Logit, user: number, eligible: readonly number[]) {
  const { factors, scale, intercepts } = logit;
  const weights = eligible.map((i) => Math.exp(scale * score(factors, user, i) + intercepts[i]!));
  const outside = logit.outside ? 1 : 0;
  return { weights, outside, total: weights.reduce((a, b) => a + b, outside) };
}

/** P(item | slots above) for every eligible item not above. */
export function slateProbabilities(factors: Factors, user: number, eligible: readonly number[], above: Set<number>) {
  const left = eligible.filter((i) => !above.has(i));
  const weights = left.map((i) => Math.max(0, score(factors, user, i)));
  const total = weights.reduce((a, b) => a + b, 0);
  return new Map(left.map((i, at) => [i, total > 0 ? weights[at]! / total : 1 / left.length]));
}

export const twin: Scoring = {
  async topK(factors, users, k, eligibility, ties) {
    const items = new Int32Array(users.length * k).fill(-1);
    const scores = new Float32Array(users.length * k);
    users.forEach((user, e) => {
      const ranked = eligibleItems(factors, user, eligibility)
        .map((i) => ({ i, s: score(factors, user, i), draw: uniform(ties, 0, user, i) }))
        .sort((a, b) => b.s - a.s || b.draw - a.draw);
      ranked.slice(0, k).forEach(({ i, s }, slot) => {
        items[e * k + slot] = i;
        scores[e * k + slot] = s;
      });
    });
    return { items, scores };
  },

  async sampleSlates(factors, users, draws, k, eligibility, stream) {
    const items = new Int32Array(users.length * k).fill(-1);
    const propensity = new Float64Array(users.length * k);
    users.forEach((user, e) => {
      const eligible = eligibleItems(factors, user, eligibility);
      const above = new Set<number>();
      for (let slot = 0; slot < Math.min(k, eligible.length); slot++) {
        const left = slateProbabilities(factors, user, eligible, above);
        const item = pick([...left.keys()], [...left.values()], uniform(stream, draws[e]!, user, slot));
        items[e * k + slot] = item;
        propensity[e * k + slot] = left.get(item)!;
        above.add(item);
      }
    });
    return { items, propensity };
  },

  async chooseFromCatalogue(logit, users, draws, eligibility, stream) {
    return users.map((user, e) => {
      const eligible = eligibleItems(logit.factors, user, eligibility);
      const { weights, outside } = logitWeights(logit, user, eligible);
      return pick([...eligible, -1], [...weights, outside], uniform(stream, draws[e]!, user, 0));
    });
  },

  async logitMoments(logit, users) {
    const found = Array.from(users, (user) => {
      const all = eligibleItems(logit.factors, user, {});
      const { weights, total } = logitWeights(logit, user, all);
      const scores = all.map((i) => score(logit.factors, user, i));
      const mean = scores.reduce((sum, s, at) => sum + weights[at]! * s, 0) / total;
      const square = scores.reduce((sum, s, at) => sum + weights[at]! * s * s, 0) / total;
      return [Math.log(total), mean, square - mean * mean] as const;
    });
    const column = (at: 0 | 1 | 2) => Float64Array.from(found, (row) => row[at]);
    return { logsum: column(0), mean: column(1), variance: column(2) };
  },

  async expectedShares(logit, users, weights, eligibility) {
    return summed(logit, users, (user, eligible, add) => {
      const amount = weights[user]!;
      const { weights: w, outside, total } = logitWeights(logit, users[user]!, eligible);
      eligible.forEach((i, at) => {
        add(i, (amount * w[at]!) / total);
      });
      return total > 0 ? (amount * outside) / total : 0;
    })(eligibility);
  },

  async expectedInclusions(logit, users, counts, eligibility) {
    return summed(logit, users, (user, eligible, add) => {
      const { weights: w, outside } = logitWeights(logit, users[user]!, eligible);
      const count = counts[user]!;
      if (count >= eligible.length) {
        for (const i of eligible) add(i, 1);
        return 0;
      }
      const t = clock(w, count);
      eligible.forEach((i, at) => {
        add(i, -Math.expm1(-w[at]! * t));
      });
      return outside * t;
    })(eligibility);
  },
};

/** t with Σ 1 - exp(-w t) = count, by bisection on ln t. */
export function clock(w: readonly number[], count: number): number {
  let [low, high] = [-700, 700];
  for (let step = 0; step < 200; step++) {
    const middle = (low + high) / 2;
    const sum = w.reduce((s, wi) => s - Math.expm1(-wi * Math.exp(middle)), 0);
    if (sum < count) low = middle;
    else high = middle;
  }
  return count > 0 ? Math.exp(low) : 0;
}

type Row = (entry: number, eligible: number[], add: (item: number, amount: number) => void) => number;

function summed(logit: Logit, users: Int32Array, row: Row) {
  return (eligibility: Eligibility) => {
    const { factors } = logit;
    const items = new Float64Array(factors.items.length / factors.dims);
    let outside = 0;
    for (let e = 0; e < users.length; e++) {
      outside += row(e, eligibleItems(factors, users[e]!, eligibility), (i, amount) => {
        items[i]! += amount;
      });
    }
    return { items, outside };
  };
}

/** By inverse CDF; -1 where no weight is positive. */
function pick(values: readonly number[], weights: readonly number[], u: number): number {
  const total = weights.reduce((a, b) => a + b, 0);
  let sum = 0;
  let last = -1;
  for (const [at, weight] of weights.entries()) {
    if (!(weight > 0)) continue;
    sum += weight;
    last = values[at]!;
    if (sum > u * total) break;
  }
  return last;
}

export const streamOf = (seed: number, purpose = 1, round = 0): Stream => ({
  key: { seed, replicate: 0 },
  purpose,
  round,
});
