import { below, put, siftDown, siftUp } from "./heap";

/** Offers a candidate, with its draw or -1, to a heap (heap.ts) of at most `most`; returns its new size. */
export function keep(
  heap: usize,
  count: i32,
  most: i32,
  score: f32,
  item: i32,
  draw: f64,
  stream: usize,
  agent: u32,
): i32 {
  if (count == most && score < load<f32>(heap)) return count;
  const last = heap + ((<usize>count) << 4);
  put(last, score, item, draw);
  if (count < most) {
    siftUp(heap, count, stream, agent);
    return count + 1;
  }
  if (below(heap, last, stream, agent)) {
    v128.store(heap, v128.load(last));
    siftDown(heap, 0, count, stream, agent);
  }
  return count;
}

/** Empties the heap into a row of k results, from the worst to the best; -1 and 0 past them. */
export function drain(heap: usize, count: i32, k: i32, items: usize, scores: usize, stream: usize, agent: u32): void {
  for (let position = count; position < k; position++) {
    store<i32>(items + ((<usize>position) << 2), -1);
    store<f32>(scores + ((<usize>position) << 2), 0);
  }
  for (let position = count - 1; position >= 0; position--) {
    store<i32>(items + ((<usize>position) << 2), load<i32>(heap, 4));
    store<f32>(scores + ((<usize>position) << 2), load<f32>(heap));
    v128.store(heap, v128.load(heap + ((<usize>position) << 4)));
    siftDown(heap, 0, position, stream, agent);
  }
}

/**
 * The k best of `count` candidates, scores S with room for seven more and items I, into a row of k results as `drain` leaves
 * it. Up to `counted` candidates are ordered by counting, more of them by a heap, which has room for one more than the lesser
 * of k and count.
 */
export function rankScored(
  S: usize,
  I: usize,
  count: i32,
  k: i32,
  counted: i32,
  heap: usize,
  items: usize,
  scores: usize,
  stream: usize,
  agent: u32,
): void {
  const bytes = (<usize>count) << 2;
  for (let c: usize = bytes; c < bytes + 12; c += 4) store<f32>(S + c, -Infinity);
  if (count <= counted && rankByCounting(S, I, count, k, items, scores)) return;
  let found = 0;
  for (let c: usize = 0; c < bytes; c += 4) {
    if (found == k) {
      // on to the next four of which one reaches the root
      const bar = v128.load32_splat(heap);
      while (c < bytes && !v128.any_true(f32x4.ge(v128.load(S + c), bar))) c += 16;
      if (c >= bytes) break;
    }
    found = keep(heap, found, k, load<f32>(S + c), load<i32>(I + c), -1, stream, agent);
  }
  drain(heap, found, k, items, scores, stream, agent);
}

/**
 * The k best of `count` candidates, scores S and items I with room for seven more, into a row of k results as `drain`
 * leaves it: a candidate's place is the number of those above it. False where two scores are the same, and their draws decide.
 */
function rankByCounting(S: usize, I: usize, count: i32, k: i32, items: usize, scores: usize): bool {
  const bytes = (<usize>count) << 2;
  for (let position = count; position < k; position++) {
    store<i32>(items + ((<usize>position) << 2), -1);
    store<f32>(scores + ((<usize>position) << 2), 0);
  }
  for (let c: usize = 0; c < bytes; c += 4) {
    const score = v128.load32_splat(S + c);
    let above = i32x4.splat(0);
    let level = above;
    for (let other: usize = 0; other < bytes; other += 16) {
      const v = v128.load(S + other);
      above = i32x4.sub(above, f32x4.gt(v, score));
      level = i32x4.sub(level, f32x4.eq(v, score));
    }
    if (laneSum(level) > 1) return false;
    const place = laneSum(above);
    if (place >= k) continue;
    store<i32>(items + ((<usize>place) << 2), load<i32>(I + c));
    store<f32>(scores + ((<usize>place) << 2), load<f32>(S + c));
  }
  return true;
}

function laneSum(v: v128): i32 {
  const pair = i32x4.add(v, v128.shuffle<i32>(v, v, 2, 3, 0, 1));
  return i32x4.extract_lane(pair, 0) + i32x4.extract_lane(pair, 1);
}
