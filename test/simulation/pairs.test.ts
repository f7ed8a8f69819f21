import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { keyedPairs } from "../../src/simulation/pairs.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

/** Pairs among users of whom those numbered as given have left, and of whom so many are still to come. */
function pairsOf(residents: number, come: number, gone: readonly number[] = [], toCome = 0, pairs = 20_000) {
  const present = Uint8Array.from({ length: come + toCome }, (_, u) => (u < come && !gone.includes(u) ? 1 : 0));
  const measure = { pairs, tail: 0.2 };
  return keyedPairs({ core, key: { seed: 3, replicate: 1 }, measure }, { residents, come, present });
}

const couples = (pairs: Int32Array) =>
  Array.from({ length: pairs.length / 2 }, (_, p) => [...pairs.subarray(2 * p, 2 * p + 2)]);

test("pairs do not depend on who is still to come, and a newcomer changes only pairs that it enters", () => {
  const before = couples(pairsOf(10, 10));
  expect(couples(pairsOf(10, 10, [], 30))).toEqual(before);
  const after = couples(pairsOf(10, 11));
  const changed = after.filter((couple, p) => couple.join() !== before[p]!.join());
  expect(changed.length).toBeGreaterThan(0);
  // the newcomer takes both places of one pair in 121, and one in 10 of those without them, 100 in 121, is drawn again
  const without = changed.filter((couple) => !couple.includes(10)).length;
  const most = 11 / 121;
  expect(without / after.length).toBeLessThan(most + 4 * Math.sqrt((most * (1 - most)) / after.length));
});

test("who leaves changes only pairs that they were in, and all who are there are as likely: 20,000 pairs", () => {
  const before = couples(pairsOf(8, 12));
  const after = couples(pairsOf(8, 12, [3, 9]));
  before.forEach((couple, p) => {
    if (!couple.includes(3) && !couple.includes(9)) expect(after[p]).toEqual(couple);
  });
  const counts = new Float64Array(12);
  for (const [a, b] of after) {
    expect(a).not.toBe(b);
    counts[a!]!++;
    counts[b!]!++;
  }
  expect([counts[3], counts[9]]).toEqual([0, 0]);
  const here = counts.filter((_, u) => u !== 3 && u !== 9);
  for (const n of here) expect(Math.abs(n - 4000) / Math.sqrt(40_000 * 0.1 * 0.9)).toBeLessThan(4);
});

test("one resident and newcomers are paired, fewer than two users are not", () => {
  expect(pairsOf(1, 1).length).toBe(0);
  expect(pairsOf(4, 4, [0, 1, 2]).length).toBe(0);
  expect(couples(pairsOf(1, 2)).every(([a, b]) => a! + b! === 1)).toBe(true);
});
