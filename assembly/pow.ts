import { exp, LN2_HI, LN2_LO } from "./exp";
import { atanhTail, exponentOf, log, mantissaOf } from "./log";

/**
 * x^y = e^(y ln x) for x ≥ 0 (NaN below), error below 1 + |y ln x| / 16 ulp: ln x is carried in two float64 words and
 * multiplied by y without loss (Dekker 1971), and the lower word enters as e^(a + b) = e^a + e^a b.
 */
export function pow(x: f64, y: f64): f64 {
  if (y == 0 || x == 1) return 1;
  const rough = y * log(x);
  if (!(abs(rough) < 746)) return exp(rough);
  let subnormal: f64 = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984.0;
    subnormal = 54;
  }
  const exponent = exponentOf(x);
  const k = <f64>exponent - subnormal;
  const m = mantissaOf(x, exponent);
  // s + sLow = (m - 1) / (m + 1)
  const f = m - 1;
  const t = m + 1;
  const tLow = m < 1 ? m - (t - 1) : 1 - (t - m);
  const s = f / t;
  const p = s * t;
  const sLow = (f - p - productError(s, t, p) - s * tLow) / t;
  // hi + lo = k ln 2 + 2 s + s · R(s²)
  const whole = k * LN2_HI;
  const sum = whole + 2 * s;
  const rest = 2 * s - (sum - whole) + (s * atanhTail(s * s) + 2 * sLow + k * LN2_LO);
  const hi = sum + rest;
  const lo = rest - (hi - sum);
  const a = y * hi;
  const power = exp(a);
  return power == 0 || power == Infinity ? power : power + power * (productError(y, hi, a) + y * lo);
}

/** a b - p, exactly, for p = a b rounded. */
function productError(a: f64, b: f64, p: f64): f64 {
  const aHigh = upper(a);
  const bHigh = upper(b);
  const aLow = a - aHigh;
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** The upper 26 bits of a's 53. */
function upper(a: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(a) & 0xfffffffff8000000);
}
