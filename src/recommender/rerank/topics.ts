import type { Csr } from "../../core/index.ts";

/** The weight of p in q̃, which keeps the divergence finite where a topic is missing (Steck 2018). */
const ALPHA = 0.01;

/**
 * Attributes as distributions over topics: what is above 0, divided by its sum. Negative parts count for nothing, as those
 * of a fitted world's factors, which are no topics; an item with none above 0 has no topics, and its row is 0.
 * @returns (items, dims)
 */
export function topicShares(attributes: Float32Array, dims: number): Float64Array {
  const shares = new Float64Array(attributes.length);
  for (let begin = 0; begin < attributes.length; begin += dims) {
    let sum = 0;
    for (let at = begin; at < begin + dims; at++) sum += Math.max(0, attributes[at]!);
    if (sum > 0) for (let at = begin; at < begin + dims; at++) shares[at] = Math.max(0, attributes[at]!) / sum;
  }
  return shares;
}

/** Mean topics of what the user has consumed, each item once, into `p`; false where no item of it has topics. */
export function profileOf(
  topics: Float64Array,
  dims: number,
  { indptr, indices }: Csr,
  user: number,
  p: Float64Array,
): boolean {
  p.fill(0);
  for (let e = indptr[user]!; e < indptr[user + 1]!; e++) {
    for (let d = 0, at = indices[e]! * dims; d < dims; d++) p[d]! += topics[at++]!;
  }
  let sum = 0;
  for (let d = 0; d < dims; d++) sum += p[d]!;
  if (!(sum > 0)) return false;
  for (let d = 0; d < dims; d++) p[d]! /= sum;
  return true;
}

/** q̃ = (1 - α) q + α p, q being the mean of `count` items' topics with the given sum; 0 where there are none. */
export function blend(p: Float64Array, sum: Float64Array, count: number): Float64Array {
  return p.map((share, d) => ALPHA * share + (count > 0 ? ((1 - ALPHA) * sum[d]!) / count : 0));
}

/** KL(p || q) = Σ p ln(p / q) in nats, over the topics with p > 0. */
export function divergence(log: (x: number) => number, p: Float64Array, q: Float64Array): number {
  let sum = 0;
  for (let d = 0; d < p.length; d++) if (p[d]! > 0) sum += p[d]! * log(p[d]! / q[d]!);
  return sum;
}

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
