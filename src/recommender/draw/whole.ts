import type { Eligibility, Factors } from "../../core/index.ts";
import { includes } from "../../log/index.ts";

/** The whole catalogue as one model scores it. */
export interface Catalogue {
  readonly factors: Factors;
  /** items that are there and can be retrieved, and what a user may not be shown */
  readonly eligible: Required<Pick<Eligibility, "available">> & Eligibility;
}

/** The scores of one user. */
export interface Scores {
  /** NaN where the item cannot be drawn */
  score(item: number): number;
  /** how many items that can be drawn have exactly this score */
  tied(score: number): number;
}

/** The scores of any user, in the bits of the core; users with the same factors share what was counted. */
export function scoresIn({ factors, eligible }: Catalogue): (user: number) => Scores {
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
