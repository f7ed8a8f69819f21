/** Fixed-point reals with 192 fractional bits: exp and ln of float64 arguments far beyond float64's precision. */
const BITS = 192n;
const ONE = 1n << BITS;
const LN2 = lnOfRatio(ONE / 3n); // ln 2 = 2 artanh(1/3)

/** x as a fixed-point number, exact for |x| ≥ 2⁻¹³⁹. */
export function fixed(x: number): bigint {
  const view = new DataView(new ArrayBuffer(8));
  view.setFloat64(0, x);
  const bits = view.getBigUint64(0);
  const exponent = Number((bits >> 52n) & 0x7ffn);
  const fraction = (bits & 0xfffffffffffffn) | (exponent > 0 ? 1n << 52n : 0n);
  const shift = BigInt(Math.max(exponent, 1) - 1075) + BITS;
  const magnitude = shift >= 0n ? fraction << shift : fraction >> -shift;
  return bits >> 63n ? -magnitude : magnitude;
}

export function times(a: bigint, b: bigint): bigint {
  return (a * b) >> BITS;
}

/** e^x = mantissa · 2^k with mantissa in [½, 2), fixed-point. */
export function expOf(x: bigint): { mantissa: bigint; k: number } {
  const k = (x + LN2 / 2n) / LN2;
  const r = x - k * LN2;
  let term = ONE;
  let sum = ONE;
  for (let n = 1n; term !== 0n && n < 80n; n++) {
    term = times(term, r) / n;
    sum += term;
  }
  return { mantissa: sum, k: Number(k) };
}

/** ln x of a positive float64. */
export function lnOf(x: number): bigint {
  let k = Math.floor(Math.log2(x));
  if (k < -1000) return lnOf(x * 2 ** 100) - 100n * LN2;
  let m = x / 2 ** k;
  if (m > 1.5) {
    m /= 2;
    k++;
  }
  const f = fixed(m) - ONE;
  return lnOfRatio((f << BITS) / (2n * ONE + f)) + BigInt(k) * LN2;
}

/** How many units in the last place `got` is from the fixed-point number value · 2^k, both not 0. */
export function ulpsFrom(got: number, value: bigint, k = 0): number {
  // into [1, 2): both are divided by the same power of two, so that fixed point holds them
  const e = Math.max(-1022, Math.floor(Math.log2(Math.abs(got))));
  const scale = e < -500 ? (got * 2 ** 600) / 2 ** (e + 600) : got / 2 ** e;
  const shift = BigInt(k - e);
  const exact = shift >= 0n ? value << shift : value >> -shift;
  const difference = fixed(scale) - exact;
  return Number((difference << 20n) >> (BITS - 52n)) / 2 ** 20;
}

/** ln((1 + s) / (1 - s)) = 2 Σ s^(2n+1) / (2n + 1) */
function lnOfRatio(s: bigint): bigint {
  const square = times(s, s);
  let power = s;
  let sum = 0n;
  for (let n = 1n; power !== 0n && power !== -1n; n += 2n) {
    sum += power / n;
    power = times(power, square);
  }
  return 2n * sum;
}
