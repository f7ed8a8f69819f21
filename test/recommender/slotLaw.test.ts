import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { slotLaw } from "../../src/recommender/index.ts";
import { type Given, settingOf, slatesOf } from "./service.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const flags = (n: number) => fc.array(fc.constantFrom(1, 1, 1, 0), { minLength: n, maxLength: n });
const rank = fc.oneof(
  fc.constantFrom("greedy", "proportional"),
  fc.record({ kind: fc.constant("softmax"), temperature: fc.constantFrom(0.3, 1, 20) }),
);
const explore = fc.oneof(
  fc.constantFrom(0, 0.2, 1),
  fc.record({ by: fc.constantFrom("slot", "request"), rate: fc.constantFrom(0, 0.5, 1) }),
);
/** Few values, so that many scores tie, also across the end of a slate. */
const scores = (n: number) => fc.array(fc.constantFrom(-1, 0, 0.1, 0.5, 3), { minLength: n, maxLength: n });
const worlds = fc.integer({ min: 1, max: 12 }).chain((n) =>
  fc.record({
    scores: scores(n),
    retrievable: flags(n),
    available: flags(n),
    excluded: fc.subarray([...Array(n).keys()], { maxLength: Math.floor(n / 2) }),
    options: fc.record({ slate: fc.integer({ min: 1, max: 5 }), rank, explore }),
  }),
);

function mayBeShown({ scores: all, available, excluded }: Given): number[] {
  return [...all.keys()].filter((item) => available![item] === 1 && !excluded!.includes(item));
}

// chances are of a few weights of relative error 2⁻⁵², each divided by a sum that is at least 10⁻⁵ of the whole
const slack = 1e-9;

test("chances of all items and of an empty slot sum to one, and a shown item's chance is its propensity", async () => {
  const law = fc.asyncProperty(worlds, async (given) => {
    const { showing, service, occasions } = settingOf(core, given, 3, "many");
    const { items, chance } = await slotLaw(showing, service, occasions);
    const k = showing.options.slate;
    for (let at = 0; at < items.length; at++) {
      const of = chance(Math.floor(at / k), at % k);
      const sum = [...given.scores.keys(), -1].reduce((total, item) => total + of(item), 0);
      expect(Math.abs(sum - 1)).toBeLessThan(slack);
      expect(of(items[at]!)).toBeGreaterThan(0);
    }
  });
  await fc.assert(law, { numRuns: 300, seed: 11 });
});

test("what may be shown can be, where slots are explored, and what can be retrieved under softmax", async () => {
  const law = fc.asyncProperty(worlds, async (given) => {
    const { showing, service, occasions } = settingOf(core, given, 2, "many");
    const { items, chance } = await slotLaw(showing, service, occasions);
    const k = showing.options.slate;
    const options = given.options as { rank: unknown; explore: number | { rate: number } };
    const rate = typeof options.explore === "number" ? options.explore : options.explore.rate;
    if (rate === 0 && typeof options.rank === "string") return;
    const able = mayBeShown(given).filter((item) => rate > 0 || given.retrievable![item] === 1);
    for (let at = 0; at < items.length; at++) {
      const above = [...items.subarray(at - (at % k), at)];
      // a slate that is ranked may have run out, which tells a slate by request from one that is explored
      if (above.includes(-1) && typeof options.explore === "object") continue;
      const of = chance(Math.floor(at / k), at % k);
      const left = able.filter((item) => !above.includes(item));
      for (const item of left) expect(of(item)).toBeGreaterThan(0);
      for (const item of above) if (item >= 0) expect(of(item)).toBe(0);
    }
  });
  await fc.assert(law, { numRuns: 200, seed: 12 });
});

test("the first slot of the random recommender shows each of n items with 1 / n", async () => {
  const given = { scores: new Array<number>(40).fill(0), options: { slate: 3 } };
  const { showing, service, occasions } = settingOf(core, given, 1, "many");
  const { items, chance } = await slotLaw(showing, service, occasions);
  for (const slot of [0, 1, 2]) expect(chance(0, slot)(items[slot]!)).toBe(1 / (40 - slot));
});

test("softmax of a low temperature is greedy, and of a high one shows all items alike", async () => {
  const chances = async (temperature: number) => {
    const given = { scores: [4, 2, 1, 3], options: { slate: 2, rank: { kind: "softmax", temperature } } };
    const { showing, service, occasions } = settingOf(core, given, 1, "many");
    const { chance } = await slotLaw(showing, service, occasions);
    return [0, 1, 2, 3].map((item) => chance(0, 0)(item));
  };
  expect((await chances(0.01))[0]).toBe(1);
  for (const p of await chances(1e9)) expect(Math.abs(p - 0.25)).toBeLessThan(1e-8);
  const [first, second] = await chances(2);
  expect(Math.abs(Math.log(first! / second!) - 1)).toBeLessThan(1e-6);
});

test("exploration by slot is what a number says, and none by request is none", async () => {
  const slates = (options: object) =>
    slatesOf(core, { scores: [4, 2, 2, 3, 1], options: { slate: 3, ...options } }, 50);
  for (const rank of ["greedy", "proportional", { kind: "softmax" }]) {
    const some = await slates({ rank, explore: 0.3 });
    expect(await slates({ rank, explore: { by: "slot", rate: 0.3 } })).toEqual(some);
    expect(await slates({ rank, explore: { by: "request", rate: 0.3 } })).not.toEqual(some);
    expect(await slates({ rank, explore: { by: "request" } })).toEqual(await slates({ rank }));
  }
});
