/** Philox4x32-10 with BigInt, after Salmon et al. 2011, figure 4. Slow on purpose. */
export function philox(key: readonly number[], counter: readonly number[]): number[] {
  let [k0, k1] = key.map((word) => BigInt(word >>> 0)) as [bigint, bigint];
  let [c0, c1, c2, c3] = counter.map((word) => BigInt(word >>> 0)) as [bigint, bigint, bigint, bigint];
  for (let round = 0; round < 10; round++) {
    const p0 = 0xd2511f53n * c0;
    const p1 = 0xcd9e8d57n * c2;
    [c0, c1, c2, c3] = [(p1 >> 32n) ^ c1 ^ k0, p1 & 0xffffffffn, (p0 >> 32n) ^ c3 ^ k1, p0 & 0xffffffffn];
    k0 = (k0 + 0x9e3779b9n) & 0xffffffffn;
    k1 = (k1 + 0xbb67ae85n) & 0xffffffffn;
  }
  return [c0, c1, c2, c3].map(Number);
}

export interface Counter {
  readonly key: { readonly seed: number; readonly replicate: number };
  readonly purpose: number;
  readonly round: number;
}

/** (n + ½) / 2⁵², n the 52 upper bits of words 0 and 1. */
export function uniform(stream: Counter, draw: number, agent: number, slot: number): number {
  const key = [stream.key.seed, stream.key.replicate];
  const [w0, w1] = philox(key, [stream.purpose + 256 * draw, stream.round, agent, slot]);
  return (w0! * 2 ** 20 + Math.floor(w1! / 2 ** 12) + 0.5) / 2 ** 52;
}
