/**
 * Philox4x32-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011).
 * `high` false: words 0 and 1 of the block, true: words 2 and 3; the first of the two is the upper half of the result.
 */
export function philox(k0: u32, k1: u32, c0: u32, c1: u32, c2: u32, c3: u32, high: bool): u64 {
  for (let round = 0; round < 10; round++) {
    const p0 = <u64>0xd2511f53 * <u64>c0;
    const p1 = <u64>0xcd9e8d57 * <u64>c2;
    c0 = <u32>(p1 >> 32) ^ c1 ^ k0;
    c1 = <u32>p1;
    c2 = <u32>(p0 >> 32) ^ c3 ^ k1;
    c3 = <u32>p0;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  return high ? ((<u64>c2) << 32) | c3 : ((<u64>c0) << 32) | c1;
}

/** One of the four words of a block, for the published vectors. */
export function philoxWord(k0: u32, k1: u32, c0: u32, c1: u32, c2: u32, c3: u32, word: i32): u32 {
  const pair = philox(k0, k1, c0, c1, c2, c3, word > 1);
  return <u32>(word & 1 ? pair : pair >> 32);
}

/** (n + ½) · 2⁻⁵² for the 52 upper bits n of words 0 and 1: an odd multiple of 2⁻⁵³, so neither 0 nor 1. */
export function uniform(k0: u32, k1: u32, c0: u32, c1: u32, c2: u32, c3: u32): f64 {
  return (<f64>(philox(k0, k1, c0, c1, c2, c3, false) >> 12) + 0.5) * 2.220446049250313e-16;
}

/** The uniform of a stream (seed, replicate, purpose, round: four words) at (draw, agent, slot). */
export function streamUniform(stream: usize, draw: u32, agent: u32, slot: u32): f64 {
  return uniform(
    load<u32>(stream),
    load<u32>(stream, 4),
    load<u32>(stream, 8) + (draw << 8),
    load<u32>(stream, 12),
    agent,
    slot,
  );
}

/** The uniforms of a stream at (draw, agent, four slots), four float64 at `out`: the bits of `streamUniform`. */
export function fourUniforms(stream: usize, draw: u32, agent: u32, slots: v128, out: usize): void {
  uniformsOf(stream, draw, i32x4.splat(agent), slots, out);
}

/** The same of four agents, each at a slot of its own. */
export function uniformsOf(stream: usize, draw: u32, agents: v128, slots: v128, out: usize): void {
  let k0 = load<u32>(stream);
  let k1 = load<u32>(stream, 4);
  let c0 = i32x4.splat(load<u32>(stream, 8) + (draw << 8));
  let c1 = v128.load32_splat(stream, 12);
  let c2 = agents;
  let c3 = slots;
  for (let round = 0; round < 10; round++) {
    const m0 = i32x4.splat(0xd2511f53);
    const m1 = i32x4.splat(0xcd9e8d57);
    const a = i64x2.extmul_low_i32x4_u(m0, c0);
    const b = i64x2.extmul_high_i32x4_u(m0, c0);
    const c = i64x2.extmul_low_i32x4_u(m1, c2);
    const d = i64x2.extmul_high_i32x4_u(m1, c2);
    c0 = v128.xor(v128.xor(v128.shuffle<i32>(c, d, 1, 3, 5, 7), c1), i32x4.splat(k0));
    c1 = v128.shuffle<i32>(c, d, 0, 2, 4, 6);
    c2 = v128.xor(v128.xor(v128.shuffle<i32>(a, b, 1, 3, 5, 7), c3), i32x4.splat(k1));
    c3 = v128.shuffle<i32>(a, b, 0, 2, 4, 6);
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  v128.store(out, unit(v128.shuffle<i32>(c1, c0, 0, 4, 1, 5)));
  v128.store(out, unit(v128.shuffle<i32>(c1, c0, 2, 6, 3, 7)), 16);
}

/** (n + ½) · 2⁻⁵² for the 52 upper bits n of two 64-bit words; 2⁵² + n is a float64 whose fraction is n. */
function unit(words: v128): v128 {
  const n = f64x2.sub(
    v128.or(i64x2.shr_u(words, 12), f64x2.splat(4503599627370496.0)),
    f64x2.splat(4503599627370496.0),
  );
  return f64x2.mul(f64x2.add(n, f64x2.splat(0.5)), f64x2.splat(2.220446049250313e-16));
}
