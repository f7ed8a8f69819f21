import type { ScoredLists } from "../lists.ts";
import type { ListsReranker, Reranker, Surroundings } from "./reranker.ts";

/** Prepares for many lists what re-ranks one. It throws a RangeError where what that gives is no permutation. */
export function eachList<O>(prepare: (surroundings: Surroundings, options: O) => Reranker) {
  return (surroundings: Surroundings, options: O): ListsReranker => {
    const reranker = prepare(surroundings, options);
    return async (lists, users) => moved(reranker, lists, users);
  };
}

function moved(reranker: Reranker, { depth, items, scores }: ScoredLists, users: Int32Array): Int32Array {
  const lists = items.slice();
  const before = new Int32Array(depth);
  const order = new Int32Array(depth);
  for (let row = 0; row < users.length; row++) {
    const begin = row * depth;
    const length = lengthOf(lists, begin, depth);
    const list = lists.subarray(begin, begin + length);
    const places = order.subarray(0, length);
    reranker({ user: users[row]!, items: list, scores: scores.subarray(begin, begin + length) }, places);
    before.set(list);
    for (let n = 0; n < length; n++) list[n] = takeOnce(before, places[n]!, length);
  }
  return lists;
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
