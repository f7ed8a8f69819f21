/** Largest absolute value of `count` float32 (NaN if there is one, which wins over an infinity). */
export function largest(F: usize, count: i32): f32 {
  let a = f32x4.splat(0);
  let b = a;
  let c = a;
  let d = a;
  const whole = (<usize>(count & ~15)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 64) {
    a = f32x4.max(a, f32x4.abs(v128.load(F + at)));
    b = f32x4.max(b, f32x4.abs(v128.load(F + at, 16)));
    c = f32x4.max(c, f32x4.abs(v128.load(F + at, 32)));
    d = f32x4.max(d, f32x4.abs(v128.load(F + at, 48)));
  }
  a = f32x4.max(f32x4.max(a, b), f32x4.max(c, d));
  let m = max(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
  m = max(m, max(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)));
  for (const end = (<usize>count) << 2; at < end; at += 4) m = max(m, abs(load<f32>(F + at)));
  return m;
}

/** The least of `count` float32, ∞ where there is none and NaN if one is. */
export function least(F: usize, count: i32): f32 {
  let a = f32x4.splat(Infinity);
  let b = a;
  let c = a;
  let d = a;
  const whole = (<usize>(count & ~15)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 64) {
    a = f32x4.min(a, v128.load(F + at));
    b = f32x4.min(b, v128.load(F + at, 16));
    c = f32x4.min(c, v128.load(F + at, 32));
    d = f32x4.min(d, v128.load(F + at, 48));
  }
  a = f32x4.min(f32x4.min(a, b), f32x4.min(c, d));
  let m = min(f32x4.extract_lane(a, 0), f32x4.extract_lane(a, 1));
  m = min(m, min(f32x4.extract_lane(a, 2), f32x4.extract_lane(a, 3)));
  for (const end = (<usize>count) << 2; at < end; at += 4) m = min(m, load<f32>(F + at));
  return m;
}

/** The first of `count` indices outside [0, limit), or -1. */
export function firstOutside(indices: usize, count: i32, limit: i32): i32 {
  for (let e = 0; e < count; e++) {
    if (<u32>load<i32>(indices + ((<usize>e) << 2)) >= <u32>limit) return e;
  }
  return -1;
}
