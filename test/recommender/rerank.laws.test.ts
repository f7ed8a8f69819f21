import fc from "fast-check";
import { beforeAll, describe, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { eachList } from "../../src/recommender/rerank/each.ts";
import { protectedProviders } from "../../src/recommender/rerank/floor.ts";
import { activeRerankers, type Reranker, rerank, rerankerSchema } from "../../src/recommender/rerank/index.ts";
import type { RerankerOptions } from "../../src/recommender/rerank/options.ts";
import { providersOf } from "../../src/world/topics.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { anyCase, type Case, orderOf, slateOf, surroundingsOf } from "./lists.ts";
import * as naive from "./rerank.reference.ts";

let core: Core;

fc.configureGlobal({ seed: 21 });
beforeAll(async () => {
  core = await loadCore({ threads: 1 });
});

const kinds: readonly Partial<RerankerOptions>[] = [
  { kind: "mmr", relevance: 0 },
  { kind: "mmr", relevance: 0.6 },
  { kind: "calibrated", weight: 0.4 },
  { kind: "calibrated", weight: 1 },
  { kind: "popularity", strength: 0.5 },
  { kind: "popularity", strength: 4, by: "share" },
  { kind: "floor", slots: 3, below: 1 },
  { kind: "newest", slots: 3 },
  { kind: "newest", slots: 50 },
  { kind: "random", slots: 2 },
  { kind: "random", slots: 50 },
];

const neutral: readonly Partial<RerankerOptions>[] = [
  { kind: "mmr", relevance: 1 },
  { kind: "calibrated", weight: 0 },
  { kind: "popularity", strength: 0 },
  { kind: "floor", slots: 0 },
  { kind: "floor", below: 0 },
  { kind: "newest", slots: 0 },
  { kind: "random", slots: 0 },
];

const places = ({ items }: Case) => items.map((_, place) => place);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

describe.each(kinds.map((options) => [JSON.stringify(options), options] as const))("%s", (_, options) => {
  test("gives a permutation of the list", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        expect((await orderOf(core, given, options)).sort((a, b) => a - b)).toEqual(places(given));
      }),
    );
  });

  test("gives the same order again, whatever other lists it is given between", async () => {
    await fc.assert(
      fc.asyncProperty(anyCase, anyCase, async (given, other) => {
        const first = await orderOf(core, given, options);
        await orderOf(core, other, options);
        expect(await orderOf(core, given, options)).toEqual(first);
      }),
    );
  });

  test("keeps the order of the list behind the slate", async () => {
    if (options.kind === "popularity") return;
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const rest = (await orderOf(core, given, options)).slice(given.slate);
        expect(rest).toEqual([...rest].sort((a, b) => a - b));
      }),
    );
  });
});

test.each(neutral.map((options) => [JSON.stringify(options), options] as const))(
  "%s changes nothing",
  async (_, options) => {
    expect(activeRerankers([rerankerSchema.parse(options)])).toEqual([]);
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        expect(await orderOf(core, given, options)).toEqual(places(given));
      }),
    );
  },
);

test.each([0, 0.3, 0.7])("mmr at λ = %d takes what a naive twin takes, up to equal values", async (relevance) => {
  await fc.assert(
    fc.asyncProperty(anyCase, async (given) => {
      const order = await orderOf(core, given, { kind: "mmr", relevance });
      // similarities are float32 unit vectors' products: 2 roundings of 2⁻²⁴ a coordinate, dims of them, and some sums
      naive.expectGreedy(given, order, naive.marginalRelevance(given, relevance), 16 * 2 ** -24);
    }),
  );
});

test.each([0.2, 0.5, 0.9])(
  "calibration at λ = %d takes what a naive twin takes, or leaves the list",
  async (weight) => {
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const order = await orderOf(core, given, { kind: "calibrated", weight });
        if (order.every((place, n) => place === n)) return;
        naive.expectGreedy(given, order, naive.calibration(given, weight), 1e-9);
      }),
    );
  },
);

test.each([0.2, 0.5, 1])(
  "calibration at λ = %d leaves no slate further from the profile than it was",
  async (weight) => {
    let moved = 0;
    await fc.assert(
      fc.asyncProperty(anyCase, async (given) => {
        const profile = naive.profile(given);
        if (!profile) return;
        const slate = await slateOf(core, given, { kind: "calibrated", weight });
        const before = naive.steck(profile, naive.mix(given, given.items.slice(0, given.slate)));
        const after = naive.steck(profile, naive.mix(given, slate));
        expect(after).toBeLessThanOrEqual(before + 1e-12);
        if (after < before - 1e-6) moved++;
      }),
      { numRuns: 600 },
    );
    expect(moved).toBeGreaterThan(30);
  },
);

test("a popularity penalty never makes the whole slate more popular", async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, fc.constantFrom("log" as const, "share" as const), async (given, by) => {
      const weight = (items: readonly number[]) =>
        sum(items.map((item) => (by === "log" ? Math.log1p(given.popularity[item]!) : given.popularity[item]!)));
      const slate = await slateOf(core, given, { kind: "popularity", strength: 0.7, by });
      expect(weight(slate)).toBeLessThanOrEqual(weight(given.items.slice(0, given.slate)) + 1e-9);
    }),
  );
});

test("the floor is met wherever the list holds enough", async () => {
  let needed = 0;
  await fc.assert(
    fc.asyncProperty(
      anyCase,
      fc.integer({ min: 1, max: 5 }),
      fc.constantFrom(0.5, 1, 2),
      async (given, slots, below) => {
        const providers = providersOf(Float32Array.from(given.attributes), given.dims);
        const isProtected = protectedProviders(surroundingsOf(core, given), below);
        const count = (items: readonly number[]) => items.filter((item) => isProtected[providers[item]!] === 1).length;
        const before = count(given.items.slice(0, given.slate));
        const after = count(await slateOf(core, given, { kind: "floor", slots, below }));
        const due = Math.min(slots, given.slate, count(given.items));
        expect(after).toBe(Math.max(before, due));
        if (after > before) needed++;
      },
    ),
    { numRuns: 600 },
  );
  expect(needed).toBeGreaterThan(20);
});

test("random slots leave those above as they were", async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, fc.integer({ min: 1, max: 5 }), async (given, slots) => {
      const kept = Math.max(0, Math.min(given.slate, given.items.length) - slots);
      expect((await orderOf(core, given, { kind: "random", slots })).slice(0, kept)).toEqual(
        places(given).slice(0, kept),
      );
    }),
  );
});

test("random slots are uniform over the rest of the list", async () => {
  const items = Array.from({ length: 12 }, (_, i) => 2 * i);
  const given = { ...empty(), items, scores: items.map((i) => -i), slate: 5 };
  const counts = new Map<string, number>();
  const rounds = 9 * 8 * 100;
  for (let round = 0; round < rounds; round++) {
    const drawn = (await orderOf(core, { ...given, round }, { kind: "random", slots: 2 })).slice(3, 5);
    counts.set(drawn.join(), (counts.get(drawn.join()) ?? 0) + 1);
  }
  // ordered pairs of the nine places from 3 on, 100 of each expected: chi-square on 71 degrees of freedom
  const chi = [...counts.values()].reduce((total, n) => total + (n - 100) ** 2 / 100, 0) + (72 - counts.size) * 100;
  expect(Math.abs(chi - 71) / Math.sqrt(2 * 71)).toBeLessThan(4);
});

/** A re-ranker of one's own for many lists. */
const of = (reranker: Reranker) => eachList(() => reranker)(surroundingsOf(core, empty()), {});

test("re-ranked items take the scores of the places they come to", async () => {
  const lists = {
    depth: 4,
    items: Int32Array.of(7, 5, 3, 1, 2, 4, -1, -1),
    scores: Float32Array.of(4, 3, 2, 1, 9, 8, 0, 0),
  };
  const reversed = await rerank(lists, Int32Array.of(0, 1), [
    of((_, order) => {
      order.forEach((_place, n) => {
        order[n] = order.length - 1 - n;
      });
    }),
  ]);
  expect([...reversed.items]).toEqual([1, 3, 5, 7, 4, 2, -1, -1]);
  expect(reversed.scores).toEqual(lists.scores);
  expect([...lists.items]).toEqual([7, 5, 3, 1, 2, 4, -1, -1]);
});

test("what is no permutation is refused", async () => {
  const lists = { depth: 2, items: Int32Array.of(7, 5), scores: Float32Array.of(1, 0) };
  const twice = of((_, order) => {
    order.fill(0);
  });
  await expect(rerank(lists, Int32Array.of(0), [twice])).rejects.toThrow("expected every place 0 to 1 once");
});

function empty(): Case {
  return {
    dims: 1,
    attributes: new Array(30).fill(1),
    popularity: new Array(30).fill(1),
    history: [],
    items: [],
    scores: [],
    slate: 5,
    round: 0,
  };
}

test("newest: the slate holds the newest items of the list, and the best of the rest, both in the order of the list", async () => {
  await fc.assert(
    fc.asyncProperty(anyCase, fc.integer({ min: 0, max: 12 }), async (given, slots) => {
      const born = (place: number) => given.born![given.items[place]!]!;
      const shown = (await orderOf(core, given, { kind: "newest", slots })).slice(0, given.slate);
      const young = places(given).filter((place) => born(place) > 0);
      const newest = young.sort((a, b) => born(b) - born(a) || a - b).slice(0, Math.min(slots, shown.length));
      const others = places(given).filter((place) => !newest.includes(place));
      expect(shown.filter((place) => newest.includes(place))).toEqual(newest.sort((a, b) => a - b));
      expect(shown.filter((place) => !newest.includes(place))).toEqual(others.slice(0, shown.length - newest.length));
    }),
  );
});

test("newest: the one new item comes to every slot of five as often, over 2,000 rounds", async () => {
  const length = 8;
  const given = { ...plain(length), born: Array.from({ length }, (_, item) => (item === length - 1 ? 1 : 0)) };
  const counts = new Float64Array(5);
  for (let round = 1; round <= 2000; round++)
    counts[(await orderOf(core, { ...given, round }, { kind: "newest", slots: 1 })).indexOf(length - 1)]!++;
  expect(Math.abs(zOfCounts(counts, new Array(5).fill(0.2)))).toBeLessThan(4);
});

/** A list of so many items of one topic, in a slate of five. */
const plain = (length: number) => ({
  dims: 1,
  attributes: new Array<number>(length).fill(1),
  popularity: new Array<number>(length).fill(1),
  history: [],
  items: Array.from({ length }, (_, item) => item),
  scores: Array.from({ length }, (_, item) => -item),
  slate: 5,
  round: 1,
});
