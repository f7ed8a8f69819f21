import fc from "fast-check";
import { expect } from "vitest";
import type { Core, Csr } from "../../src/core/index.ts";
import { prepareReranker, type Surroundings } from "../../src/recommender/rerank/index.ts";
import { type RerankerOptions, rerankerSchema } from "../../src/recommender/rerank/options.ts";
import { providersOf } from "../../src/world/topics.ts";

/** A catalogue, a user's history and the list that is to be re-ranked. */
export interface Case {
  readonly dims: number;
  /** (items, dims) */
  readonly attributes: readonly number[];
  /** (items) */
  readonly popularity: readonly number[];
  readonly history: readonly number[];
  readonly items: readonly number[];
  /** never rising */
  readonly scores: readonly number[];
  readonly slate: number;
  readonly round: number;
  /** (items) the round that each came in */
  readonly born?: readonly number[];
}

const ITEMS = 30;

/** Attributes with zeros and negative values, tied scores, lists shorter than a slate, histories with nothing in them. */
export const anyCase: fc.Arbitrary<Case> = fc
  .record({ dims: fc.integer({ min: 1, max: 4 }), length: fc.integer({ min: 0, max: ITEMS }) })
  .chain(({ dims, length }) =>
    fc.record({
      dims: fc.constant(dims),
      attributes: fc.array(fc.constantFrom(-0.7, 0, 0, 0.1, 0.25, 0.5, 0.9), {
        minLength: ITEMS * dims,
        maxLength: ITEMS * dims,
      }),
      popularity: fc.array(fc.integer({ min: 0, max: 50 }), { minLength: ITEMS, maxLength: ITEMS }),
      history: fc.uniqueArray(fc.integer({ min: 0, max: ITEMS - 1 }), { maxLength: 8 }),
      items: fc.shuffledSubarray(
        Array.from({ length: ITEMS }, (_, i) => i),
        { minLength: length, maxLength: length },
      ),
      scores: fc
        .array(fc.integer({ min: -20, max: 20 }), { minLength: length, maxLength: length })
        .map((values) => values.sort((a, b) => b - a).map((value) => value / 8)),
      slate: fc.integer({ min: 1, max: 12 }),
      round: fc.integer({ min: 0, max: 1000 }),
      born: fc.array(fc.constantFrom(0, 0, 1, 2, 3), { minLength: ITEMS, maxLength: ITEMS }),
    }),
  );

export function surroundingsOf(core: Core, given: Case): Surroundings {
  const attributes = Float32Array.from(given.attributes);
  const history: Csr = {
    indptr: Int32Array.of(0, given.history.length),
    indices: Int32Array.from(given.history).sort(),
  };
  return {
    core,
    key: { seed: 3, replicate: 1 },
    round: given.round,
    slate: given.slate,
    draw: 0,
    attributes,
    attributeDims: given.dims,
    popularity: Float64Array.from(given.popularity),
    providers: providersOf(attributes, given.dims),
    born: given.born && Int32Array.from(given.born),
    available: new Uint8Array(given.popularity.length).fill(1),
    history,
  };
}

/** The places of the list in the order that a re-ranker gives them. */
export async function orderOf(core: Core, given: Case, options: Partial<RerankerOptions>): Promise<number[]> {
  const reranker = prepareReranker(surroundingsOf(core, given), rerankerSchema.parse(options));
  const [items, scores] = [Int32Array.of(...given.items, -1), Float32Array.of(...given.scores, 0)];
  const moved = await reranker({ depth: items.length, items, scores }, Int32Array.of(0));
  expect(moved.at(-1)).toBe(-1);
  return Array.from(moved.subarray(0, -1), (item) => given.items.indexOf(item));
}

/** The items of the slate after re-ranking. */
export async function slateOf(core: Core, given: Case, options: Partial<RerankerOptions>): Promise<number[]> {
  const order = await orderOf(core, given, options);
  return order.slice(0, given.slate).map((place) => given.items[place]!);
}
