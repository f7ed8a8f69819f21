import { agentOf, excludedItemsOf, excludedRowsOf, streamOf } from "./job";
import { rankScored } from "./ranked";
import { scoreEight } from "./rescore";

/**
 * Candidates up to which counting takes less time than a heap for the k best: n² / 4 steps of a few instructions against about
 * k log k that wait for one another. Measured to cross at n² = 3000 + 640 k for k from 10 to 600: 96 at 10, 258 at 100.
 */
function mostCounted(k: i32): i32 {
  return <i32>sqrt<f64>(<f64>(3000 + 640 * min(k, 640)));
}

/**
 * As topK, each row taking its items from a list of candidates, ascending without duplicates: row r's are at candidates +
 * 4 lists[r] .. 4 lists[r + 1]. available: a byte an item, or 0. A row costs its candidates and its excluded items; none
 * costs the catalogue. scratch: scores and items of the longest list with eight more each, `room` of them, then candidates
 * of a heap, one more than the lesser of k and the longest list.
 */
export function topKAmong(
  begin: i32,
  end: i32,
  job: usize,
  lists: usize,
  candidates: usize,
  available: usize,
  k: i32,
  items: usize,
  scores: usize,
  room: i32,
  scratch: usize,
): i32 {
  const S = scratch;
  const I = S + ((<usize>room) << 2);
  const heap = I + ((<usize>room) << 2);
  const counted = mostCounted(k);
  for (let r = begin; r < end; r++) {
    const from = candidates + ((<usize>load<u32>(lists + ((<usize>r) << 2))) << 2);
    const to = candidates + ((<usize>load<u32>(lists + ((<usize>r) << 2), 4)) << 2);
    const count = takeEligible(job, r, from, to, available, I);
    for (let c = 0; c < count; c += 8) scoreEight(job, r, I + ((<usize>c) << 2), S + ((<usize>c) << 2));
    const at = (<usize>r * <usize>k) << 2;
    rankScored(S, I, count, k, counted, heap, items + at, scores + at, streamOf(job), agentOf(job, r));
  }
  return 0;
}

/** Writes those of the candidates [from, to) that row r may be given to I, and the last seven times more; how many there are. */
function takeEligible(job: usize, r: i32, from: usize, to: usize, available: usize, I: usize): i32 {
  const rows = excludedRowsOf(job);
  let x: usize = 0;
  let end: usize = 0;
  if (rows != 0) {
    x = excludedItemsOf(job) + ((<usize>load<u32>(rows + ((<usize>r) << 2))) << 2);
    end = excludedItemsOf(job) + ((<usize>load<u32>(rows + ((<usize>r) << 2), 4)) << 2);
  }
  let count = 0;
  // both lists ascend: a merge
  for (let at = from; at < to; at += 4) {
    const item = load<u32>(at);
    while (x < end && load<u32>(x) < item) x += 4;
    if (x < end && load<u32>(x) == item) continue;
    if (available != 0 && load<u8>(available + <usize>item) == 0) continue;
    store<u32>(I + ((<usize>count) << 2), item);
    count++;
  }
  if (count == 0) return 0;
  const last = load<u32>(I + ((<usize>(count - 1)) << 2));
  for (let l = 0; l < 7; l++) store<u32>(I + ((<usize>(count + l)) << 2), last);
  return count;
}
