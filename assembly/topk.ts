import { tieDraw } from "./heap";
import { agentOf, itemsOf, rowBytes, streamOf } from "./job";
import { fourUniforms } from "./philox";
import { drain, keep } from "./ranked";
import { mask, scoreRows } from "./scores";

/**
 * The k best eligible items of rows [begin, end), best first, ties by keyed draw; -1 and 0 where fewer are eligible.
 * items, scores: (rows, k). scratch: four rows of scores and k + 3 candidates.
 */
export function topK(begin: i32, end: i32, job: usize, k: i32, items: usize, scores: usize, scratch: usize): i32 {
  for (let first = begin; first < end; first += 4) {
    topKOfRows(job, first, min(4, end - first), k, items, scores, scratch);
  }
  return 0;
}

/** The same for up to four rows from `first`. */
export function topKOfRows(
  job: usize,
  first: i32,
  rows: i32,
  k: i32,
  items: usize,
  scores: usize,
  scratch: usize,
): void {
  const stride = rowBytes(job);
  const heap = scratch + 4 * stride;
  scoreRows(job, first, rows, scratch);
  for (let l = 0; l < rows; l++) {
    const r = first + l;
    const S = scratch + <usize>l * stride;
    mask(job, r, S);
    const found = select(S, itemsOf(job), k, heap, streamOf(job), agentOf(job, r));
    const at = (<usize>r * <usize>k) << 2;
    drain(heap, found, k, items + at, scores + at, streamOf(job), agentOf(job, r));
  }
}

/** Fills the heap with the k best of S (n, padded with -∞ to a multiple of 8); returns how many there are. */
function select(S: usize, n: i32, k: i32, heap: usize, stream: usize, agent: u32): i32 {
  let count = 0;
  let i = 0;
  // until the heap is full and i a multiple of 4
  for (; i < n && (count < k || (i & 3) != 0); i++) {
    const score = load<f32>(S + ((<usize>i) << 2));
    if (!(score > -Infinity)) continue;
    count = keep(heap, count, k, score, i, -1, stream, agent);
  }
  for (; i < n; i += 4) selectFour(S + ((<usize>i) << 2), i, k, heap, stream, agent);
  return count;
}

/** Offers items i .. i + 3, scores at S, to a full heap. Where most of them tie with its root, their draws come at once. */
function selectFour(S: usize, i: i32, k: i32, heap: usize, stream: usize, agent: u32): void {
  const scores = v128.load(S);
  const bar = v128.load32_splat(heap);
  if (!v128.any_true(f32x4.ge(scores, bar))) return;
  const draws = heap + ((<usize>(k + 1)) << 4);
  const atOnce = popcnt(i32x4.bitmask(f32x4.eq(scores, bar))) > 2;
  if (atOnce) {
    fourUniforms(stream, 0, agent, i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)), draws);
    const least = f64x2.splat(tieDraw(heap, stream, agent));
    const lower = v128.and(f64x2.lt(v128.load(draws), least), f64x2.lt(v128.load(draws, 16), least));
    if (!v128.any_true(f32x4.gt(scores, bar)) && i64x2.all_true(lower)) return;
  }
  for (let l = 0; l < 4; l++) {
    const score = load<f32>(S + ((<usize>l) << 2));
    if (!(score >= load<f32>(heap)) || !(score > -Infinity)) continue;
    keep(heap, k, k, score, i + l, atOnce ? load<f64>(draws + ((<usize>l) << 3)) : -1, stream, agent);
  }
}
