import { ALPHA, blend } from "../../world/topics.ts";

export interface Calibration {
  readonly log: (x: number) => number;
  /** logarithms rounded up: see `logTable` */
  readonly table: Float64Array;
  /** (items, dims) */
  readonly topics: Float64Array;
  readonly dims: number;
  /** (dims) the user's profile, summing to one */
  readonly p: Float64Array;
}

/**
 * How well a slate with one more item would fit: Σ p ln q̃, which is Σ p ln p - KL(p || q̃). `sum` are the topics of the
 * `count` items that it has. fit: exactly. atMost: no less than that, for a fraction of the work.
 */
export function nextItem({ log, table, topics, dims, p }: Calibration, sum: Float64Array, count: number) {
  const now = blend(p, sum, count);
  const b = (1 - ALPHA) / (count + 1);
  const r = new Float64Array(dims);
  let still = 0;
  for (let d = 0; d < dims; d++) {
    r[d] = ALPHA * p[d]! + b * sum[d]!;
    if (p[d]! > 0) still += p[d]! * log(now[d]!);
  }
  return {
    fit: (item: number): number => {
      let [value, whole] = [0, 0];
      for (let d = 0, at = item * dims; d < dims; d++, at++) {
        whole += topics[at]!;
        if (p[d]! > 0) value += p[d]! * log(r[d]! + b * topics[at]!);
      }
      return whole > 0 ? value : still;
    },
    atMost: (item: number): number => {
      let [value, whole] = [0, 0];
      for (let d = 0, at = item * dims; d < dims; d++, at++) {
        whole += topics[at]!;
        single[0] = r[d]! + b * topics[at]!;
        value += p[d]! * table[bits[0]! >> DROPPED]!;
      }
      return whole > 0 ? value : still;
    },
  };
}

const single = new Float32Array(1);
const bits = new Int32Array(single.buffer);
/** Bits of a float32 that are left out of its place in the table: exponent and eight bits of fraction stay. */
const DROPPED = 15;

/** By the bits of a number from 0 to 2: the logarithm of the next of the 256 numbers to a factor of two, which is larger. */
export function logTable(log: (x: number) => number): Float64Array {
  const table = new Float64Array(2 ** (30 - DROPPED));
  for (let n = 0; n < table.length; n++) {
    bits[0] = (n + 1) << DROPPED;
    table[n] = log(single[0]!);
  }
  return table;
}
