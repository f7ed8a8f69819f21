import type { ValuedCsr } from "../core/index.ts";
import { type Metric, reported } from "./metric.ts";
import { consumptionJaccard } from "./overlap.ts";

/** Which of the uniforms of a round's view gives users their places. */
export const RING = 3;

/**
 * (2 · users) each user given and the one of the others whose row has the largest cosine with the user's. A row of zeros has
 * the cosine 0 with every other. Equal cosines: users stand on a ring, at their places, and whoever comes next on it is taken,
 * so that a model that cannot tell users apart pairs everybody with somebody else. None where there are fewer than two users.
 * @param rows by user id
 * @param users distinct ids
 * @param place a number in [0, 1) for each user
 */
export function nearestPairs(rows: ValuedCsr, users: Int32Array, place: (user: number) => number): Int32Array {
  if (users.length < 2) return new Int32Array(0);
  const { indptr, indices, values } = rows;
  const places = Float64Array.from(users, place);
  const lengths = Float64Array.from(users, (user) => Math.sqrt(squares(rows, user)));
  const own = new Float64Array(indices.reduce((most, k) => Math.max(most, k + 1), 0));
  const pairs = new Int32Array(2 * users.length);
  for (let a = 0; a < users.length; a++) {
    const [begin, end] = [indptr[users[a]!]!, indptr[users[a]! + 1]!];
    for (let e = begin; e < end; e++) own[indices[e]!] = values[e]!;
    let [nearest, largest, least] = [-1, 0, 0];
    for (let b = 0; b < users.length; b++) {
      if (b === a) continue;
      let dot = 0;
      for (let e = indptr[users[b]!]!; e < indptr[users[b]! + 1]!; e++) dot += own[indices[e]!]! * values[e]!;
      const cosine = lengths[a]! * lengths[b]! > 0 ? dot / (lengths[a]! * lengths[b]!) : 0;
      const ahead = places[b]! - places[a]! + (places[b]! < places[a]! ? 1 : 0);
      if (nearest < 0 || cosine > largest || (cosine === largest && ahead < least)) {
        [nearest, largest, least] = [b, cosine, ahead];
      }
    }
    for (let e = begin; e < end; e++) own[indices[e]!] = 0;
    pairs[2 * a] = users[a]!;
    pairs[2 * a + 1] = users[nearest]!;
  }
  return pairs;
}

function squares({ indptr, values }: ValuedCsr, user: number): number {
  let sum = 0;
  for (let e = indptr[user]!; e < indptr[user + 1]!; e++) sum += values[e]! * values[e]!;
  return sum;
}

export const nearestMetrics: readonly Metric[] = [
  {
    name: "consumption_jaccard_nearest",
    title: "Overlap of consumption with the nearest user",
    family: "likeness",
    summary: "How much users have consumed in common with whoever the recommender takes for most like them.",
    ...reported,
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => {
      const users = [...new Set(view.baseline.pairs)].filter((user) => view.knowsUser[user] === 1);
      const known = Int32Array.from(users).sort();
      return consumptionJaccard(
        view.consumed(),
        nearestPairs(view.userRows(), known, (user) => view.uniform(user, RING)),
      );
    },
  },
];
