import { below, put, siftDown, siftUp } from "./heap";
import { agentOf, itemsOf, rowBytes, scoresOf, streamOf } from "./job";
import { mask, scoreRows } from "./scores";

/**
 * The k best eligible items of rows [begin, end), best first, ties by keyed draw; -1 and 0 where fewer are eligible.
 * heap: scratch of k + 1 candidates; items, scores: (rows, k).
 */
export function topK(job: usize, begin: i32, end: i32, k: i32, heap: usize, items: usize, scores: usize): void {
  const stride = rowBytes(job);
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const S = scoresOf(job) + <usize>l * stride;
      mask(job, r, S);
      const found = select(S, itemsOf(job), k, heap, streamOf(job), agentOf(job, r));
      const at = <usize>r * <usize>k * 4;
      drain(heap, found, k, items + at, scores + at, streamOf(job), agentOf(job, r));
    }
  }
}

/** Fills the heap with the k best of S (n, padded with -∞ to a multiple of 4); returns how many there are. */
function select(S: usize, n: i32, k: i32, heap: usize, stream: usize, agent: u32): i32 {
  const spare = heap + ((<usize>k) << 4);
  let count = 0;
  let i = 0;
  for (; i < n && count < k; i++) {
    const score = load<f32>(S + ((<usize>i) << 2));
    if (!(score > -Infinity)) continue;
    put(heap + ((<usize>count) << 4), score, i);
    siftUp(heap, count, stream, agent);
    count++;
  }
  if (count < k) return count;
  while (i < n) {
    const least = load<f32>(heap);
    // four at a time while none reaches the worst kept
    if ((i & 3) == 0) {
      const bar = f32x4.splat(least);
      while (i < n && !v128.any_true(f32x4.ge(v128.load(S + ((<usize>i) << 2)), bar))) i += 4;
      if (i >= n) break;
    }
    const score = load<f32>(S + ((<usize>i) << 2));
    if (score >= least) {
      put(spare, score, i);
      if (below(heap, spare, stream, agent)) {
        v128.store(heap, v128.load(spare));
        siftDown(heap, 0, k, stream, agent);
      }
    }
    i++;
  }
  return count;
}

/** Empties the heap into a row of results, from the worst to the best. */
function drain(heap: usize, count: i32, k: i32, items: usize, scores: usize, stream: usize, agent: u32): void {
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
