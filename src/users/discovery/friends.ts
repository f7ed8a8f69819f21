import { addWeightedPairs } from "../../log/index.ts";
import { lastChoices } from "./recent.ts";
import { type Considering, isEligible, type Source } from "./source.ts";

/** What the user's friends chose in the remembered rounds, in proportion to how often they did. */
export function friends({ world, recent, options }: Considering): Source {
  const { friends: known, users, items: count } = world;
  const { user, item } = lastChoices(recent, options.memory);
  const none = { indptr: new Int32Array(users + 1), indices: new Int32Array(0), weights: new Float64Array(0) };
  const chosen = addWeightedPairs(none, user, item, new Float64Array(item.length).fill(1), count);
  const weight = new Float64Array(count);
  const items = new Int32Array(count);
  const cumulative = new Float64Array(count);
  return (asking, eligibility) => {
    let end = 0;
    if (!known) return { items, cumulative, begin: 0, end };
    for (let f = known.indptr[asking]!; f < known.indptr[asking + 1]!; f++) {
      const friend = known.indices[f]!;
      for (let e = chosen.indptr[friend]!; e < chosen.indptr[friend + 1]!; e++) {
        const i = chosen.indices[e]!;
        if (weight[i] === 0 && isEligible(eligibility, asking, i)) items[end++] = i;
        weight[i]! += chosen.weights[e]!;
      }
    }
    let sum = 0;
    for (let e = 0; e < end; e++) cumulative[e] = sum += weight[items[e]!]!;
    for (let f = known.indptr[asking]!; f < known.indptr[asking + 1]!; f++) {
      const friend = known.indices[f]!;
      for (let e = chosen.indptr[friend]!; e < chosen.indptr[friend + 1]!; e++) weight[chosen.indices[e]!] = 0;
    }
    return { items, cumulative, begin: 0, end };
  };
}
