import { addScaledRow, candidatesOf, clear, take, touchedOf } from "./neighbours";
import { drain, keep } from "./ranked";

/**
 * For rows [begin, end), each a user with a history, the k eligible items of the highest score_i = Σ_j w_j s_ji over the
 * items j of the history whose list holds i, best first, ties by keyed draw; -1 and 0 where fewer were reached. Sums in
 * float64 in order of the history, scores rounded once to float32.
 * neighbours, similarities: (items, count), a list ending at the first -1; historyRows, excludedRows: (rows + 1), the
 * latter 0 for none; agents: (rows) user ids. best (int32), scores (float32): (rows, k). scratch as in neighbours.ts.
 */
export function knnTopK(
  begin: i32,
  end: i32,
  items: i32,
  count: i32,
  neighbours: usize,
  similarities: usize,
  historyRows: usize,
  historyItems: usize,
  historyValues: usize,
  excludedRows: usize,
  excludedItems: usize,
  blocked: usize,
  blockedCount: i32,
  agents: usize,
  stream: usize,
  k: i32,
  best: usize,
  scores: usize,
  scratch: usize,
): i32 {
  const touched = touchedOf(scratch, items);
  const heap = candidatesOf(scratch, items);
  const most = min(k, items);
  clear(scratch, items);
  // a blocked item holds -∞ for good and an excluded one ∞ while its row lasts: neither is ever touched
  for (let b = 0; b < blockedCount; b++) store<f64>(sumOf(scratch, load<u32>(blocked + ((<usize>b) << 2))), -Infinity);
  for (let r = begin; r < end; r++) {
    const agent = load<u32>(agents + ((<usize>r) << 2));
    markExcluded(scratch, excludedRows, excludedItems, r, Infinity);
    const n = addLists(r, count, neighbours, similarities, historyRows, historyItems, historyValues, scratch, touched);
    let found = 0;
    for (let t = 0; t < n; t++) {
      const i = load<i32>(touched + ((<usize>t) << 2));
      found = keep(heap, found, most, <f32>take(scratch, i), i, -1, stream, agent);
    }
    markExcluded(scratch, excludedRows, excludedItems, r, NaN);
    const at = (<usize>r * <usize>k) << 2;
    drain(heap, found, k, best + at, scores + at, stream, agent);
  }
  return 0;
}

/** Adds w_j s_ji for the items j of row r's history, entries of weight 0 passed over; returns how many were touched. */
function addLists(
  r: i32,
  count: i32,
  neighbours: usize,
  similarities: usize,
  historyRows: usize,
  historyItems: usize,
  historyValues: usize,
  A: usize,
  touched: usize,
): i32 {
  let n = 0;
  const last = (<usize>load<u32>(historyRows + ((<usize>r) << 2), 4)) << 2;
  for (let e = (<usize>load<u32>(historyRows + ((<usize>r) << 2))) << 2; e < last; e += 4) {
    const w = <f64>load<f32>(historyValues + e);
    if (w == 0) continue;
    const from = (<usize>load<u32>(historyItems + e) * <usize>count) << 2;
    const most = from + ((<usize>count) << 2);
    let to = from;
    while (to < most && load<i32>(neighbours + to) >= 0) to += 4;
    n = addScaledRow(neighbours, similarities, from, to, w, A, touched, n);
  }
  return n;
}

/** Gives row r's excluded items a mark for their sum, but for blocked ones, which stay as they are. */
function markExcluded(A: usize, rows: usize, items: usize, r: i32, by: f64): void {
  if (rows == 0) return;
  const last = (<usize>load<u32>(rows + ((<usize>r) << 2), 4)) << 2;
  for (let e = (<usize>load<u32>(rows + ((<usize>r) << 2))) << 2; e < last; e += 4) {
    const at = sumOf(A, load<u32>(items + e));
    if (load<f64>(at) != -Infinity) store<f64>(at, by);
  }
}

function sumOf(A: usize, item: u32): usize {
  return A + ((<usize>item) << 3);
}
