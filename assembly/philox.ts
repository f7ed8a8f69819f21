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
