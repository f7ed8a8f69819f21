import type { Core, Eligibility, Stream } from "../core/index.ts";
import { includes, unitePairs } from "../log/index.ts";
import { logitOf, type Truth, utility, utilityFactors, type World } from "../world/index.ts";

/**
 * The k items of the highest utility for each of the users, as `Core.topK` gives them. Pairs with a utility of their own
 * are left out at first, and then let in where they belong.
 */
export async function bestItems(
  core: Core,
  world: World,
  truth: Truth,
  users: Int32Array,
  k: number,
  eligibility: Eligibility,
  ties: Stream,
): Promise<{ items: Int32Array; scores: Float32Array }> {
  const { lift } = truth;
  const factors = utilityFactors(world, truth);
  if (!lift) return core.topK(factors, users, k, eligibility, ties);
  const others = { ...eligibility, excluded: unitePairs(eligibility.excluded, lift, world.items) };
  const top = await core.topK(factors, users, k, others, ties);
  const logit = logitOf(world, truth, 1, true);
  for (let n = 0; n < users.length; n++) {
    const user = users[n]!;
    const [items, scores] = [top.items.subarray(n * k, (n + 1) * k), top.scores.subarray(n * k, (n + 1) * k)];
    for (let e = lift.indptr[user]!; e < lift.indptr[user + 1]!; e++) {
      const item = lift.indices[e]!;
      if (isEligible(eligibility, user, item)) letIn(items, scores, item, utility(logit, user, item));
    }
  }
  return top;
}

/** Puts an item where its score belongs among the best, before its equals. */
function letIn(items: Int32Array, scores: Float32Array, item: number, score: number): void {
  let place = items.length;
  while (place > 0 && (items[place - 1]! < 0 || scores[place - 1]! <= score)) place--;
  if (place === items.length) return;
  items.copyWithin(place + 1, place);
  scores.copyWithin(place + 1, place);
  items[place] = item;
  scores[place] = score;
}

const isEligible = ({ available, excluded }: Eligibility, user: number, item: number): boolean =>
  available?.[item] !== 0 &&
  !(excluded && includes(excluded.indices, excluded.indptr[user]!, excluded.indptr[user + 1]!, item));
