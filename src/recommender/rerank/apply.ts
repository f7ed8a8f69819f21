import type { ScoredLists } from "../lists.ts";
import type { Reranker } from "./reranker.ts";

/**
 * Each user's list through every re-ranker in turn. Items take the scores of the places they come to, so that the profile
 * of scores stays as ranking left it and a draw by score after re-ranking means what it says.
 * @param users (rows) whose list it is
 * @throws RangeError where a re-ranker does not give a permutation of the list
 */
export function rerank(lists: ScoredLists, users: Int32Array, rerankers: readonly Reranker[]): ScoredLists {
  if (rerankers.length === 0) return lists;
  const { depth, scores } = lists;
  const items = lists.items.slice();
  const before = new Int32Array(depth);
  const order = new Int32Array(depth);
  for (let row = 0; row < users.length; row++) {
    const length = lengthOf(items, row * depth, depth);
    const list = items.subarray(row * depth, row * depth + length);
    const ranked = { user: users[row]!, items: list, scores: scores.subarray(row * depth, row * depth + length) };
    for (const reranker of rerankers) {
      const places = order.subarray(0, length);
      reranker(ranked, places);
      before.set(list);
      for (let n = 0; n < length; n++) list[n] = takeOnce(before, places[n]!, length);
    }
  }
  return { depth, items, scores };
}

/** The item at a place, which is then taken. */
function takeOnce(items: Int32Array, place: number, length: number): number {
  const item = place >= 0 && place < length ? items[place]! : -1;
  if (item < 0)
    throw new RangeError(`got place ${place} twice or out of the list, expected every place 0 to ${length - 1} once`);
  items[place] = -1;
  return item;
}

function lengthOf(items: Int32Array, begin: number, depth: number): number {
  let length = 0;
  while (length < depth && items[begin + length]! >= 0) length++;
  return length;
}
