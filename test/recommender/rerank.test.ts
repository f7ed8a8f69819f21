import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { recommenderSchema, type Service, withRerankers } from "../../src/recommender/index.ts";
import { protectedProviders } from "../../src/recommender/rerank/floor.ts";
import { blend, divergence, profileOf, providersOf, topicShares } from "../../src/world/topics.ts";
import { type Case, orderOf, surroundingsOf } from "./lists.ts";

let core: Core;

beforeAll(async () => {
  core = await loadCore({ threads: 1 });
});

/** Items 0 to 2 are of one topic, 3 and 4 of another. */
const twoTopics: Case = {
  dims: 2,
  attributes: [1, 0, 1, 0, 1, 0, 0, 1, 0, 1],
  popularity: [90, 5, 3, 1, 1],
  history: [0, 3],
  items: [0, 1, 2, 3, 4],
  scores: [1, 0.9, 0.8, 0.7, 0],
  slate: 3,
  round: 1,
};

test("mmr puts the best item of another kind before the second best of one kind", async () => {
  // at .5: 0, then 1 is worth .45 - .5 and 3 is worth .35, then 1 again, and 2 less; at .9: .72 - .1 of 2 is less than .63 of 3
  expect(await orderOf(core, twoTopics, { kind: "mmr", relevance: 0.5 })).toEqual([0, 3, 1, 2, 4]);
  expect(await orderOf(core, twoTopics, { kind: "mmr", relevance: 0.9 })).toEqual([0, 1, 3, 2, 4]);
  expect(await orderOf(core, twoTopics, { kind: "mmr", relevance: 0.95 })).toEqual([0, 1, 2, 3, 4]);
});

test("calibration gives a topic its share of the slate", async () => {
  // half of the history is of each topic: three slots hold two of one and one of the other
  expect(await orderOf(core, twoTopics, { kind: "calibrated", weight: 0.9 })).toEqual([0, 3, 1, 2, 4]);
  expect(await orderOf(core, { ...twoTopics, history: [4] }, { kind: "calibrated", weight: 0.9 })).toEqual([
    3, 4, 0, 1, 2,
  ]);
  // who has consumed nothing has no profile to be faithful to
  expect(await orderOf(core, { ...twoTopics, history: [] }, { kind: "calibrated", weight: 0.9 })).toEqual([
    0, 1, 2, 3, 4,
  ]);
});

test("a popularity penalty of 1 takes the whole range of the list from the most popular", async () => {
  // ln(1 + w) / ln 91 of .397, .307, .154, .154: scores of 0, .503, .493, .546, -.154
  expect(await orderOf(core, twoTopics, { kind: "popularity", strength: 1 })).toEqual([3, 1, 2, 0, 4]);
  // w / 90: 0, .844, .767, .689, -.011
  expect(await orderOf(core, twoTopics, { kind: "popularity", strength: 1, by: "share" })).toEqual([1, 2, 3, 0, 4]);
});

test("two re-rankers of a kind that draws share no draws, and one of them has those it has alone", async () => {
  const options = recommenderSchema.parse({
    slate: 4,
    rerank: [{ kind: "random", slots: 4 }, { kind: "mmr" }, { kind: "random", slots: 4 }],
  });
  const given = { ...twoTopics, items: [0, 1, 2, 3], slate: 4, scores: [4, 3, 2, 1] };
  const surroundings = surroundingsOf(core, given);
  const { rerankers } = withRerankers({ rerankers: [] } as unknown as Service, options, surroundings);
  const list = { depth: 4, items: Int32Array.from(given.items), scores: Float32Array.from(given.scores) };
  const orders: number[][] = []; // items are numbered as they stand
  for (const reranker of rerankers) orders.push([...(await reranker(list, Int32Array.of(0)))]);
  expect(orders[0]).toEqual(await orderOf(core, given, { kind: "random", slots: 4 }));
  expect(orders[2]).not.toEqual(orders[0]);
});

test("a floor lifts the best items of protected providers over the last of the others", async () => {
  expect(await orderOf(core, twoTopics, { kind: "floor", slots: 1, below: 0.5 })).toEqual([0, 1, 3, 2, 4]);
  expect(await orderOf(core, twoTopics, { kind: "floor", slots: 2, below: 0.5 })).toEqual([0, 3, 4, 1, 2]);
  expect(await orderOf(core, twoTopics, { kind: "floor", slots: 3, below: 0.5 })).toEqual([0, 3, 4, 1, 2]);
  expect(await orderOf(core, twoTopics, { kind: "floor", slots: 2, below: 0.03 })).toEqual([0, 1, 2, 3, 4]);
});

test("a provider is protected below a part of an equal share among those who offer anything", () => {
  const of = (popularity: number[], available: number[], below: number) => [
    ...protectedProviders(
      {
        popularity: Float64Array.from(popularity),
        providers: Int32Array.of(0, 1, 2),
        available: Uint8Array.from(available),
      },
      below,
    ),
  ];
  // shares .5, .3, .2 against a third, and against a half where provider 2 has left
  expect(of([5, 3, 2], [1, 1, 1], 0.9)).toEqual([0, 0, 1]);
  expect(of([5, 3, 2], [1, 1, 1], 1)).toEqual([0, 1, 1]);
  expect(of([5, 3, 2], [1, 1, 0], 0.7)).toEqual([0, 1, 0]);
  expect(of([0, 0, 0], [1, 1, 1], 1)).toEqual([0, 0, 0]);
});

test("an item's provider is its creator, or its main attribute", () => {
  expect([...providersOf(Float32Array.of(0.2, 0.8, 0.5, 0.5, -3, -2), 2)]).toEqual([1, 0, 1]);
  expect([...providersOf(Float32Array.of(0.2, 0.8), 1, Int32Array.of(4, 4))]).toEqual([4, 4]);
});

test("the divergence of Steck's calibration at published vectors", () => {
  const p = Float64Array.of(0.7, 0.3);
  const of = (...sum: number[]) => divergence(core.log, p, blend(p, Float64Array.from(sum), 2));
  expect(of(2, 0)).toBeCloseTo(1.133982, 6);
  expect(of(1, 1)).toBeCloseTo(0.080691, 6);
  expect(of(1.4, 0.6)).toBeCloseTo(0, 12);
});

test("topics are what attributes hold above zero, and a profile is their mean over the history", () => {
  const topics = topicShares(Float32Array.of(1, 3, -1, 2, -1, -2, 0, 0), 2);
  expect([...topics]).toEqual([0.25, 0.75, 0, 1, 0, 0, 0, 0]);
  const p = new Float64Array(2);
  const history = { indptr: Int32Array.of(0, 3, 4), indices: Int32Array.of(0, 1, 2, 3) };
  expect(profileOf(topics, 2, history, 0, p)).toBe(true);
  expect([...p]).toEqual([0.125, 0.875]);
  expect(profileOf(topics, 2, history, 1, p)).toBe(false);
});
