import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { distinctPairs } from "../../src/log/index.ts";
import type { Model } from "../../src/models/index.ts";
import {
  type RecommenderOptions,
  recommend,
  recommenderSchema,
  type Served,
  type Service,
} from "../../src/recommender/index.ts";
import { retrieve, scoredLists } from "../../src/recommender/retrieve.ts";

let core: Core;

beforeAll(async () => {
  core = await loadCore({ threads: 1 });
});

const key = { seed: 5, replicate: 0 };
const USERS = 3;

/** Every user scores items alike; user 2 is unknown where `knows` says so. */
function modelOf(scores: readonly number[], knowsUser = [1, 1, 1], knowsItem = scores.map(() => 1)): Model {
  return {
    form: "factors",
    factors: { dims: 1, users: new Float32Array(USERS).fill(1), items: Float32Array.from(scores) },
    knowsUser: Uint8Array.from(knowsUser),
    knowsItem: Uint8Array.from(knowsItem),
  };
}

function servedBy(model: Model, standIn = model): Served {
  return { model, standIn, retrievable: model.knowsItem };
}

function serviceOf(ranker: Served, ...sources: readonly (Served & { count: number })[]): Service {
  const cold = new Uint8Array(USERS);
  return { ...ranker, sources, rerankers: [], cold, userWeights: new Float64Array(USERS).fill(1) };
}

interface Given {
  readonly options?: object;
  readonly items: number;
  readonly unavailable?: readonly number[];
  readonly excluded?: readonly (readonly [user: number, item: number])[];
}

function showingOf({ options = {}, items, unavailable = [], excluded }: Given) {
  const available = Uint8Array.from({ length: items }, (_, i) => (unavailable.includes(i) ? 0 : 1));
  const users = Int32Array.from(excluded ?? [], ([user]) => user);
  const barred = distinctPairs(
    users,
    Int32Array.from(excluded ?? [], ([, item]) => item),
    USERS,
    items,
  );
  const parsed: RecommenderOptions = recommenderSchema.parse(options);
  return {
    core,
    key,
    round: 1,
    options: parsed,
    eligibility: { available, ...(excluded ? { excluded: barred } : {}) },
  };
}

const everybody = Int32Array.of(0, 1, 2);
const rowsOf = ({ indptr, indices }: { indptr: Int32Array; indices: Int32Array }) =>
  Array.from({ length: indptr.length - 1 }, (_, row) => [...indices.subarray(indptr[row]!, indptr[row + 1]!)]);

const ascending = modelOf([0, 1, 2, 3, 4, 5]);
const descending = modelOf([5, 4, 3, 2, 1, 0]);

test("candidates are the union of the sources' best, each once", async () => {
  const service = serviceOf(
    servedBy(ascending),
    { ...servedBy(ascending), count: 3 },
    { ...servedBy(descending), count: 2 },
    { ...servedBy(modelOf([0, 0, 0, 9, 8, 0])), count: 2 },
  );
  const found = await retrieve(showingOf({ items: 6 }), service, everybody);
  expect(rowsOf(found)).toEqual([
    [0, 1, 3, 4, 5],
    [0, 1, 3, 4, 5],
    [0, 1, 3, 4, 5],
  ]);
});

test("a source gives nothing that is gone, barred for the user, or that it cannot retrieve", async () => {
  const service = serviceOf(servedBy(ascending), {
    ...servedBy(modelOf([0, 1, 2, 3, 4, 5], [1, 1, 1], [1, 1, 1, 1, 0, 1])),
    count: 2,
  });
  const showing = showingOf({
    items: 6,
    unavailable: [5],
    excluded: [
      [1, 3],
      [1, 0],
    ],
  });
  const found = await retrieve(showing, service, everybody);
  expect(rowsOf(found)).toEqual([
    [2, 3],
    [1, 2],
    [2, 3],
  ]);
});

test("a source gives those it does not know what its stand-in gives", async () => {
  const known = servedBy(modelOf([0, 1, 2, 3, 4, 5], [1, 0, 1]), descending);
  const found = await retrieve(
    showingOf({ items: 6 }),
    serviceOf(servedBy(ascending), { ...known, count: 2 }),
    everybody,
  );
  expect(rowsOf(found)).toEqual([
    [4, 5],
    [0, 1],
    [4, 5],
  ]);
});

test("the model that ranks scores the candidates, for those it does not know by its stand-in", async () => {
  const ranker = servedBy(modelOf([1, 2, 3, 4, 5, 6], [1, 1, 0]), modelOf([6, 5, 4, 3, 2, 1]));
  const service = serviceOf(ranker, { ...servedBy(modelOf([0, 9, 9, 9, 0, 0])), count: 3 });
  const lists = await scoredLists(showingOf({ items: 6 }), service, everybody, 4);
  expect([...lists.items]).toEqual([3, 2, 1, -1, 3, 2, 1, -1, 1, 2, 3, -1]);
  expect([...lists.scores]).toEqual([4, 3, 2, 0, 4, 3, 2, 0, 5, 4, 3, 0]);
  const shorter = await scoredLists(showingOf({ items: 6 }), service, everybody, 2);
  expect([...shorter.items]).toEqual([3, 2, 3, 2, 1, 2]);
});

test("what the model that ranks knows nothing of comes last, whatever its score", async () => {
  const ranker = servedBy(modelOf([-3, 9, -1, 8, -2, 0], [1, 1, 1], [1, 0, 1, 0, 1, 1]));
  const service = serviceOf(ranker, { ...servedBy(modelOf([1, 1, 1, 1, 1, 0])), count: 5 });
  const lists = await scoredLists(showingOf({ items: 6 }), service, Int32Array.of(0), 5);
  expect([...lists.items]).toEqual([2, 4, 0, 1, 3]);
  expect([...lists.scores]).toEqual([-1, -2, -3, -3, -3]);
});

test("users of other blocks get the same lists", async () => {
  const many = 9000;
  const factors = {
    dims: 2,
    users: Float32Array.from({ length: 2 * many }, (_, n) => core.normal({ key, round: 0, purpose: 1 }, 0, n, 0)),
    items: Float32Array.from({ length: 40 }, (_, n) => core.normal({ key, round: 0, purpose: 2 }, 0, n, 0)),
  };
  const model: Model = {
    form: "factors",
    factors,
    knowsUser: new Uint8Array(many).fill(1),
    knowsItem: new Uint8Array(20).fill(1),
  };
  const service = { ...serviceOf(servedBy(model), { ...servedBy(model), count: 6 }), cold: new Uint8Array(many) };
  const users = Int32Array.from({ length: many }, (_, u) => u);
  const lists = await scoredLists(showingOf({ items: 20 }), service, users, 6);
  const ties = { key, round: 1, purpose: 14 };
  const best = await core.topK(factors, users, 6, {}, ties);
  expect(lists.items).toEqual(best.items);
  expect(lists.scores).toEqual(best.scores);
});

describe.each(["greedy", "proportional"])("%s", (rank) => {
  const scores = fc.array(fc.constantFrom(0, 0.5, 1, 2, 2.5, 4, 7), { minLength: 8, maxLength: 8 });

  test("a source that gives everything shows what no source shows", async () => {
    await fc.assert(
      fc.asyncProperty(scores, scores, fc.integer({ min: 1, max: 8 }), async (ranked, other, slate) => {
        const showing = showingOf({ items: 8, options: { rank, slate } });
        const alone = serviceOf(servedBy(modelOf(ranked)));
        const fed = serviceOf(servedBy(modelOf(ranked)), { ...servedBy(modelOf(other)), count: 8 });
        const occasions = { users: Int32Array.of(0, 1, 1), draws: Int32Array.of(0, 0, 1) };
        const plain = await recommend(showing, alone, occasions);
        const piped = await recommend(
          { ...showing, options: { ...showing.options, retrieve: [{ model: { kind: "random" }, count: 8 }] } },
          fed,
          occasions,
        );
        if (rank === "greedy") expect(piped).toEqual(plain);
        else expect(piped.items.every((item) => item >= 0)).toBe(true);
      }),
      { numRuns: 60 },
    );
  });
});
