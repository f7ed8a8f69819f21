import type { Csr } from "../core/index.ts";

/** The weight of p in q̃, which keeps the divergence finite where a topic is missing (Steck 2018). */
export const ALPHA = 0.01;

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

/**
 * Who offers an item: its creator where there are creators, otherwise its main attribute, the one of the largest value
 * (the first among equals).
 */
export function providersOf(attributes: Float32Array, dims: number, creators?: Int32Array): Int32Array {
  if (creators) return creators;
  const providers = new Int32Array(dims > 0 ? attributes.length / dims : 0);
  for (let item = 0; item < providers.length; item++) {
    let main = 0;
    for (let d = 1; d < dims; d++) if (attributes[item * dims + d]! > attributes[item * dims + main]!) main = d;
    providers[item] = main;
  }
  return providers;
}
