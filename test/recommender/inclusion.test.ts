import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { exploredSlots, recommend, type ShownSlates, slotLaw } from "../../src/recommender/index.ts";
import { zOfMean, zOfShare } from "../simulation/statistics.ts";
import { type Given, settingOf } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const slate = 3;

/** One slate an occasion, also where they are the same. */
function valuesOf({ k, users, draws, rows, items }: ShownSlates) {
  const own = Int32Array.from({ length: rows.length * k }, (_, at) => items[rows[Math.floor(at / k)]! * k + (at % k)]!);
  return { k, users, draws, items: own };
}
const softmax = { kind: "softmax", temperature: 2 };
const worlds: Record<string, Partial<Given> & Pick<Given, "scores">> = {
  "no two alike": { scores: [5, 0.5, 3, 1, 1.5, 2, 4] },
  "ties across the end": { scores: [5, 3, 1, 1, 1, 1, 0.5] },
  "ties, and a consumed item": { scores: [2, 2, 1, 1, 1, 1, 0.5], excluded: [3] },
  "fewer positive scores than slots": { scores: [5, -1, 3, 0, -0.5, -2] },
  "fewer retrievable items than slots": { scores: [5, 0.5, 3, 0, 1.5, -2], retrievable: [1, 0, 0, 0, 1, 0] },
  "unretrievable and consumed items": {
    scores: [5, 0.5, 3, 0, 1.5, 2],
    retrievable: [1, 1, 0, 1, 1, 1],
    excluded: [0],
  },
  "fewer items than slots": { scores: [5, 1, 2], excluded: [1] },
};
const explorations = [0, 0.4, 1, { by: "request", rate: 0.4 }];

/** How often each item stood in the slates, and the inclusion it was shown with, by visits of users who are alike. */
async function observe(given: Given, visits: number) {
  const { showing, service, occasions } = settingOf(core, given, visits, "many");
  const { items, inclusion } = await recommend({ ...showing, wantsInclusion: true }, service, occasions);
  const counts = new Float64Array(given.scores.length);
  const stated: number[][] = given.scores.map(() => []);
  for (let at = 0; at < items.length; at++) {
    if (items[at]! < 0) {
      expect(inclusion![at]).toBe(0);
      continue;
    }
    counts[items[at]!]!++;
    stated[items[at]!]!.push(inclusion![at]!);
  }
  return { counts, stated };
}

/** P(each item in the slate) by summing over all slates, slot by slot. */
async function byEnumeration(given: Given): Promise<number[]> {
  const { showing, service, occasions } = settingOf(core, given, 1, "one user");
  const law = await slotLaw(showing, service, occasions);
  const sums = given.scores.map(() => 0);
  const go = (above: readonly number[], p: number) => {
    for (const item of above) if (above.length === slate && item >= 0) sums[item]! += p;
    if (above.length === slate) return;
    const row = Int32Array.from({ length: slate }, (_, n) => above[n] ?? -1);
    const of = law.chanceIn(0, row, above.length);
    for (const item of [...given.scores.keys(), -1]) if (of(item) > 0) go([...above, item], p * of(item));
  };
  go([], 1);
  return sums;
}

for (const [name, world] of Object.entries(worlds)) {
  for (const explore of explorations) {
    const title = `${name}, ε ${JSON.stringify(explore)}`;
    test(`greedy: inclusion is the sum over all slates (${title})`, async () => {
      const given = { ...world, options: { slate, explore } };
      const expected = await byEnumeration(given);
      const { stated } = await observe(given, 200);
      stated.forEach((all, item) => {
        for (const p of all) expect(Math.abs(p - expected[item]!)).toBeLessThan(1e-12);
      });
    });

    test.each(["proportional", softmax])(`%o: inclusion is unbiased and positive (${title})`, async (rank) => {
      const given = { ...world, options: { slate, explore, rank, inclusionDraws: 4 } };
      const expected = await byEnumeration(given);
      const { stated } = await observe(given, 1500);
      stated.forEach((all, item) => {
        expect(Math.min(...all, 1)).toBeGreaterThan(0);
        if (all.length < 100) return;
        // users are alike, and each has draws of its own
        if (all.every((p) => Math.abs(p - all[0]!) < 1e-12))
          expect(Math.abs(all[0]! - expected[item]!)).toBeLessThan(1e-9);
        else expect(Math.abs(zOfMean(all, expected[item]!))).toBeLessThan(4);
      });
    });
  }
}

test.each(["greedy", "proportional", softmax])("6,000 slates hold items as often as %o says", async (rank) => {
  for (const explore of explorations) {
    const given = { ...worlds["ties across the end"]!, options: { slate, explore, rank, inclusionDraws: 1 } };
    const expected = await byEnumeration(given);
    const { counts } = await observe(given, 6000);
    counts.forEach((count, item) => {
      const p = expected[item]!;
      if (p < 1e-12 || p > 1 - 1e-12) expect(count).toBe(p < 0.5 ? 0 : 6000);
      else expect(Math.abs(zOfShare(count, 6000, p))).toBeLessThan(4);
    });
  }
});

test("inclusions of all items sum to the slots filled", async () => {
  const law = fc.asyncProperty(
    fc.array(fc.constantFrom(0, 1, 2, 3), { minLength: 4, maxLength: 9 }),
    fc.constantFrom(...explorations),
    async (scores, explore) => {
      const given = { scores, options: { slate, explore } };
      const expected = await byEnumeration(given);
      expect(Math.abs(expected.reduce((a, b) => a + b, 0) - slate)).toBeLessThan(1e-9);
    },
  );
  await fc.assert(law, { numRuns: 60, seed: 4 });
});

test("means weighed by 1 / propensity and 1 / inclusion are unbiased, R = 4,000 slates", async () => {
  const value = (item: number) => [3, -1, 4, 1, -5, 9, 2][item]!;
  for (const rank of ["greedy", "proportional", softmax]) {
    for (const explore of [0.3, { by: "request", rate: 0.3 }]) {
      const given = { ...worlds["ties across the end"]!, options: { slate, explore, rank, inclusionDraws: 256 } };
      const { showing, service, occasions } = settingOf(core, given, 4000, "many");
      const shown = await recommend({ ...showing, wantsInclusion: rank === "greedy" }, service, occasions);
      const total = given.scores.reduce((sum, _, item) => sum + value(item), 0);
      const first: number[] = [];
      const whole: number[] = [];
      for (let row = 0; row < 4000; row++) {
        first.push(value(shown.items[row * slate]!) / shown.propensity[row * slate]!);
        let sum = 0;
        for (let at = row * slate; at < (row + 1) * slate; at++) {
          sum += shown.inclusion ? value(shown.items[at]!) / shown.inclusion[at]! : 0;
        }
        whole.push(sum);
      }
      expect(Math.abs(zOfMean(first, total))).toBeLessThan(4);
      if (shown.inclusion) expect(Math.abs(zOfMean(whole, total))).toBeLessThan(4);
    }
  }
});

test("slots are marked as explored by the coin, and under a rank that draws where the greedy slate differs", async () => {
  const marked = async (options: object) => {
    const given = { scores: [6, 5, 4, 3, 2, 1], options: { slate, ...options } };
    const { showing, service, occasions } = settingOf(core, given, 3000, "many");
    const slates = await recommend(showing, service, occasions);
    const alone = valuesOf(slates);
    return { items: alone.items, explored: await exploredSlots(showing, service, alone) };
  };
  const plain = await marked({});
  expect(plain.explored.every((mark) => mark === 0)).toBe(true);
  const bySlot = await marked({ explore: 0.2 });
  const share = bySlot.explored.reduce((sum, mark) => sum + mark, 0);
  expect(Math.abs(zOfShare(share, 9000, 0.2))).toBeLessThan(4);
  const drawn = await marked({ rank: softmax });
  drawn.items.forEach((item, at) => {
    expect(drawn.explored[at]).toBe(item > 2 ? 1 : 0);
  });
});
