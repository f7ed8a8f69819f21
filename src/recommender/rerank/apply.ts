import { type ScoredLists, USERS_AT_ONCE } from "../lists.ts";
import type { ListsReranker } from "./reranker.ts";

/**
 * Each user's list through every re-ranker in turn. Items take the scores of the places they come to, so that the profile
 * of scores stays as ranking left it and a draw by score after re-ranking means what it says.
 * @param users (rows) whose list it is
 * @throws RangeError where a re-ranker does not give a permutation of the list
 */
export async function rerank(
  lists: ScoredLists,
  users: Int32Array,
  rerankers: readonly ListsReranker[],
): Promise<ScoredLists> {
  if (rerankers.length === 0) return lists;
  const { depth, scores } = lists;
  const items = new Int32Array(lists.items.length);
  for (let begin = 0; begin < users.length; begin += USERS_AT_ONCE) {
    const [from, to] = [begin * depth, (begin + USERS_AT_ONCE) * depth];
    const some = { depth, scores: scores.subarray(from, to) };
    const who = users.subarray(begin, begin + USERS_AT_ONCE);
    let moved = lists.items.subarray(from, to);
    for (const reranker of rerankers) moved = await reranker({ ...some, items: moved }, who);
    items.set(moved, from);
  }
  return { depth, items, scores };
}
