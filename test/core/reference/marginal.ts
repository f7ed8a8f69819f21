/** Reference for maximal marginal relevance: list after list and place after place, in the order of the kernel's sums. */
import type { Core } from "../../../src/core/index.ts";

export type Marginal = Pick<Core, "marginalRelevance">;

export const twin: Marginal = {
  async marginalRelevance({ dims, values }, { depth, items, scores }, k, relevance) {
    const order = new Int32Array(items.length).fill(-1);
    for (let begin = 0; begin < items.length; begin += depth) {
      const end = items.subarray(begin, begin + depth).indexOf(-1);
      const list = items.subarray(begin, begin + (end < 0 ? depth : end));
      const places = greedy(
        shares(scores.subarray(begin, begin + list.length)),
        (a, b) => product(values, dims, list[a]!, list[b]!),
        Math.min(k, list.length),
        relevance,
      );
      const rest = Array.from(list.keys()).filter((place) => !places.includes(place));
      order.set(
        [...places, ...rest].map((place) => list[place]!),
        begin,
      );
    }
    return order;
  },
};

/** The places that argmax λ s - (1 - λ) max <v, v'> takes one after another. */
function greedy(s: readonly number[], similarity: (a: number, b: number) => number, k: number, lambda: number) {
  const most: (number | undefined)[] = s.map(() => undefined);
  const taken: number[] = [];
  while (taken.length < k) {
    let best: { place: number; value: number } | undefined;
    for (let place = 0; place < s.length; place++) {
      if (taken.includes(place)) continue;
      const value = lambda * s[place]! - (1 - lambda) * (most[place] ?? 0);
      if (!best || value > best.value) best = { place, value };
    }
    const { place: last } = best!;
    taken.push(last);
    most.forEach((old, place) => {
      const found = similarity(last, place);
      if (old === undefined || found > old) most[place] = found;
    });
  }
  return taken;
}

function shares(scores: Float32Array): number[] {
  const range = scores.length > 0 ? scores[0]! - scores.at(-1)! : 0;
  return Array.from(scores, (score) => (range > 0 ? (score - scores.at(-1)!) / range : 0));
}

function product(values: Float32Array, dims: number, a: number, b: number): number {
  let sum = 0;
  for (let d = 0; d < dims; d++) sum += values[a * dims + d]! * values[b * dims + d]!;
  return sum;
}
