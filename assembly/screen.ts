import { appendAbove, HISTOGRAM_BYTES, keepAbove, reachedBy } from "./candidates";
import { agentOf, dimsOf, excludedItemsOf, excludedRowsOf, rowBytes, screenOf, streamOf, usersOf } from "./job";
import { LENGTH, lengthOf, pairsOf, quantise, wholeProduct } from "./quantise";
import { rankScored } from "./ranked";
import { exactScores } from "./rescore";
import { topKOfRows } from "./topk";

/*
 * Top-k in two steps. Factors are quantised to 16 bits, users to length LENGTH and items so that the longest has it. Their
 * products in whole numbers take half the time of float32 ones and stand within E of the float32 score times both scales.
 * What is more than 2 E below the k-th best of them cannot be among the k best; the few others are scored in float32 in the
 * order of `product`, so that the result is that of scoring everything. Items come by falling length: a user is done when
 * |x| |y| is below that bar.
 *
 * E: rounding moves a coordinate by at most .52 (½ for the nearest whole number, the rest for float32's product with the
 * scale), so |x·y - (x + e)·(y + f)| ≤ .52 √d (|x| + |y|) + .52² d, and a float32 sum of d products is within d 2⁻²⁴ |x| |y|.
 */

/** Users who go through the items together, so that a chunk of items is read once for all of them. */
const USERS: i32 = 16;
/** Panels of eight items between two looks at the bar. */
const CHUNK: i32 = 32;

/** Candidates up to which counting takes less time than a heap, all of them being near the best. */
const COUNTED: i32 = 384;

/** A user's state, 16 bytes: candidates found, bar, whether items are still to be looked at. */
const SCANNING: i32 = 0;
const DONE: i32 = 1;
/** Left to `topKOfRows`: a length that cannot be scaled, or more candidates than there is room for. */
const PLAIN: i32 = 2;

// words at screenOf(job)

function panelsOf(screen: usize): usize {
  return load<u32>(screen);
}

/** item of each position */
function orderOf(screen: usize): usize {
  return load<u32>(screen, 4);
}

/** position of each item, -1 where nobody may be given it */
function positionsOf(screen: usize): usize {
  return load<u32>(screen, 8);
}

/** for each panel, no less than the length of any item from there on, float32 */
function longestOf(screen: usize): usize {
  return load<u32>(screen, 12);
}

/** items that may be given */
function countOf(screen: usize): i32 {
  return load<i32>(screen, 16);
}

/** Candidates that a user's buffer holds: those kept, and a chunk more. */
function roomOf(k: i32): i32 {
  return 2 * k + 4 * 8 * CHUNK;
}

function marksBytes(count: i32): usize {
  return (<usize>((count + 7) >> 3) + 15) & ~15;
}

/**
 * As topK, by screening. scratch, as src/core/screen.ts sizes it: four rows of scores and k + 3 candidates for plain rows;
 * then quantised users, products, a histogram, states, marks and buffers.
 */
export function screenedTopK(
  begin: i32,
  end: i32,
  job: usize,
  k: i32,
  items: usize,
  scores: usize,
  scratch: usize,
): i32 {
  const screen = screenOf(job);
  const dims = dimsOf(job);
  const count = countOf(screen);
  const pairs = pairsOf(dims);
  const X = scratch + 4 * rowBytes(job) + ((<usize>(k + 3)) << 4);
  const S = X + ((<usize>(USERS * pairs)) << 2);
  const states = S + ((<usize>(4 * 8 * CHUNK)) << 2) + HISTOGRAM_BYTES;
  const marks = states + <usize>USERS * 16;
  const buffers = marks + <usize>USERS * marksBytes(count);
  const error = errorBound(dims);
  for (let first = begin; first < end; first += USERS) {
    const users = min(USERS, end - first);
    for (let l = 0; l < users; l++) {
      begins(job, first + l, dims, X + ((<usize>(l * pairs)) << 2), states + ((<usize>l) << 4));
      mark(job, first + l, count, positionsOf(screen), marks + <usize>l * marksBytes(count));
    }
    scan(screen, users, k, pairs, X, S, states, marks, buffers, error);
    for (let l = 0; l < users; l++) {
      const r = first + l;
      const state = states + ((<usize>l) << 4);
      if (load<i32>(state, 8) == PLAIN) {
        topKOfRows(job, r, 1, k, items, scores, scratch);
        continue;
      }
      const buffer = buffers + ((<usize>(l * roomOf(k))) << 3);
      const found = tighten(state, buffer, k, error, S);
      const at = (<usize>r * <usize>k) << 2;
      rank(job, r, k, buffer, found, orderOf(screen), scratch, items + at, scores + at);
    }
  }
  return 0;
}

function errorBound(dims: i32): i32 {
  const d = <f64>dims;
  const length = <f64>LENGTH;
  return <i32>ceil(0.52 * sqrt(d) * 2 * length + 0.2704 * d + (d * length * length) / 16777216.0);
}

/** Quantises user r, whose state becomes that of one who has seen nothing. */
function begins(job: usize, r: i32, dims: i32, q: usize, state: usize): void {
  const x = usersOf(job) + ((<usize>r * <usize>dims) << 2);
  const length = lengthOf(x, dims);
  const scalable = length > 1e-30 && length < 1e30;
  if (scalable) quantise(x, dims, LENGTH / length, q, 4);
  store<i32>(state, 0);
  store<i32>(state, i32.MIN_VALUE, 4);
  store<i32>(state, scalable ? SCANNING : PLAIN, 8);
}

/** A bit for each position that row r may not be given, and for those past the last. */
function mark(job: usize, r: i32, count: i32, positions: usize, marks: usize): void {
  memory.fill(marks, 0, marksBytes(count));
  const past = 0xff << (count & 7);
  if (count & 7) store<u8>(marks + <usize>(count >> 3), <u8>past);
  const rows = excludedRowsOf(job);
  if (rows == 0) return;
  const excluded = excludedItemsOf(job);
  const to = load<i32>(rows + ((<usize>r) << 2), 4);
  for (let e = load<i32>(rows + ((<usize>r) << 2)); e < to; e++) {
    const item = load<u32>(excluded + ((<usize>e) << 2));
    const position = load<i32>(positions + ((<usize>item) << 2));
    if (position < 0) continue;
    const at = marks + <usize>(position >> 3);
    const bit = 1 << (position & 7);
    store<u8>(at, load<u8>(at) | <u8>bit);
  }
}

/** Takes the users through the panels, a chunk at a time, until all are done. */
function scan(
  screen: usize,
  users: i32,
  k: i32,
  pairs: i32,
  X: usize,
  S: usize,
  states: usize,
  marks: usize,
  buffers: usize,
  error: i32,
): void {
  const count = countOf(screen);
  const histogram = S + ((<usize>(4 * 8 * CHUNK)) << 2);
  const panels = (count + 7) >> 3;
  const longest = load<f32>(longestOf(screen));
  // the first chunk is short: it gives the bar
  let size = min(CHUNK, max(8, (2 * k + 7) >> 3));
  for (let from = 0; from < panels; from += size, size = CHUNK) {
    const to = min(from + size, panels);
    const length = (LENGTH / longest) * load<f32>(longestOf(screen) + ((<usize>from) << 2));
    let scanning = false;
    for (let first = 0; first < users; first += 4) {
      const rows = min(4, users - first);
      if (!anyScanning(states, first, rows, length)) continue;
      scanning = true;
      const y = panelsOf(screen) + ((<usize>from * <usize>pairs) << 5);
      wholeProduct(X + ((<usize>(first * pairs)) << 2), rows, pairs, y, to - from, S, (<usize>CHUNK) << 5);
      for (let l = 0; l < rows; l++) {
        const user = first + l;
        const state = states + ((<usize>user) << 4);
        if (load<i32>(state, 8) != SCANNING) continue;
        const row = S + ((<usize>(l * CHUNK)) << 5);
        const buffer = buffers + ((<usize>(user * roomOf(k))) << 3);
        collect(row, from, to, marks + <usize>user * marksBytes(count), state, buffer, k, error, histogram);
      }
    }
    if (!scanning) return;
  }
}

/** Ends the users for whom no item of this length or less can reach the bar; whether any of the rest are left. */
function anyScanning(states: usize, first: i32, rows: i32, length: f32): bool {
  let any = false;
  for (let l = 0; l < rows; l++) {
    const state = states + ((<usize>(first + l)) << 4);
    if (load<i32>(state, 8) != SCANNING) continue;
    // a thousandth over what float32 may make of |x| |y|
    if (<f64>LENGTH * <f64>length * 1.001 < <f64>load<i32>(state, 4)) store<i32>(state, DONE, 8);
    else any = true;
  }
  return any;
}

/** Adds the products of panels [from, to) that reach the bar to a user's candidates, and raises the bar when they are many. */
function collect(
  S: usize,
  from: i32,
  to: i32,
  marks: usize,
  state: usize,
  buffer: usize,
  k: i32,
  error: i32,
  histogram: usize,
): void {
  let count = load<i32>(state);
  const bar = load<i32>(state, 4);
  for (let p = from; p < to; p++) {
    count = appendAbove(buffer, count, S, 8 * p, bar, load<u8>(marks + <usize>p));
    S += 32;
  }
  store<i32>(state, count);
  if (count > 2 * k + 8 || bar == i32.MIN_VALUE) count = tighten(state, buffer, k, error, histogram);
  if (count > roomOf(k) - 8 * CHUNK) store<i32>(state, PLAIN, 8);
}

/** Sets the bar 2 E below what k candidates reach and drops what is under it; returns how many are left. */
function tighten(state: usize, buffer: usize, k: i32, error: i32, histogram: usize): i32 {
  let count = load<i32>(state);
  if (count > k) {
    const bar = max(load<i32>(state, 4), reachedBy(buffer, count, k, histogram) - 2 * error);
    count = keepAbove(buffer, count, bar);
    store<i32>(state, count);
    store<i32>(state, bar, 4);
  }
  return count;
}

/** Scores the candidates in float32 and writes the k best of them. */
function rank(
  job: usize,
  r: i32,
  k: i32,
  buffer: usize,
  count: i32,
  order: usize,
  scratch: usize,
  items: usize,
  scores: usize,
): void {
  const S = scratch;
  const I = S + ((<usize>count + 8) << 2);
  for (let c = 0; c < count; c += 8) {
    const at = (<usize>c) << 2;
    exactScores(job, r, buffer + ((<usize>c) << 3), min(8, count - c), order, S + at, I + at);
  }
  const heap = scratch + 4 * rowBytes(job);
  rankScored(S, I, count, k, COUNTED, heap, items, scores, streamOf(job), agentOf(job, r));
}
