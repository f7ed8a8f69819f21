import { dimsOf, itemFactorsOf, usersOf } from "./job";

/**
 * Float32 scores S of row r for up to eight candidates (positions in their lower halves), in the order of `product`, and
 * their items: eight of each are written, those past `count` without a meaning.
 */
export function exactScores(
  job: usize,
  r: i32,
  candidates: usize,
  count: i32,
  order: usize,
  S: usize,
  items: usize,
): void {
  for (let l = 0; l < 8; l++) {
    // a candidate past the last is the first once more
    const position = load<u32>(candidates + (l < count ? (<usize>l) << 3 : 0));
    store<i32>(items + ((<usize>l) << 2), load<i32>(order + ((<usize>position) << 2)));
  }
  scoreEight(job, r, items, S);
}

/** Float32 scores S of row r for the eight items at `items`, in the order of `product`. */
export function scoreEight(job: usize, r: i32, items: usize, S: usize): void {
  const bytes = (<usize>dimsOf(job)) << 2;
  const Y = itemFactorsOf(job);
  const y0 = rowAt(Y, items, 0, bytes);
  const y1 = rowAt(Y, items, 1, bytes);
  const y2 = rowAt(Y, items, 2, bytes);
  const y3 = rowAt(Y, items, 3, bytes);
  const y4 = rowAt(Y, items, 4, bytes);
  const y5 = rowAt(Y, items, 5, bytes);
  const y6 = rowAt(Y, items, 6, bytes);
  const y7 = rowAt(Y, items, 7, bytes);
  const x = usersOf(job) + <usize>r * bytes;
  let lo = f32x4.splat(0);
  let hi = lo;
  for (let c: usize = 0; c < bytes; c += 16) {
    // the last load may read past a row, into factors whose products are not added
    const last = bytes - c;
    const a0 = v128.load(y0 + c);
    const a1 = v128.load(y1 + c);
    const a2 = v128.load(y2 + c);
    const a3 = v128.load(y3 + c);
    const b0 = v128.load(y4 + c);
    const b1 = v128.load(y5 + c);
    const b2 = v128.load(y6 + c);
    const b3 = v128.load(y7 + c);
    const a01 = v128.shuffle<f32>(a0, a1, 0, 4, 1, 5);
    const a23 = v128.shuffle<f32>(a2, a3, 0, 4, 1, 5);
    const b01 = v128.shuffle<f32>(b0, b1, 0, 4, 1, 5);
    const b23 = v128.shuffle<f32>(b2, b3, 0, 4, 1, 5);
    const x0 = v128.load32_splat(x + c);
    lo = f32x4.add(lo, f32x4.mul(x0, v128.shuffle<f64>(a01, a23, 0, 2)));
    hi = f32x4.add(hi, f32x4.mul(x0, v128.shuffle<f64>(b01, b23, 0, 2)));
    if (last < 8) break;
    const x1 = v128.load32_splat(x + c, 4);
    lo = f32x4.add(lo, f32x4.mul(x1, v128.shuffle<f64>(a01, a23, 1, 3)));
    hi = f32x4.add(hi, f32x4.mul(x1, v128.shuffle<f64>(b01, b23, 1, 3)));
    if (last < 12) break;
    const A01 = v128.shuffle<f32>(a0, a1, 2, 6, 3, 7);
    const A23 = v128.shuffle<f32>(a2, a3, 2, 6, 3, 7);
    const B01 = v128.shuffle<f32>(b0, b1, 2, 6, 3, 7);
    const B23 = v128.shuffle<f32>(b2, b3, 2, 6, 3, 7);
    const x2 = v128.load32_splat(x + c, 8);
    lo = f32x4.add(lo, f32x4.mul(x2, v128.shuffle<f64>(A01, A23, 0, 2)));
    hi = f32x4.add(hi, f32x4.mul(x2, v128.shuffle<f64>(B01, B23, 0, 2)));
    if (last < 16) break;
    const x3 = v128.load32_splat(x + c, 12);
    lo = f32x4.add(lo, f32x4.mul(x3, v128.shuffle<f64>(A01, A23, 1, 3)));
    hi = f32x4.add(hi, f32x4.mul(x3, v128.shuffle<f64>(B01, B23, 1, 3)));
  }
  v128.store(S, lo);
  v128.store(S, hi, 16);
}

function rowAt(Y: usize, items: usize, l: usize, bytes: usize): usize {
  return Y + <usize>load<i32>(items + (l << 2)) * bytes;
}
