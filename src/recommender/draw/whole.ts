import type { Eligibility, Factors, Stream } from "../../core/index.ts";
import { includes } from "../../log/index.ts";
import { type Model, scorerOf } from "../../models/index.ts";

/** The whole catalogue as one model scores it. */
export interface Catalogue {
  readonly model: Model;
  /** items that are there and can be retrieved, and what a user may not be shown */
  readonly eligible: Required<Pick<Eligibility, "available">> & Eligibility;
  /** where the scores have one */
  readonly posterior?: Posterior | undefined;
}

/** Factors of the users given, drawn from their posterior for the `draw`-th time: (users.length, dims) */
export type Posterior = (users: Int32Array, draw: number, sigma: number, stream: Stream) => Promise<Float32Array>;

/** The scores of one user. */
export interface Scores {
  /** NaN where the item cannot be drawn */
  score(item: number): number;
  /** how many items that can be drawn have exactly this score */
  tied(score: number): number;
}

/** The scores of any user, in the bits by which the catalogue is ranked. */
export function scoresIn({ model, eligible }: Catalogue): (user: number) => Scores {
  return model.form === "factors" ? denseScores(model.factors, eligible) : sparseScores(model, eligible);
}

/** Of a model that retrieves only items with a score of their own: all of a user's at once, when one is first asked for. */
function sparseScores(model: Model, eligible: Catalogue["eligible"]): (user: number) => Scores {
  const scorer = scorerOf(model);
  const scoresOf = (user: number) => {
    const own = new Map<number, number>();
    for (const item of scorer.itemsOf(user)) {
      if (mayHave(eligible, user, item)) own.set(item, Math.fround(scorer.score(item)));
    }
    return own;
  };
  return (user) => {
    let found: Map<number, number> | undefined;
    const own = () => {
      found ??= scoresOf(user);
      return found;
    };
    return {
      score: (item) => own().get(item) ?? Number.NaN,
      tied: (score) => [...own().values()].filter((other) => other === score).length,
    };
  };
}

function mayHave({ available, excluded }: Catalogue["eligible"], user: number, item: number): boolean {
  if (available[item] !== 1) return false;
  return !(excluded && includes(excluded.indices, excluded.indptr[user]!, excluded.indptr[user + 1]!, item));
}

/** Users with the same factors share what was counted. */
function denseScores(factors: Factors, eligible: Catalogue["eligible"]): (user: number) => Scores {
  const { dims, users } = factors;
  const { available, excluded } = eligible;
  const counted = new Map<string, number>();
  const countAll = (user: number, score: number) => {
    const label = `${score} ${users.subarray(user * dims, (user + 1) * dims).join(" ")}`;
    let count = counted.get(label);
    if (count === undefined) {
      count = 0;
      for (let i = 0; i < available.length; i++) if (available[i] === 1 && product(factors, user, i) === score) count++;
      counted.set(label, count);
    }
    return count;
  };
  return (user) => {
    const [from, to] = excluded ? [excluded.indptr[user]!, excluded.indptr[user + 1]!] : [0, 0];
    return {
      score: (item) =>
        available[item] !== 1 || (excluded && includes(excluded.indices, from, to, item))
          ? Number.NaN
          : product(factors, user, item),
      tied: (score) => {
        let count = countAll(user, score);
        for (let e = from; e < to; e++) {
          const item = excluded!.indices[e]!;
          if (available[item] === 1 && product(factors, user, item) === score) count--;
        }
        return count;
      },
    };
  };
}

/** <x_u, y_i> in float32, factor by factor: as the core sums it. */
function product({ dims, users, items }: Factors, user: number, item: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) {
    sum = Math.fround(sum + Math.fround(users[user * dims + d]! * items[item * dims + d]!));
  }
  return sum;
}
