import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Eligibility, type Logit, loadCore } from "../../src/core/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { generator, randomEligibility, randomFactors } from "./fixtures.ts";
import { type GumbelTopK, logShareOfFirst, gumbelTopK as twin, utilityOf } from "./reference/gumbel.ts";
import { eligibleItems, streamOf } from "./reference/scoring.ts";

const core = await loadCore();
const both: [string, GumbelTopK][] = [
  ["twin", twin],
  ["core", core.gumbelTopK],
];
type Utility = Omit<Logit, "outside">;

const range = (n: number) => Int32Array.from({ length: n }, (_, at) => at);
/** One user for whom the items' utilities are given. */
const given = (...utilities: number[]): Utility => ({
  factors: { dims: 1, users: Float32Array.of(1), items: Float32Array.from(utilities) },
  scale: 1,
  intercepts: new Float32Array(utilities.length),
});

/** Utilities that are multiples of 1/4 below 2⁹ in every step, so that float32 has them exactly. */
function exactUtility(seed: number, users: number, items: number, dims: number, scale: number): Utility {
  const random = generator(seed);
  const whole = (length: number) => Float32Array.from({ length }, () => Math.floor(random() * 4) - 1);
  return {
    factors: { dims, users: whole(users * dims), items: whole(items * dims) },
    scale,
    intercepts: Float32Array.from({ length: items }, () => Math.floor(random() * 20) / 4 - 3),
  };
}

/** p given, p as its logarithm: what a sum of `terms`, an exponential and a quotient round, on both sides. */
function expectShare(p: number, logShare: number, terms: number): void {
  const bound = (2 * terms + 64 + 2 * Math.abs(logShare)) * 2 ** -53;
  expect(Math.abs(p / Math.exp(logShare) - 1)).toBeLessThan(bound);
}

test("the core's slates are the twin's, and their propensities within rounding", async () => {
  const shape = fc.record({
    seed: fc.nat({ max: 1e6 }),
    users: fc.integer({ min: 1, max: 5 }),
    items: fc.integer({ min: 1, max: 45 }),
    dims: fc.integer({ min: 1, max: 9 }),
    k: fc.integer({ min: 1, max: 50 }),
    scale: fc.constantFrom(-0.5, 0, 0.25, 4),
    fill: fc.constantFrom(0, 0.3, 1),
    entries: fc.integer({ min: 0, max: 7 }),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ seed, users, items, dims, k, scale, fill, entries }) => {
      const utility = exactUtility(seed, users, items, dims, scale);
      const eligibility = fill === 0 ? {} : randomEligibility(seed, users, items, fill);
      const listed = range(entries).map((e) => (3 * (e >> 1) + seed) % users);
      const draws = range(entries).map((e) => (e * 4_000_037) % 2 ** 24);
      const found = await core.gumbelTopK(utility, listed, draws, k, eligibility, streamOf(seed));
      const wanted = await twin(utility, listed, draws, k, eligibility, streamOf(seed));
      // two keys within the rounding of their logarithms would be ordered by chance: once in 10¹² pairs
      expect(found.items).toEqual(wanted.items);
      found.propensity.forEach((p, at) => {
        if (found.items[at]! < 0) expect(p).toBe(0);
        else expectShare(p, Math.log(wanted.propensity[at]!), items);
      });
    }),
    { seed: 3, numRuns: 150 },
  );
});

test("real factors: stated propensities are the softmax of what is left, within the utilities' rounding", async () => {
  const [dims, items, k] = [17, 301, 8];
  const random = generator(5);
  const factors = { dims, users: randomFactors(random, 6, dims), items: randomFactors(random, items, dims) };
  const utility = { factors, scale: 3, intercepts: randomFactors(random, items, 1) };
  const eligibility = randomEligibility(2, 6, items, 0.1);
  const users = Int32Array.of(0, 0, 1, 5, 5, 5);
  const { items: shown, propensity } = await core.gumbelTopK(utility, users, range(6), k, eligibility, streamOf(1));
  // a score sums 17 products below 1; scaling and adding an intercept below 1 round a number below 52 twice more
  const rounding = (3 * dims * dims + 2 * 52) * 2 ** -24;
  users.forEach((user, e) => {
    let left = eligibleItems(factors, user, eligibility);
    for (let slot = 0; slot < k; slot++) {
      const item = shown[e * k + slot]!;
      expect(left).toContain(item);
      left = left.filter((i) => i !== item);
      const logShare = logShareOfFirst([item, ...left].map((i) => utilityOf(utility, user, i)));
      // numerator and denominator are off by a factor e^±rounding each
      expect(Math.abs(Math.log(propensity[e * k + slot]!) - logShare)).toBeLessThan(2 * rounding);
    }
  });
});

describe.each(both)("%s", (_name, gumbelTopK) => {
  const n = 4000;

  test("the first slot follows the softmax of the eligible", async () => {
    const utility = { ...given(2, -1, 0.5, 0, 3, 1), scale: 0.5, intercepts: Float32Array.of(0, 1, 0, -0.5, -1, 0) };
    const cases: Eligibility[] = [{}, { available: Uint8Array.of(1, 1, 0, 1, 1, 0) }];
    for (const eligibility of cases) {
      const { items } = await gumbelTopK(utility, new Int32Array(n), range(n), 1, eligibility, streamOf(9));
      const eligible = eligibleItems(utility.factors, 0, eligibility);
      const weights = eligible.map((i) => Math.exp(utilityOf(utility, 0, i)));
      const total = weights.reduce((a, b) => a + b);
      const counts = eligible.map((i) => items.filter((shown) => shown === i).length);
      expect(counts.reduce((a, b) => a + b)).toBe(n);
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

  test("ordered slates of four items follow Plackett and Luce, and their propensities say so", async () => {
    const v = [1, 0, -0.5, 0.25];
    const w = v.map(Math.exp);
    const total = w.reduce((a, b) => a + b);
    const { items, propensity } = await gumbelTopK(given(...v), new Int32Array(n), range(n), 4, {}, streamOf(17));
    const counts = new Map<string, number>();
    const stated = new Map<string, number>();
    const next = new Map<string, Map<number, number>>();
    for (let e = 0; e < n; e++) {
      const slate = [...items.subarray(4 * e, 4 * e + 4)];
      counts.set(slate.join(), (counts.get(slate.join()) ?? 0) + 1);
      stated.set(
        slate.join(),
        propensity.subarray(4 * e, 4 * e + 4).reduce((a, b) => a * b),
      );
      slate.forEach((item, slot) => {
        const above = slate.slice(0, slot).join();
        next.set(above, (next.get(above) ?? new Map()).set(item, propensity[4 * e + slot]!));
      });
    }
    const orders = permutations([0, 1, 2, 3]);
    const law = orders.map((order) => {
      let left = total;
      return order.reduce((p, i) => {
        const q = (p * w[i]!) / left;
        left -= w[i]!;
        return q;
      }, 1);
    });
    expect(
      Math.abs(
        zOfCounts(
          orders.map((order) => counts.get(order.join()) ?? 0),
          law,
        ),
      ),
    ).toBeLessThan(4);
    // four quotients of sums of four, and as much here
    orders.forEach((order, at) => {
      expect(Math.abs(stated.get(order.join())! / law[at]! - 1)).toBeLessThan(100 * 2 ** -53);
    });
    // for every slot and whatever stands above: the probabilities of those that are left sum to 1
    expect(next.size).toBe(1 + 4 + 12 + 24);
    for (const [above, shares] of next) {
      expect(shares.size).toBe(4 - (above === "" ? 0 : above.split(",").length));
      expect(Math.abs([...shares.values()].reduce((a, b) => a + b) - 1)).toBeLessThan(100 * 2 ** -53);
    }
  });

  test("when all utilities are equal, however large, each ordered pair is as likely", async () => {
    for (const v of [0, 3e30]) {
      const { items, propensity } = await gumbelTopK(given(v, v, v, v), range(n).fill(0), range(n), 2, {}, streamOf(5));
      const counts = new Float64Array(16);
      for (let e = 0; e < n; e++) counts[4 * items[2 * e]! + items[2 * e + 1]!]!++;
      const law = Array.from(counts, (_, at) => (at % 5 === 0 ? 0 : 1 / 12));
      expect(Math.abs(zOfCounts(counts, law))).toBeLessThan(4);
      expect(propensity.every((p, at) => Math.abs(p - (at % 2 ? 1 / 3 : 1 / 4)) < 2 ** -50)).toBe(true);
    }
  });

  test("slates of two sets of eligible items agree on what both may hold", async () => {
    const utility = exactUtility(8, 4, 30, 3, 0.25);
    const [users, draws] = [Int32Array.of(0, 1, 1, 3), Int32Array.of(7, 7, 8, 0)];
    const eligibility = randomEligibility(6, 4, 30, 0.4);
    const all = await gumbelTopK(utility, users, draws, 30, {}, streamOf(2));
    const some = await gumbelTopK(utility, users, draws, 30, eligibility, streamOf(2));
    users.forEach((user, e) => {
      const eligible = new Set(eligibleItems(utility.factors, user, eligibility));
      const kept = [...all.items.subarray(30 * e, 30 * e + 30)].filter((i) => eligible.has(i));
      expect(kept.length).toBeGreaterThan(5);
      expect([...some.items.subarray(30 * e, 30 * e + kept.length)]).toEqual(kept);
      expect(some.items[30 * e + kept.length]).toBe(-1);
    });
  });

  test("an entry depends on its user, draw and items, not on its place in the list", async () => {
    const utility = {
      factors: { dims: 1, users: new Float32Array(9), items: new Float32Array(9) },
      scale: 1,
      intercepts: new Float32Array(9),
    };
    const all = await gumbelTopK(utility, Int32Array.of(0, 0, 4, 8), Int32Array.of(5, 6, 5, 5), 9, {}, streamOf(3));
    const one = await gumbelTopK(utility, Int32Array.of(4), Int32Array.of(5), 3, {}, streamOf(3));
    expect(one.items).toEqual(all.items.subarray(18, 21));
    const slates = [0, 9, 18, 27].map((from) => all.items.subarray(from, from + 9).join());
    expect(new Set(slates).size).toBe(4);
  });

  test("slates are short when little is eligible, and empty when nothing is", async () => {
    const one = Int32Array.of(0);
    const two = await gumbelTopK(given(0, 5, 0), one, one, 5, { available: Uint8Array.of(1, 0, 1) }, streamOf(1));
    expect([...two.items.subarray(0, 2)].sort()).toEqual([0, 2]);
    expect([...two.items.subarray(2)]).toEqual([-1, -1, -1]);
    expect([...two.propensity]).toEqual([0.5, 1, 0, 0, 0]);
    const none = await gumbelTopK(given(1, 2, 3), one, one, 2, { available: new Uint8Array(3) }, streamOf(1));
    expect(none).toEqual({ items: Int32Array.of(-1, -1), propensity: new Float64Array(2) });
    const single = await gumbelTopK(given(-7), one, one, 1, {}, streamOf(1));
    expect(single).toEqual({ items: Int32Array.of(0), propensity: Float64Array.of(1) });
    const no = new Int32Array(0);
    expect((await gumbelTopK(given(1), no, no, 3, {}, streamOf(1))).items.length).toBe(0);
  });

  test("utilities 800 apart underflow nowhere: every item comes, in its turn, with its share of what is left", async () => {
    // ±80 at scale 5: e^-800 is below the smallest float64
    const scores = [80, -80, 79, -79.5, 0, -80, 80, 12, -40, -79];
    const utility = { ...given(...scores), scale: 5 };
    const v = scores.map((s) => 5 * s);
    const { items, propensity } = await gumbelTopK(utility, new Int32Array(50), range(50), 10, {}, streamOf(4));
    const last = new Set<number>();
    for (let e = 0; e < 50; e++) {
      const slate = [...items.subarray(10 * e, 10 * e + 10)];
      expect(slate.toSorted((a, b) => a - b)).toEqual([...range(10)]);
      slate.forEach((item, slot) => {
        const p = propensity[10 * e + slot]!;
        expectShare(p, logShareOfFirst(slate.slice(slot).map((i) => v[i]!)), 10);
        // -ln(-ln u) lies between -3.7 and 36.8: utilities 41 apart never change places
        if (item === 8) expect(slot).toBe(5);
      });
      expect([...slate.slice(0, 3)].sort()).toEqual([0, 2, 6]);
      last.add(slate[9]!);
    }
    expect(last.size).toBeGreaterThan(1);
  });
});

test("the first slot is the race's winner: the same item as chooseSlots takes among all, weights exp(v)", async () => {
  const utility = exactUtility(12, 1, 40, 4, 0.25);
  const n = 300;
  const { items } = await core.gumbelTopK(utility, new Int32Array(n), range(n), 1, {}, streamOf(6));
  const weights = Float64Array.from({ length: 41 }, (_, i) => (i < 40 ? Math.exp(utilityOf(utility, 0, i)) : 0));
  const slots = await core.chooseSlots(
    { k: 40, items: range(40), weights },
    new Int32Array(n),
    range(n),
    new Int32Array(n),
    streamOf(6),
  );
  expect(items).toEqual(slots);
  expect(new Set(items).size).toBeGreaterThan(5);
});

test("utilities so large that they swamp the noise: the larger first, equal ones by their Gumbels", async () => {
  const utility = given(3e30, -3e30, 2e30, 3e30, 1e-30, 0, 3e30);
  const found = await core.gumbelTopK(utility, new Int32Array(40), range(40), 7, {}, streamOf(8));
  expect(found.items).toEqual((await twin(utility, new Int32Array(40), range(40), 7, {}, streamOf(8))).items);
  for (let e = 0; e < 40; e++) {
    expect([...found.items.subarray(7 * e, 7 * e + 3)].sort()).toEqual([0, 3, 6]);
    expect([...found.propensity.subarray(7 * e, 7 * e + 4)]).toEqual([1 / 3, 1 / 2, 1, 1]);
    expect(found.items[7 * e + 6]).toBe(1);
  }
});

test("an outside option has no place in a slate", async () => {
  const utility = given(0, 1, 2);
  const ask = (outside: boolean) =>
    core.gumbelTopK({ ...utility, outside } as Utility, new Int32Array(20), range(20), 3, {}, streamOf(1));
  expect(await ask(true)).toEqual(await ask(false));
});

test("draws, k and utilities that are none are refused by name", async () => {
  const one = Int32Array.of(0);
  const ask = (utility: Utility, draw = 0, k = 1) =>
    core.gumbelTopK(utility, one, Int32Array.of(draw), k, {}, streamOf(1));
  await expect(ask(given(1, 2), 2 ** 24)).rejects.toThrow("gumbelTopK: draws[0] is 16777216");
  await expect(ask(given(1, 2), 0, 0)).rejects.toThrow("gumbelTopK: k is 0");
  await expect(ask(given(1, Number.NaN))).rejects.toThrow("gumbelTopK: factors.items[1] is NaN");
  await expect(ask({ ...given(1, 2), scale: Infinity })).rejects.toThrow("scale Infinity");
  await expect(ask({ ...given(1, 2), intercepts: Float32Array.of(0, -Infinity) })).rejects.toThrow("intercepts[1]");
  await expect(ask({ ...given(1, 2), intercepts: Float32Array.of(0) })).rejects.toThrow("intercepts has 1 values");
});

test("the same bits with 1, 2 and 4 threads", async () => {
  const random = generator(14);
  const factors = { dims: 7, users: randomFactors(random, 900, 7), items: randomFactors(random, 400, 7) };
  const utility = { factors, scale: 4, intercepts: randomFactors(random, 400, 1) };
  const users = range(1800).map((e) => e >> 1);
  const eligibility = randomEligibility(4, 900, 400, 0.05);
  const results = [];
  for (const threads of [1, 2, 4]) {
    const threaded = await loadCore({ threads });
    try {
      results.push(await threaded.gumbelTopK(utility, users, range(1800), 6, eligibility, streamOf(1)));
    } finally {
      await threaded.close();
    }
  }
  expect(results[1]).toEqual(results[0]);
  expect(results[2]).toEqual(results[0]);
});

function permutations(of: readonly number[]): number[][] {
  if (of.length === 0) return [[]];
  return of.flatMap((first) => permutations(of.filter((x) => x !== first)).map((rest) => [first, ...rest]));
}
