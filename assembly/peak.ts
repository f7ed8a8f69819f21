/*
 * What a core's vector units can do at most, with nothing but registers: the measure that a benchmark holds kernels to.
 * Twelve accumulators hide the time that an addition takes before the next one can use its result.
 */

/** `steps` times a = a x + y for twelve accumulators of four lanes, 96 operations a step, from 0 to 11; the sum of all lanes. */
export function floatPeak(steps: i32, x: f32, y: f32): f32 {
  const X = f32x4.splat(x);
  const Y = f32x4.splat(y);
  let a0 = f32x4.splat(0);
  let a1 = f32x4.splat(1);
  let a2 = f32x4.splat(2);
  let a3 = f32x4.splat(3);
  let a4 = f32x4.splat(4);
  let a5 = f32x4.splat(5);
  let a6 = f32x4.splat(6);
  let a7 = f32x4.splat(7);
  let a8 = f32x4.splat(8);
  let a9 = f32x4.splat(9);
  let a10 = f32x4.splat(10);
  let a11 = f32x4.splat(11);
  for (let step = 0; step < steps; step++) {
    a0 = f32x4.add(f32x4.mul(a0, X), Y);
    a1 = f32x4.add(f32x4.mul(a1, X), Y);
    a2 = f32x4.add(f32x4.mul(a2, X), Y);
    a3 = f32x4.add(f32x4.mul(a3, X), Y);
    a4 = f32x4.add(f32x4.mul(a4, X), Y);
    a5 = f32x4.add(f32x4.mul(a5, X), Y);
    a6 = f32x4.add(f32x4.mul(a6, X), Y);
    a7 = f32x4.add(f32x4.mul(a7, X), Y);
    a8 = f32x4.add(f32x4.mul(a8, X), Y);
    a9 = f32x4.add(f32x4.mul(a9, X), Y);
    a10 = f32x4.add(f32x4.mul(a10, X), Y);
    a11 = f32x4.add(f32x4.mul(a11, X), Y);
  }
  const low = f32x4.add(f32x4.add(f32x4.add(a0, a1), f32x4.add(a2, a3)), f32x4.add(a4, a5));
  const high = f32x4.add(f32x4.add(f32x4.add(a6, a7), f32x4.add(a8, a9)), f32x4.add(a10, a11));
  const all = f32x4.add(low, high);
  return (
    f32x4.extract_lane(all, 0) + f32x4.extract_lane(all, 1) + (f32x4.extract_lane(all, 2) + f32x4.extract_lane(all, 3))
  );
}

/**
 * `steps` times a = a + a · y for twelve accumulators of four int32, a · y being dot products of two int16 each, 192
 * operations a step, from 1 to 12; the sum of all lanes. All modulo 2³².
 */
export function wholePeak(steps: i32, y: i32): i32 {
  const Y = i16x8.splat(<i16>y);
  let a0 = i32x4.splat(1);
  let a1 = i32x4.splat(2);
  let a2 = i32x4.splat(3);
  let a3 = i32x4.splat(4);
  let a4 = i32x4.splat(5);
  let a5 = i32x4.splat(6);
  let a6 = i32x4.splat(7);
  let a7 = i32x4.splat(8);
  let a8 = i32x4.splat(9);
  let a9 = i32x4.splat(10);
  let a10 = i32x4.splat(11);
  let a11 = i32x4.splat(12);
  for (let step = 0; step < steps; step++) {
    a0 = i32x4.add(a0, i32x4.dot_i16x8_s(a0, Y));
    a1 = i32x4.add(a1, i32x4.dot_i16x8_s(a1, Y));
    a2 = i32x4.add(a2, i32x4.dot_i16x8_s(a2, Y));
    a3 = i32x4.add(a3, i32x4.dot_i16x8_s(a3, Y));
    a4 = i32x4.add(a4, i32x4.dot_i16x8_s(a4, Y));
    a5 = i32x4.add(a5, i32x4.dot_i16x8_s(a5, Y));
    a6 = i32x4.add(a6, i32x4.dot_i16x8_s(a6, Y));
    a7 = i32x4.add(a7, i32x4.dot_i16x8_s(a7, Y));
    a8 = i32x4.add(a8, i32x4.dot_i16x8_s(a8, Y));
    a9 = i32x4.add(a9, i32x4.dot_i16x8_s(a9, Y));
    a10 = i32x4.add(a10, i32x4.dot_i16x8_s(a10, Y));
    a11 = i32x4.add(a11, i32x4.dot_i16x8_s(a11, Y));
  }
  const low = i32x4.add(i32x4.add(i32x4.add(a0, a1), i32x4.add(a2, a3)), i32x4.add(a4, a5));
  const high = i32x4.add(i32x4.add(i32x4.add(a6, a7), i32x4.add(a8, a9)), i32x4.add(a10, a11));
  const all = i32x4.add(low, high);
  return (
    i32x4.extract_lane(all, 0) + i32x4.extract_lane(all, 1) + i32x4.extract_lane(all, 2) + i32x4.extract_lane(all, 3)
  );
}
