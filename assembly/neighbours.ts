import { drain, keep } from "./ranked";

/**
 * For items [begin, end) the `count` items of the highest similarity Σ_u w_ui w_uj / (|w_i| |w_j| + shrinkage) above 0,
 * highest first, ties by keyed draw (agent i, slot j); -1 and 0 where fewer. Row i of the product of the matrix by item
 * with the matrix by user is summed at once (Gustavson 1978), in float64, in order of users. squares: |w_i|² (items)
 * float64; shrinkage: address of one float64. best (int32), similarities (float32): (items, count).
 * scratch: one float64 and one int32 an item, 16 bytes aligned; then min(count, items) + 1 candidates of 16 bytes.
 */
export function itemNeighbours(
  begin: i32,
  end: i32,
  userRows: usize,
  userItems: usize,
  userValues: usize,
  itemRows: usize,
  itemUsers: usize,
  itemValues: usize,
  squares: usize,
  items: i32,
  count: i32,
  shrinkage: usize,
  stream: usize,
  best: usize,
  similarities: usize,
  scratch: usize,
): i32 {
  const touched = touchedOf(scratch, items);
  const heap = candidatesOf(scratch, items);
  const most = min(count, items);
  const s = load<f64>(shrinkage);
  clear(scratch, items);
  for (let i = begin; i < end; i++) {
    const n = multiplyRow(i, userRows, userItems, userValues, itemRows, itemUsers, itemValues, scratch, touched);
    const square = load<f64>(squares + ((<usize>i) << 3));
    let found = 0;
    let bar: f64 = 0;
    for (let t = 0; t < n; t++) {
      const j = load<i32>(touched + ((<usize>t) << 2));
      const product = take(scratch, j);
      if (j == i) continue;
      const norms2 = square * load<f64>(squares + ((<usize>j) << 3));
      if (product * product < norms2 * bar) continue;
      const similarity = <f32>(product / (sqrt(norms2) + s));
      if (!(similarity > 0)) continue;
      found = keep(heap, found, most, similarity, j, -1, stream, i);
      if (found == most) bar = barOf(load<f32>(heap));
    }
    const at = (<usize>i * <usize>count) << 2;
    drain(heap, found, count, best + at, similarities + at, stream, i);
  }
  return 0;
}

/**
 * The square of the least similarity kept, lowered by more than roundings (2^-24 of it, and some 2^-53) can take: one below
 * it loses before its root and quotient are taken, as shrinkage only lowers a positive one. A similarity that is negative
 * may pass, as its square does.
 */
function barOf(least: f32): f64 {
  return <f64>least * <f64>least * 0.999999; // 1 - 10⁻⁶ < (1 - 2^-24)²
}

/** Adds w_ui w_uj for every u of row i and j of row u; returns how many items were touched. */
function multiplyRow(
  i: i32,
  userRows: usize,
  userItems: usize,
  userValues: usize,
  itemRows: usize,
  itemUsers: usize,
  itemValues: usize,
  A: usize,
  touched: usize,
): i32 {
  let n = 0;
  const last = (<usize>load<u32>(itemRows + ((<usize>i) << 2), 4)) << 2;
  for (let e = (<usize>load<u32>(itemRows + ((<usize>i) << 2))) << 2; e < last; e += 4) {
    const row = userRows + ((<usize>load<u32>(itemUsers + e)) << 2);
    const from = (<usize>load<u32>(row)) << 2;
    const to = (<usize>load<u32>(row, 4)) << 2;
    n = addScaledRow(userItems, userValues, from, to, <f64>load<f32>(itemValues + e), A, touched, n);
  }
  return n;
}

/**
 * A_j += factor · value over entries at byte offsets [from, to); the j that had no sum join the `n` touched ones. A sum of
 * finite numbers is never NaN, so that NaN stands for none; one that is infinite stays so, and is touched by nothing.
 */
export function addScaledRow(
  indices: usize,
  values: usize,
  from: usize,
  to: usize,
  factor: f64,
  A: usize,
  touched: usize,
  n: i32,
): i32 {
  for (; from < to; from += 4) {
    const j = load<u32>(indices + from);
    const at = A + ((<usize>j) << 3);
    let sum = load<f64>(at);
    if (!(sum <= Infinity)) {
      store<u32>(touched + ((<usize>n) << 2), j);
      n++;
      sum = 0;
    }
    store<f64>(at, sum + factor * <f64>load<f32>(values + from));
  }
  return n;
}

/** No item has a sum. */
export function clear(A: usize, items: i32): void {
  for (const end = A + ((<usize>items) << 3); A < end; A += 8) store<f64>(A, NaN);
}

/** The sum of item j, which has none from then on. */
export function take(A: usize, j: i32): f64 {
  const at = A + ((<usize>j) << 3);
  const sum = load<f64>(at);
  store<f64>(at, NaN);
  return sum;
}

/** Scratch after the sums (float64): touched items (int32), then candidates, 16 bytes aligned. */
export function touchedOf(scratch: usize, items: i32): usize {
  return scratch + ((<usize>items) << 3);
}

export function candidatesOf(scratch: usize, items: i32): usize {
  return (scratch + <usize>items * 12 + 15) & ~15;
}
