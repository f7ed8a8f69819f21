// ln 2 in two parts: k · LN2_HI (40 bits) is exact for every k below 2¹³
export const LN2_HI: f64 = 0.6931471805592082;
export const LN2_LO: f64 = 7.371002565167799e-13;

/** e^x, error below 1 ulp: e^x = 2ᵏ eʳ with |r| ≤ ln 2 / 2 and eʳ by its Taylor series (r¹⁴/14! < 2⁻⁵⁷). */
export function exp(x: f64): f64 {
  if (!(x <= 709.782712893384)) return x > 709 ? Infinity : x;
  if (x < -745.1332191019412) return 0;
  const k = nearest(x * Math.LOG2E);
  const hi = x - k * LN2_HI;
  const lo = k * LN2_LO;
  const r = hi - lo;
  // 1 + hi rounded, and what the rounding lost
  const sum = 1 + hi;
  const lost = hi - (sum - 1);
  return scaled(sum + (lost + (r * r * tail(r) - lo)), <i32>k);
}

/** (eʳ - 1 - r) / r² */
function tail(r: f64): f64 {
  let q: f64 = 1.0 / 6227020800.0;
  q = q * r + 1.0 / 479001600.0;
  q = q * r + 1.0 / 39916800.0;
  q = q * r + 1.0 / 3628800.0;
  q = q * r + 1.0 / 362880.0;
  q = q * r + 1.0 / 40320.0;
  q = q * r + 1.0 / 5040.0;
  q = q * r + 1.0 / 720.0;
  q = q * r + 1.0 / 120.0;
  q = q * r + 1.0 / 24.0;
  q = q * r + 1.0 / 6.0;
  return q * r + 0.5;
}

/** y · 2ᵏ for 0.7 < y < 1.5 and -1076 < k < 1025, rounded once where the result is subnormal. */
function scaled(y: f64, k: i32): f64 {
  if (k > 1023) return y * 2 * powerOfTwo(k - 1);
  if (k < -1022) return y * powerOfTwo(k + 1000) * powerOfTwo(-1000);
  return y * powerOfTwo(k);
}

function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>((<i64>(k + 1023)) << 52);
}

/** Two float64 e^x for -708 ≤ x ≤ 709 (other values are clamped), error below 2 ulp. */
export function exp64x2(x: v128): v128 {
  x = f64x2.max(f64x2.splat(-708), f64x2.min(f64x2.splat(709), x));
  const k = f64x2.nearest(f64x2.mul(x, f64x2.splat(Math.LOG2E)));
  let r = f64x2.sub(x, f64x2.mul(k, f64x2.splat(LN2_HI)));
  r = f64x2.sub(r, f64x2.mul(k, f64x2.splat(LN2_LO)));
  let q = f64x2.splat(1.0 / 6227020800.0);
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 479001600.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 39916800.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 3628800.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 362880.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 40320.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 5040.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 720.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 120.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 24.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(1.0 / 6.0));
  q = f64x2.add(f64x2.mul(q, r), f64x2.splat(0.5));
  const y = f64x2.add(f64x2.splat(1), f64x2.add(r, f64x2.mul(f64x2.mul(r, r), q)));
  // adding 1.5 · 2⁵² leaves k in the low bits; the shift drops the rest
  const bits = f64x2.add(k, f64x2.splat(6755399441055744.0));
  return f64x2.mul(y, i64x2.shl(i64x2.add(bits, i64x2.splat(1023)), 52));
}
