import { ALPHA, blend } from "../../world/topics.ts";

export interface Calibration {
  readonly log: (x: number) => number;
  /** (items, dims) */
  readonly topics: Float64Array;
  readonly dims: number;
  /** (dims) the user's profile, summing to one */
  readonly p: Float64Array;
}

/**
 * How well a slate with one more item would fit: Σ p ln q̃, which is Σ p ln p - KL(p || q̃). `sum` are the topics of the
 * `count` items that it has.
 *
 * fit: exactly. atMost: no less than that, without a logarithm an item: ln q̃ ≤ ln z + (q̃ - z) / z at any z > 0, taken
 * where the slate stands now, or at p while it is empty. With q̃ = r + b t linear in the item's topics t, the bound is
 * A + Σ (p b / z) t.
 */
export function nextItem({ log, topics, dims, p }: Calibration, sum: Float64Array, count: number) {
  const now = blend(p, sum, count);
  const b = (1 - ALPHA) / (count + 1);
  const r = new Float64Array(dims);
  const slope = new Float64Array(dims);
  let still = 0;
  let A = 0;
  for (let d = 0; d < dims; d++) {
    r[d] = ALPHA * p[d]! + b * sum[d]!;
    if (!(p[d]! > 0)) continue;
    const z = count > 0 ? now[d]! : p[d]!;
    still += p[d]! * log(now[d]!);
    A += p[d]! * (log(z) + (r[d]! - z) / z);
    slope[d] = (p[d]! * b) / z;
  }
  const hasTopics = (item: number) => {
    for (let at = item * dims; at < (item + 1) * dims; at++) if (topics[at]! > 0) return true;
    return false;
  };
  return {
    fit: (item: number): number => {
      if (!hasTopics(item)) return still;
      let value = 0;
      for (let d = 0, at = item * dims; d < dims; d++, at++) {
        if (p[d]! > 0) value += p[d]! * log(r[d]! + b * topics[at]!);
      }
      return value;
    },
    atMost: (item: number): number => {
      if (!hasTopics(item)) return still;
      let value = A;
      for (let d = 0, at = item * dims; d < dims; d++, at++) value += slope[d]! * topics[at]!;
      return value;
    },
  };
}
