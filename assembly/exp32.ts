/** Four float32 e^x for x ≤ 88, zero below -87, error below 1.5 ulp: 2ᵏ eʳ with eʳ by its Taylor series to r⁷. */
export function exp32x4(x: v128): v128 {
  const kept = f32x4.ge(x, f32x4.splat(-87));
  x = f32x4.max(x, f32x4.splat(-87));
  const k = f32x4.nearest(f32x4.mul(x, f32x4.splat(<f32>Math.LOG2E)));
  // k · 0.693115234375 (12 bits) is exact
  let r = f32x4.sub(x, f32x4.mul(k, f32x4.splat(0.693115234375)));
  r = f32x4.sub(r, f32x4.mul(k, f32x4.splat(3.194618329871446e-5)));
  let q = f32x4.splat(1.0 / 5040.0);
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.0 / 720.0));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.0 / 120.0));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.0 / 24.0));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(1.0 / 6.0));
  q = f32x4.add(f32x4.mul(q, r), f32x4.splat(0.5));
  const y = f32x4.add(f32x4.splat(1), f32x4.add(r, f32x4.mul(f32x4.mul(r, r), q)));
  const power = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(k), i32x4.splat(127)), 23);
  return v128.and(f32x4.mul(y, power), kept);
}

/** One float32 e^x by the same steps, for the bound that is tested. */
export function exp32(x: f32): f32 {
  return f32x4.extract_lane(exp32x4(f32x4.splat(x)), 0);
}
