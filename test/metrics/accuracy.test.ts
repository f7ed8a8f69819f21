import fc from "fast-check";
import { expect, test } from "vitest";
import { meanOverUsers, ndcg, rankDiscounts, recall } from "../../src/metrics/accuracy.ts";
import { core, csr, expectRounded, i32, slates } from "./fixture.ts";

const settings = { seed: 4, numRuns: 200 };

/** A slate as scores take it: where it hits, and how many items are relevant. */
const of = (ranked: Int32Array, relevant: Int32Array) =>
  [Uint8Array.from(ranked, (item) => Number(relevant.includes(item))), relevant.length] as const;
const d = rankDiscounts(core, 20);

test("the discount of rank 1 is 1, of rank 3 is 1/2, of rank 7 is 1/3", () => {
  expect(d[0]).toBe(1);
  expectRounded(d[2], 1 / 2, 4);
  expectRounded(d[6], 1 / 3, 4);
});

test("a popularity ranking, by hand: recall and NDCG of three users", () => {
  // popularity 9 > 7 > 5 > 3 > 1 of items 0 to 4; user 0 has trained on item 0, user 1 on item 1
  const shown = slates([
    [1, 2, 3],
    [0, 2, 3],
    [0, 1, 2],
  ]);
  const heldOut = csr([[1], [3, 4], [3]]);
  // first of the slate: 1 and 1; third, of min(3, 2): 1/2 and d3 / (d1 + d2); missed: 0
  expectRounded(meanOverUsers(shown, heldOut, recall), (1 + 1 / 2 + 0) / 3, 4);
  const second = Math.LN2 / Math.log(3);
  const score = (hits: Uint8Array, relevant: number) => ndcg(hits, relevant, d);
  expectRounded(meanOverUsers(shown, heldOut, score), (1 + 0.5 / (1 + second)) / 3, 8);
});

test("in the tail only its items are relevant, and users without any are left out", () => {
  const shown = slates([
    [1, 2],
    [0, 3],
    [0, 1],
  ]);
  const heldOut = csr([[1], [0, 3, 4], [4]]);
  const tail = Uint8Array.of(0, 0, 0, 1, 1);
  expect(meanOverUsers(shown, heldOut, recall, { items: tail })).toBe((1 / 2 + 0) / 2); // user 0 does not count
  expect(meanOverUsers(shown, heldOut, recall, { items: new Uint8Array(5) })).toBeUndefined();
  expect(meanOverUsers(slates([]), heldOut, recall)).toBeUndefined();
  expect(() => meanOverUsers(shown, csr([[1]]), recall)).toThrow("user 1 has no row");
  const odd = { users: (user: number) => user % 2 === 1 };
  expect(meanOverUsers(shown, heldOut, recall, odd)).toBe(1); // two hits of min(2, 3)
  expect(meanOverUsers(shown, heldOut, recall, { ...odd, items: tail })).toBe(1 / 2);
});

test("without relevant items both are undefined; empty slots are misses", () => {
  expect(recall(...of(i32(1, 2), i32()))).toBeUndefined();
  expect(ndcg(...of(i32(1, 2), i32()), d)).toBeUndefined();
  expect(recall(...of(i32(), i32(1)))).toBeUndefined();
  expect(recall(...of(i32(-1, -1), i32(1)))).toBe(0);
  expect(ndcg(...of(i32(4, -1), i32(4)), d)).toBe(1);
  expect(() => ndcg(...of(i32(1, 2), i32(1)), d.subarray(0, 1))).toThrow("got 1 discounts for 2 ranks");
});

test("both lie in [0, 1], are 1 when all that stands at the top is relevant, and NDCG falls as a hit moves down", () => {
  const ranked = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 20 });
  const relevant = fc.uniqueArray(fc.integer({ min: 0, max: 30 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(ranked, relevant, (slate, wanted) => {
      const items = Int32Array.from(slate);
      const truth = Int32Array.from(wanted).sort();
      for (const value of [recall(...of(items, truth))!, ndcg(...of(items, truth), d)!]) {
        expect(value).toBeGreaterThanOrEqual(0);
        expect(value).toBeLessThanOrEqual(1);
      }
      const ideal = Int32Array.from([...wanted, ...slate.filter((item) => !truth.includes(item))].slice(0, 20));
      expect(recall(...of(ideal, truth))).toBe(1);
      expect(ndcg(...of(ideal, truth), d)).toBe(1);
      const best = Int32Array.from(slate).sort((a, b) => Number(truth.includes(b)) - Number(truth.includes(a)));
      expect(ndcg(...of(best, truth), d)).toBeGreaterThanOrEqual(ndcg(...of(items, truth), d)!);
      expect(recall(...of(best, truth))).toBe(recall(...of(items, truth)));
    }),
    settings,
  );
});
