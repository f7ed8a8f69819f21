import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { loadCore, type Stream, type WeightedSlates } from "../../src/core/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";

const core = await loadCore();
const OUTSIDE = 0xffffffff;
const streamOf = (seed: number): Stream => ({ key: { seed, replicate: 3 }, purpose: 18, round: 2 });
const range = (n: number) => Int32Array.from({ length: n }, (_, at) => at);

/** The race as it is defined: every clock that runs is drawn, and the earliest wins. */
function twin(
  { k, items, weights }: WeightedSlates,
  users: Int32Array,
  draws: Int32Array,
  rows: Int32Array,
  stream: Stream,
): Int32Array {
  return users.map((user, e) => {
    const row = rows[e]!;
    let [winner, best] = [-1, Number.POSITIVE_INFINITY];
    for (let slot = 0; slot <= k; slot++) {
      const weight = weights[row * (k + 1) + slot]!;
      if (weight === 0) continue;
      const item = slot < k ? items[row * k + slot]! : OUTSIDE;
      const time = -Math.log(core.uniform(stream, draws[e]!, user, item)) / weight;
      if (time < best) [winner, best] = [slot < k ? slot : -1, time];
    }
    return winner;
  });
}

/** Slates of distinct items with empty slots, weights from 10⁻¹² to 1, some of them 0, and occasions that share rows. */
const races = fc
  .record({ k: fc.constantFrom(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13), count: fc.integer({ min: 1, max: 6 }) })
  .chain(({ k, count }) => {
    const weight = fc.oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 12 }).map((n) => 10 ** -n) },
      { weight: 4, arbitrary: fc.integer({ min: 1, max: 1000 }).map((n) => n / 1000) },
      { weight: 2, arbitrary: fc.constant(0) },
    );
    const slate = fc.record({
      items: fc.uniqueArray(fc.integer({ min: 0, max: 2 ** 31 - 1 }), { minLength: k, maxLength: k }),
      filled: fc.oneof(fc.constant(k), fc.integer({ min: 0, max: k })),
      slots: fc.array(weight, { minLength: k, maxLength: k }),
      outside: weight,
    });
    const occasion = fc.record({
      user: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      draw: fc.integer({ min: 0, max: 2 ** 24 - 1 }),
      row: fc.integer({ min: 0, max: count - 1 }),
    });
    return fc.record({
      k: fc.constant(k),
      slates: fc.array(slate, { minLength: count, maxLength: count }),
      occasions: fc.array(occasion, { maxLength: 40, size: "max" }),
      seed: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
    });
  });

interface Drawn {
  readonly k: number;
  readonly slates: readonly {
    readonly items: readonly number[];
    readonly filled: number;
    readonly slots: readonly number[];
    readonly outside: number;
  }[];
}

/** Slots from `filled` on are empty. */
const slatesOf = ({ k, slates }: Drawn): WeightedSlates => ({
  k,
  items: Int32Array.from(slates.flatMap(({ items, filled }) => items.map((i, s) => (s < filled ? i : -1)))),
  weights: Float64Array.from(
    slates.flatMap(({ slots, filled, outside }) => [...slots.map((weight, s) => (s < filled ? weight : 0)), outside]),
  ),
});

test("the race is its twin's, whatever the slates", async () => {
  const seen = { items: 0, outside: 0, nothing: 0, last: 0 };
  await fc.assert(
    fc.asyncProperty(races, async ({ occasions, seed, ...drawn }) => {
      const slates = slatesOf(drawn);
      const users = Int32Array.from(occasions, ({ user }) => user);
      const draws = Int32Array.from(occasions, ({ draw }) => draw);
      const rows = Int32Array.from(occasions, ({ row }) => row);
      const chosen = await core.chooseSlots(slates, users, draws, rows, streamOf(seed));
      // two times within the rounding of two logarithms would tell a winner by chance: once in 10¹⁵ races
      expect(chosen).toEqual(twin(slates, users, draws, rows, streamOf(seed)));
      chosen.forEach((slot, e) => {
        const { k, weights } = slates;
        if (slot >= 0) expect(weights[rows[e]! * (k + 1) + slot]).toBeGreaterThan(0);
        if (slot >= 0) seen.items++;
        else if (weights[rows[e]! * (k + 1) + k]! > 0) seen.outside++;
        else seen.nothing++;
        if (slot > 3 && slot === k - 1) seen.last++;
      });
    }),
    { seed: 9, numRuns: 400 },
  );
  // every kind of end has been met often
  for (const [end, n] of Object.entries(seen)) expect(n, end).toBeGreaterThan(100);
});

describe.each([1, 3, 4, 5, 8, 9, 13])("slates of %d", (k) => {
  const n = 4000;
  const items = Int32Array.from({ length: k }, (_, s) => 7 * s + 1);
  const frequencies = async (weights: Float64Array, seed: number) => {
    // one slate to all occasions, a user's draws numbered through
    const [users, draws] = [range(n).map((e) => e % 40), range(n).map((e) => Math.trunc(e / 40))];
    const chosen = await core.chooseSlots({ k, items, weights }, users, draws, new Int32Array(n), streamOf(seed));
    const counts = new Float64Array(k + 1);
    for (const slot of chosen) counts[slot < 0 ? k : slot]!++;
    return counts;
  };

  test("slots and the outside option are chosen in proportion to their weights", async () => {
    for (const outside of [0, 0.2, 3]) {
      const weights = Float64Array.from({ length: k + 1 }, (_, s) => (s === k ? outside : 1 / (1 + s)));
      const total = weights.reduce((a, b) => a + b, 0);
      const counts = await frequencies(weights, 40 + k);
      expect(
        Math.abs(
          zOfCounts(
            counts,
            weights.map((w) => w / total),
          ),
        ),
      ).toBeLessThan(4);
    }
  });

  test("a slot without weight is never chosen, the others as if it were not there", async () => {
    const weights = Float64Array.from({ length: k + 1 }, (_, s) => (s % 3 === 1 ? 0 : 1));
    const total = weights.reduce((a, b) => a + b, 0);
    const counts = await frequencies(weights, 60 + k);
    expect(
      Math.abs(
        zOfCounts(
          counts,
          weights.map((w) => w / total),
        ),
      ),
    ).toBeLessThan(4);
  });
});

test("nothing to choose: -1 from a slate without weight, and no entries from no occasions", async () => {
  const none = { k: 3, items: Int32Array.of(-1, -1, -1), weights: new Float64Array(4) };
  expect([...(await core.chooseSlots(none, range(5), range(5), new Int32Array(5), streamOf(1)))]).toEqual(
    new Array(5).fill(-1),
  );
  const no = new Int32Array(0);
  expect(await core.chooseSlots(none, no, no, no, streamOf(1))).toEqual(no);
});

test("slates that hold the same item agree on its noise, wherever it stands", async () => {
  // a race between items 5 and 9 alone, in turned order and with other slots empty: the same item wins
  const two = (items: number[], weights: number[]) => ({
    k: items.length,
    items: Int32Array.from(items),
    weights: Float64Array.from(weights),
  });
  const n = 300;
  const of = async (slates: WeightedSlates) => {
    const slots = await core.chooseSlots(slates, range(n), range(n), new Int32Array(n), streamOf(6));
    return Array.from(slots, (s) => slates.items[s]);
  };
  const first = await of(two([5, 9], [1, 2, 0]));
  expect(await of(two([9, 5], [2, 1, 0]))).toEqual(first);
  expect(await of(two([-1, 9, -1, -1, -1, 5], [0, 2, 0, 0, 0, 1, 0]))).toEqual(first);
  expect(new Set(first).size).toBe(2);
});

test("rows that are no rows of the slates, and weights that are none, are refused", async () => {
  const slates = { k: 1, items: Int32Array.of(4), weights: Float64Array.of(1, 1) };
  const one = Int32Array.of(0);
  const choose = (given: Partial<WeightedSlates>, row: number) =>
    core.chooseSlots({ ...slates, ...given }, one, one, Int32Array.of(row), streamOf(1));
  await expect(choose({}, 1)).rejects.toThrow("rows[0] is 1, expected 0 to 0");
  await expect(choose({}, -1)).rejects.toThrow("rows[0] is -1");
  await expect(choose({ weights: Float64Array.of(Number.NaN, 1) }, 0)).rejects.toThrow("weights");
  await expect(choose({ weights: Float64Array.of(-1, 1) }, 0)).rejects.toThrow("weights");
  await expect(choose({ weights: Float64Array.of(1) }, 0)).rejects.toThrow("weights");
});
