import { streamUniform } from "./philox";

/**
 * A binary heap of the best candidates, the worst at its root. A candidate is 16 bytes: score (float32), item (int32),
 * draw (float64, negative until a tie asks for it).
 */
export function put(entry: usize, score: f32, item: i32, draw: f64): void {
  store<f32>(entry, score);
  store<i32>(entry, item, 4);
  store<f64>(entry, draw, 8);
}

/** Whether a ranks below b: a lower score, or the same and a lower keyed draw. */
export function below(a: usize, b: usize, stream: usize, agent: u32): bool {
  const x = load<f32>(a);
  const y = load<f32>(b);
  if (x != y) return x < y;
  const u = tieDraw(a, stream, agent);
  const v = tieDraw(b, stream, agent);
  return u == v ? load<i32>(a, 4) > load<i32>(b, 4) : u < v;
}

/** A candidate's keyed draw, made when it is first asked for. */
export function tieDraw(entry: usize, stream: usize, agent: u32): f64 {
  let u = load<f64>(entry, 8);
  if (u < 0) {
    u = streamUniform(stream, 0, agent, load<u32>(entry, 4));
    store<f64>(entry, u, 8);
  }
  return u;
}

/** Moves entry `at` of the heap towards the root. */
export function siftUp(heap: usize, at: i32, stream: usize, agent: u32): void {
  while (at > 0) {
    const parent = (at - 1) >> 1;
    const a = heap + ((<usize>at) << 4);
    const p = heap + ((<usize>parent) << 4);
    if (!below(a, p, stream, agent)) return;
    swap(a, p);
    at = parent;
  }
}

/** Moves entry `at` of a heap of `count` away from the root. */
export function siftDown(heap: usize, at: i32, count: i32, stream: usize, agent: u32): void {
  for (;;) {
    let child = 2 * at + 1;
    if (child >= count) return;
    let c = heap + ((<usize>child) << 4);
    if (child + 1 < count && below(c + 16, c, stream, agent)) {
      child++;
      c += 16;
    }
    const a = heap + ((<usize>at) << 4);
    if (!below(c, a, stream, agent)) return;
    swap(a, c);
    at = child;
  }
}

function swap(a: usize, b: usize): void {
  const kept = v128.load(a);
  v128.store(a, v128.load(b));
  v128.store(b, kept);
}
