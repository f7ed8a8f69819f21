/*
 * Candidates of a screened top-k: int64, a score in whole numbers above and a position below, so that one comparison
 * orders them.
 */

function get(a: usize, i: i32): i64 {
  return load<i64>(a + ((<usize>i) << 3));
}

function set(a: usize, i: i32, value: i64): void {
  store<i64>(a + ((<usize>i) << 3), value);
}

export function scoreOf(candidate: i64): i32 {
  return <i32>(candidate >> 32);
}

/** Buckets of a histogram of scores, as a power of two. */
const BUCKETS: i32 = 6;
export const HISTOGRAM_BYTES: usize = 256;

/** A score that at least k of the candidates a (count) reach, not far below the k-th best; 0 < k ≤ count. */
export function reachedBy(a: usize, count: i32, k: i32, histogram: usize): i32 {
  let least = i32.MAX_VALUE;
  let most = i32.MIN_VALUE;
  for (let i = 0; i < count; i++) {
    const score = scoreOf(get(a, i));
    least = min(least, score);
    most = max(most, score);
  }
  const shift = max(0, 32 - BUCKETS - clz(most - least));
  memory.fill(histogram, 0, HISTOGRAM_BYTES);
  for (let i = 0; i < count; i++) {
    const bucket = histogram + ((<usize>(<u32>(scoreOf(get(a, i)) - least) >> shift)) << 2);
    store<i32>(bucket, load<i32>(bucket) + 1);
  }
  let bucket = (1 << BUCKETS) - 1;
  for (let above = 0; ; bucket--) {
    above += load<i32>(histogram + ((<usize>bucket) << 2));
    if (above >= k) break;
  }
  return least + (bucket << shift);
}

/** Moves the candidates whose score is at least `bar` together; returns how many there are. */
export function keepAbove(a: usize, count: i32, bar: i32): i32 {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const candidate = get(a, i);
    set(a, kept, candidate);
    kept += i32(scoreOf(candidate) >= bar);
  }
  return kept;
}

/**
 * Appends the eight at `position` whose scores at S reach the bar and whose bit of `excluded` is not set; returns the new
 * count.
 */
export function appendAbove(a: usize, count: i32, S: usize, position: i32, bar: i32, excluded: i32): i32 {
  const least = i32x4.splat(bar);
  const lo = i32x4.ge_s(v128.load(S), least);
  const hi = i32x4.ge_s(v128.load(S, 16), least);
  if (!v128.any_true(v128.or(lo, hi))) return count;
  let hits = (i32x4.bitmask(lo) | (i32x4.bitmask(hi) << 4)) & ~excluded;
  while (hits != 0) {
    const l = ctz(hits);
    hits &= hits - 1;
    set(a, count, ((<i64>load<i32>(S + ((<usize>l) << 2))) << 32) | <i64>(position + l));
    count++;
  }
  return count;
}
