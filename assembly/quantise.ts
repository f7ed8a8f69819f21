/** Length of every quantised user and of the longest item, so that no sum of their products leaves 32 bits. */
export const LENGTH: f32 = 32700;

/** |f|, summed in float64, for each row of F (rows, dims). */
export function lengths(F: usize, rows: i32, dims: i32, out: usize): void {
  const bytes = (<usize>dims) << 2;
  for (let r = 0; r < rows; r++) {
    store<f32>(out + ((<usize>r) << 2), lengthOf(F, dims));
    F += bytes;
  }
}

export function lengthOf(f: usize, dims: i32): f32 {
  let sum: f64 = 0;
  for (let k = 0; k < dims; k++) {
    const x = <f64>load<f32>(f + ((<usize>k) << 2));
    sum += x * x;
  }
  return <f32>sqrt(sum);
}

/** Pairs of factors that a quantised row holds: an even number. */
export function pairsOf(dims: i32): i32 {
  return ((dims + 3) >> 2) << 1;
}

/**
 * The items at positions [begin, end) / 8 of `order` as whole numbers in panels of eight: for a pair of factors, eight
 * items' two int16 each; zeros past `count` and past the last factor.
 */
export function quantisePanels(
  begin: i32,
  end: i32,
  F: usize,
  dims: i32,
  order: usize,
  count: i32,
  longest: f32,
  panels: usize,
): i32 {
  const pairs = pairsOf(dims);
  const scale = LENGTH / longest;
  for (let p = begin; p < end; p++) {
    const panel = panels + ((<usize>(p * pairs)) << 5);
    for (let l = 0; l < 8; l++) {
      const at = 8 * p + l;
      const f = at < count ? F + ((<usize>load<i32>(order + ((<usize>at) << 2)) * <usize>dims) << 2) : 0;
      quantise(f, dims, scale, panel + ((<usize>l) << 2), 32);
    }
  }
  return 0;
}

/** q = f scale rounded to int16, two factors at a time, pairs `stride` bytes apart; zeros where f is 0. */
export function quantise(f: usize, dims: i32, scale: f32, q: usize, stride: usize): void {
  const whole = f == 0 ? 0 : dims;
  const end = 2 * pairsOf(dims);
  for (let k = 0; k < end; k += 2) {
    store<i16>(q, k < whole ? nearestWhole(f, k, scale) : 0);
    store<i16>(q, k + 1 < whole ? nearestWhole(f, k + 1, scale) : 0, 2);
    q += stride;
  }
}

function nearestWhole(f: usize, k: i32, scale: f32): i16 {
  return <i16>nearest<f32>(load<f32>(f + ((<usize>k) << 2)) * scale);
}

/**
 * S = the products, in whole numbers, of up to four quantised rows X (rows, 2 pairs), pairs even, with `count` panels; a row of S has
 * 8 count int32 and takes `stride` bytes.
 */
export function wholeProduct(
  X: usize,
  rows: i32,
  pairs: i32,
  panels: usize,
  count: i32,
  S: usize,
  stride: usize,
): void {
  const bytes = (<usize>pairs) << 2;
  const last = <usize>(rows - 1);
  // a row past the last is the last once more
  const X1 = X + min<usize>(1, last) * bytes;
  const X2 = X + min<usize>(2, last) * bytes;
  const X3 = X + min<usize>(3, last) * bytes;
  const S1 = S + min<usize>(1, last) * stride;
  const S2 = S + min<usize>(2, last) * stride;
  const S3 = S + min<usize>(3, last) * stride;
  let y = panels;
  const end = (<usize>count) << 5;
  for (let at: usize = 0; at < end; at += 32) {
    let a0 = i32x4.splat(0);
    let a1 = a0;
    let b0 = a0;
    let b1 = a0;
    let c0 = a0;
    let c1 = a0;
    let d0 = a0;
    let d1 = a0;
    for (let k: usize = 0; k < bytes; k += 8) {
      let lo = v128.load(y);
      let hi = v128.load(y, 16);
      let x0 = v128.load32_splat(X + k);
      let x1 = v128.load32_splat(X1 + k);
      let x2 = v128.load32_splat(X2 + k);
      let x3 = v128.load32_splat(X3 + k);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x0, lo));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x0, hi));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x1, lo));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x1, hi));
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(x2, lo));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(x2, hi));
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(x3, lo));
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(x3, hi));
      lo = v128.load(y, 32);
      hi = v128.load(y, 48);
      y += 64;
      x0 = v128.load32_splat(X + k, 4);
      x1 = v128.load32_splat(X1 + k, 4);
      x2 = v128.load32_splat(X2 + k, 4);
      x3 = v128.load32_splat(X3 + k, 4);
      a0 = i32x4.add(a0, i32x4.dot_i16x8_s(x0, lo));
      a1 = i32x4.add(a1, i32x4.dot_i16x8_s(x0, hi));
      b0 = i32x4.add(b0, i32x4.dot_i16x8_s(x1, lo));
      b1 = i32x4.add(b1, i32x4.dot_i16x8_s(x1, hi));
      c0 = i32x4.add(c0, i32x4.dot_i16x8_s(x2, lo));
      c1 = i32x4.add(c1, i32x4.dot_i16x8_s(x2, hi));
      d0 = i32x4.add(d0, i32x4.dot_i16x8_s(x3, lo));
      d1 = i32x4.add(d1, i32x4.dot_i16x8_s(x3, hi));
    }
    v128.store(S + at, a0);
    v128.store(S + at, a1, 16);
    v128.store(S1 + at, b0);
    v128.store(S1 + at, b1, 16);
    v128.store(S2 + at, c0);
    v128.store(S2 + at, c1, 16);
    v128.store(S3 + at, d0);
    v128.store(S3 + at, d1, 16);
  }
}
