import type { BiasedItems, BprProblem, Csr } from "../../src/core/index.ts";
import { csr, generator, type Pair, randomFactors } from "./fixtures.ts";

export const stream = { key: { seed: 7, replicate: 1 }, purpose: 9, round: 3 };

export function positivesOf(pairs: readonly Pair[], users: number): Csr {
  const { indptr, indices } = csr(pairs, users);
  return { indptr: Int32Array.from(indptr), indices: Int32Array.from(indices) };
}

/** Each pair a positive with probability `fill`. */
export function randomPositives(random: () => number, users: number, items: number, fill: number): Csr {
  const pairs: Pair[] = [];
  for (let u = 0; u < users; u++) for (let i = 0; i < items; i++) if (random() < fill) pairs.push([u, i]);
  return positivesOf(pairs, users);
}

export function problemOf(positives: Csr, given: Partial<BprProblem> = {}): BprProblem {
  return { positives, learningRate: 0.05, regularization: 0.01, stream, ...given };
}

export function startOf(seed: number, users: number, items: number, dims: number, scale = 0.5): Required<BiasedItems> {
  const random = generator(seed);
  return {
    dims,
    users: randomFactors(random, users, dims, scale),
    items: randomFactors(random, items, dims, scale),
    itemBias: randomFactors(random, items, 1, scale),
  };
}
