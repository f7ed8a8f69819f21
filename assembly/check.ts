/** Largest absolute value of `count` float32 (NaN if there is one, which wins over an infinity). */
export function largest(F: usize, count: i32): f32 {
  let most = f32x4.splat(0);
  const whole = (<usize>(count & ~3)) << 2;
  let at: usize = 0;
  for (; at < whole; at += 16) most = f32x4.max(most, f32x4.abs(v128.load(F + at)));
  let m = max(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1));
  m = max(m, max(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)));
  for (const end = (<usize>count) << 2; at < end; at += 4) m = max(m, abs(load<f32>(F + at)));
  return m;
}

/** The first of `count` indices outside [0, limit), or -1. */
export function firstOutside(indices: usize, count: i32, limit: i32): i32 {
  for (let e = 0; e < count; e++) {
    if (<u32>load<i32>(indices + ((<usize>e) << 2)) >= <u32>limit) return e;
  }
  return -1;
}
