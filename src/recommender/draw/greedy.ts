import { purposes } from "../../core/purposes.ts";
import { valuesAt } from "../../log/index.ts";
import { topOf } from "../../models/index.ts";
import type { ScoredLists } from "../lists.ts";
import type { Occasions, Showing } from "../recommend.ts";
import type { Slots } from "./inclusion.ts";
import type { Listed } from "./policy.ts";
import { firstOfUsers, rowsOf } from "./rows.ts";
import { type Drawn, holds, slotChances, type Way } from "./way.ts";
import { type Catalogue, type Scores, scoresIn } from "./whole.ts";

/** The best first. Equal scores are ordered by a keyed draw, so that each of m tied items is the next with 1 / m. */
export async function drawGreedy(showing: Showing, catalogue: Catalogue, { users }: Occasions): Promise<Drawn> {
  const { core, key, round, options } = showing;
  const firsts = firstOfUsers(users);
  const ties = { key, round, purpose: purposes.slateTies };
  // one more than a slate: whether ties go on below it
  const depth = options.slate + 1;
  const top = await topOf(core, catalogue.model, valuesAt(users, firsts), depth, catalogue.eligible, ties);
  const scores = scoresIn(catalogue);
  const rows = rowsOf(users.length, firsts.length === users.length ? undefined : firsts);
  return greedySlates(options.slate, { depth, ...top }, rows, (list, row) => {
    return greedyWay(list, scores(users[row]!));
  });
}

/** The first of each list, each of m with one score as likely unless the order of the list is settled. */
export function listGreedy({ options: { slate } }: Showing, { lists, rows, settled }: Listed): Drawn {
  if (!settled) return greedySlates(slate, lists, rows, (list) => greedyWay(list));
  return greedySlates(slate, { ...lists, scores: fallingScores(lists) }, rows, (list) => greedyWay(list));
}

/** One list, best first. */
export interface List {
  /** -1 past its end */
  readonly items: Int32Array;
  readonly scores: Float32Array;
}

export function listAt({ depth, items, scores }: ScoredLists, row: number): List {
  return {
    items: items.subarray(row * depth, (row + 1) * depth),
    scores: scores.subarray(row * depth, (row + 1) * depth),
  };
}

/** No two alike. */
function fallingScores({ depth, items }: ScoredLists): Float32Array {
  return new Float32Array(items.length).map((_, at) => -(at % depth));
}

function greedySlates(k: number, lists: ScoredLists, rows: Int32Array, way: (list: List, row: number) => Way): Drawn {
  const items = new Int32Array(rows.length * k);
  for (let n = 0; n < rows.length; n++) {
    for (let slot = 0; slot < k; slot++) {
      items[n * k + slot] = slot < lists.depth ? lists.items[rows[n]! * lists.depth + slot]! : -1;
    }
  }
  const ways = (row: number) => [way(listAt(lists, rows[row]!), row)];
  return { items, ways, propensity: () => greedyChances(k, lists, rows, items, ways) };
}

/** 1 for every item but where scores tie. */
function greedyChances(k: number, lists: ScoredLists, rows: Int32Array, items: Int32Array, ways: Drawn["ways"]) {
  const propensity = new Float64Array(items.length);
  for (let n = 0; n < rows.length; n++) {
    const at = n * k;
    if (hasTies(lists, rows[n]!, k)) {
      slotChances(ways(n), items.subarray(at, at + k), propensity.subarray(at, at + k));
    } else {
      for (let slot = at; slot < at + k; slot++) if (items[slot]! >= 0) propensity[slot] = 1;
    }
  }
  return propensity;
}

/** Whether one of the first k items of a list has the score of the next. */
function hasTies({ depth, items, scores }: ScoredLists, row: number, k: number): boolean {
  const from = row * depth;
  for (let at = from; at < from + Math.min(k, depth - 1); at++) {
    if (items[at + 1]! >= 0 && scores[at] === scores[at + 1]) return true;
  }
  return false;
}

/** `all`: the scores of the catalogue that the list is the top of; without it the list is all there is. */
export function greedyWay({ items, scores }: List, all?: Scores, weight = 1): Way {
  const chance = (item: number, above: Int32Array) => {
    let next = 0;
    while (next < items.length && items[next]! >= 0 && holds(above, items[next]!)) next++;
    const best = next < items.length ? items[next]! : -1;
    if (best < 0 || item < 0) return best < 0 && item < 0 ? 1 : 0;
    if (holds(above, item)) return 0;
    let [tied, isTied, at] = [0, false, next];
    for (; at < items.length && items[at]! >= 0 && scores[at] === scores[next]; at++) {
      if (holds(above, items[at]!)) continue;
      tied++;
      isTied ||= items[at] === item;
    }
    if (at < items.length || !all) return isTied ? 1 / tied : 0;
    return all.score(item) === scores[next] ? 1 / tiedLeft(all, scores[next]!, above) : 0;
  };
  const inclusions = (asked: Int32Array, slots: Slots) =>
    Float64Array.from(asked, (item) => (item < 0 ? 0 : greedyInclusion({ items, scores }, all, slots, item)));
  return { weight, chance, inclusions };
}

/** Any place in the order of the items that tie with it is as likely. */
function greedyInclusion({ items, scores }: List, all: Scores | undefined, slots: Slots, item: number): number {
  const { k, eligible, greedy } = slots;
  let length = 0;
  while (length < items.length && items[length]! >= 0) length++;
  let at = items.indexOf(item);
  const isWhole = length < items.length || !all;
  if (at < 0 && !isWhole && all.score(item) === scores[length - 1]) at = length - 1;
  if (at < 0) return length < k ? greedy.unranked(length, eligible) : greedy.ranked(k, eligible);
  let [from, to] = [at, at + 1];
  while (from > 0 && scores[from - 1] === scores[at]) from--;
  while (to < length && scores[to] === scores[at]) to++;
  if (to === length && !isWhole) to = from + all.tied(scores[at]!);
  const below = to - Math.max(from, k);
  let sum = below > 0 ? below * greedy.ranked(k, eligible) : 0;
  for (let better = from; better < Math.min(to, k); better++) sum += greedy.ranked(better, eligible);
  return sum / (to - from);
}

function tiedLeft(all: Scores, score: number, above: Int32Array): number {
  let count = all.tied(score);
  for (const item of above) if (item >= 0 && all.score(item) === score) count--;
  return count;
}
