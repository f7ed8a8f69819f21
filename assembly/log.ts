import { LN2_HI, LN2_LO } from "./exp";

/** k of x = 2ᵏ m with √½ ≤ m < √2, for a normal x > 0. */
export function exponentOf(x: f64): i64 {
  return (reinterpret<i64>(x) - reinterpret<i64>(Math.SQRT1_2)) >> 52;
}

/** x · 2⁻ᵏ */
export function mantissaOf(x: f64, k: i64): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) - (k << 52));
}

/**
 * Σ_{n≥1} 2 z^n / (2n + 1), so that ln((1 + s) / (1 - s)) = 2s + s · atanhTail(s²). For s² ≤ 0.0295 the first term left
 * out is below 2⁻⁶⁰ of the sum.
 */
export function atanhTail(z: f64): f64 {
  let R: f64 = 2.0 / 23.0;
  R = R * z + 2.0 / 21.0;
  R = R * z + 2.0 / 19.0;
  R = R * z + 2.0 / 17.0;
  R = R * z + 2.0 / 15.0;
  R = R * z + 2.0 / 13.0;
  R = R * z + 2.0 / 11.0;
  R = R * z + 2.0 / 9.0;
  R = R * z + 2.0 / 7.0;
  R = R * z + 2.0 / 5.0;
  return (R * z + 2.0 / 3.0) * z;
}

/** ln x, error below 1 ulp. With m = 1 + f and s = f / (2 + f): ln m = f - (f²/2 - s (f²/2 + R(s²))). */
export function log(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN;
  if (x == Infinity) return x;
  let subnormal: f64 = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    subnormal = 54;
  }
  const exponent = exponentOf(x);
  const k = <f64>exponent - subnormal;
  const f = mantissaOf(x, exponent) - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return k * LN2_HI - (half - (s * (half + atanhTail(s * s)) + k * LN2_LO) - f);
}
