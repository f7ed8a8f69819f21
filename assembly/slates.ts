import { agentOf, drawOf, firstEntry, itemsOf, rowBytes, streamOf } from "./job";
import { streamUniform } from "./philox";
import { mask, scoreRows } from "./scores";
import { search } from "./weights";

/** Draws refused because the item is in the slate already, before the rest is scanned: both are exact. */
const ATTEMPTS: u32 = 8;

/**
 * Slates of k for the entries of rows [begin, end): eligible items one after another without replacement, in proportion
 * to w_i = max(score, 0) while one is positive, then uniformly; with P(item | slots above), -1 and 0 where none is left.
 * items (int32), propensity (float64): (entries, k). scratch: four rows of scores, then one float64 and one byte an item.
 */
export function sampleSlates(
  begin: i32,
  end: i32,
  job: usize,
  k: i32,
  items: usize,
  propensity: usize,
  scratch: usize,
): i32 {
  const C = scratch + 4 * rowBytes(job);
  const marks = C + 2 * rowBytes(job);
  memory.fill(marks, 0, <usize>itemsOf(job));
  for (let first = begin; first < end; first += 4) {
    const rows = min(4, end - first);
    scoreRows(job, first, rows, scratch);
    for (let l = 0; l < rows; l++) {
      const r = first + l;
      const S = scratch + <usize>l * rowBytes(job);
      mask(job, r, S);
      sampleRow(job, r, k, S, C, marks, items, propensity);
    }
  }
  return 0;
}

function sampleRow(
  job: usize,
  r: i32,
  k: i32,
  S: usize,
  C: usize,
  marks: usize,
  items: usize,
  propensity: usize,
): void {
  const n = itemsOf(job);
  let eligible = 0;
  let positive = 0;
  let W: f64 = 0;
  for (let i = 0; i < n; i++) {
    const score = load<f32>(S + ((<usize>i) << 2));
    eligible += i32(score > -Infinity);
    positive += i32(score > 0);
    W += <f64>max<f32>(score, 0);
    store<f64>(C + ((<usize>i) << 3), W);
  }
  const to = firstEntry(job, r + 1);
  for (let e = firstEntry(job, r); e < to; e++) {
    const at = <usize>e * <usize>k;
    sampleSlate(job, r, e, k, S, C, marks, eligible, positive, items + (at << 2), propensity + (at << 3));
  }
}

function sampleSlate(
  job: usize,
  r: i32,
  e: i32,
  k: i32,
  S: usize,
  C: usize,
  marks: usize,
  eligible: i32,
  positive: i32,
  items: usize,
  propensity: usize,
): void {
  const n = itemsOf(job);
  const stream = streamOf(job);
  const draw = drawOf(job, e);
  const agent = agentOf(job, r);
  let rest = load<f64>(C + ((<usize>(n - 1)) << 3));
  let exact = rest; // the value when rest was last summed rather than subtracted
  for (let slot = 0; slot < k; slot++) {
    let item = -1;
    let p: f64 = 0;
    if (positive > 0) {
      item = drawWeighted(stream, draw, agent, slot, S, C, marks, n, rest);
      const w = <f64>load<f32>(S + ((<usize>item) << 2));
      p = w / rest;
      rest -= w;
      positive--;
      eligible--;
    } else if (eligible > 0) {
      item = drawUniform(stream, draw, agent, slot, S, marks, n, eligible);
      p = 1 / <f64>eligible;
      eligible--;
    }
    store<i32>(items + ((<usize>slot) << 2), item);
    store<f64>(propensity + ((<usize>slot) << 3), p);
    if (item < 0) continue;
    store<u8>(marks + <usize>item, 1);
    // a small difference of large numbers is summed afresh
    if (positive > 0 && rest < exact * 0.0009765625) {
      rest = remaining(S, marks, n);
      exact = rest;
    }
  }
  for (let slot = 0; slot < k; slot++) {
    const item = load<i32>(items + ((<usize>slot) << 2));
    if (item >= 0) store<u8>(marks + <usize>item, 0);
  }
}

/** One item not marked, in proportion to its positive score. */
function drawWeighted(
  stream: usize,
  draw: u32,
  agent: u32,
  slot: u32,
  S: usize,
  C: usize,
  marks: usize,
  n: i32,
  rest: f64,
): i32 {
  const W = load<f64>(C + ((<usize>(n - 1)) << 3));
  for (let attempt: u32 = 0; attempt < ATTEMPTS; attempt++) {
    const item = search(C, n, W * streamUniform(stream, draw, agent, slot | (attempt << 24)));
    if (item < n && load<u8>(marks + <usize>item) == 0) return item;
  }
  const x = rest * streamUniform(stream, draw, agent, slot | (ATTEMPTS << 24));
  let sum: f64 = 0;
  let last = -1;
  for (let i = 0; i < n; i++) {
    const w = load<f32>(S + ((<usize>i) << 2));
    if (!(w > 0) || load<u8>(marks + <usize>i) != 0) continue;
    last = i;
    sum += <f64>w;
    if (sum > x) break;
  }
  return last;
}

/** One of the `count` eligible items not marked, each as likely. */
function drawUniform(stream: usize, draw: u32, agent: u32, slot: u32, S: usize, marks: usize, n: i32, count: i32): i32 {
  for (let attempt: u32 = 0; attempt < ATTEMPTS; attempt++) {
    const item = <i32>(<f64>n * streamUniform(stream, draw, agent, slot | (attempt << 24)));
    if (item < n && load<f32>(S + ((<usize>item) << 2)) > -Infinity && load<u8>(marks + <usize>item) == 0) return item;
  }
  let skip = min(count - 1, <i32>(<f64>count * streamUniform(stream, draw, agent, slot | (ATTEMPTS << 24))));
  for (let i = 0; i < n; i++) {
    if (!(load<f32>(S + ((<usize>i) << 2)) > -Infinity) || load<u8>(marks + <usize>i) != 0) continue;
    if (skip-- == 0) return i;
  }
  return -1;
}

/** Σ of the positive scores that are not marked. */
function remaining(S: usize, marks: usize, n: i32): f64 {
  let sum: f64 = 0;
  for (let i = 0; i < n; i++) {
    if (load<u8>(marks + <usize>i) == 0) sum += <f64>max<f32>(load<f32>(S + ((<usize>i) << 2)), 0);
  }
  return sum;
}
