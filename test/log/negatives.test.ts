import fc from "fast-check";
import { expect, test } from "vitest";
import { type Negatives, negativePairs, negativesOf, summedNegatives } from "../../src/log/index.ts";

const examination = Float64Array.of(1, 0.5, 0.1);
const size = { users: 3, items: 5 };
const cells = ({ user, item, weight }: Negatives) => Array.from(user, (u, n) => [u, item[n], weight[n]]);

test("every slot shown counts its examination, and a choice takes its own back", () => {
  const shown = [
    // two occasions share the first slate; the second slate is short
    { k: 3, users: Int32Array.of(0, 0, 2), rows: Int32Array.of(0, 0, 1), items: Int32Array.of(4, 1, 2, 3, 1, -1) },
    { k: 3, users: Int32Array.of(0), rows: Int32Array.of(0), items: Int32Array.of(1, 4, 3) },
  ];
  const chosen = {
    user: Int32Array.of(0, 0, 2, 2, 1),
    item: Int32Array.of(4, 2, 3, 1, 0),
    position: Int16Array.of(0, 2, 0, 1, -1),
  };
  const negatives = negativesOf(shown, chosen, 7, size, examination);
  expect(negatives.round).toBe(7);
  expect(cells(negatives)).toEqual([
    [0, 1, 2], // twice second, once first
    [0, 2, Math.fround(0.1)], // twice third, once chosen
    [0, 3, Math.fround(0.1)],
    [0, 4, 1.5], // twice first, once chosen, once second
  ]);
});

test("a pair that was chosen whenever it was shown leaves nothing, however the sums are rounded", () => {
  const times = 1000;
  const shown = [0, 1, 2].map((slot) => ({
    k: 3,
    users: new Int32Array(times),
    rows: new Int32Array(times),
    items: Int32Array.from([0, 1, 2], (place) => (place === slot ? 1 : -1)),
  }));
  const chosen = {
    user: new Int32Array(3 * times),
    item: new Int32Array(3 * times).fill(1),
    position: Int16Array.from({ length: 3 * times }, (_, n) => n % 3),
  };
  expect(cells(negativesOf(shown, chosen, 1, size, Float64Array.of(1, 1 / 3, 1e-4)))).toEqual([]);
});

test("sums over parts times their factors, the same bits built upon or not, and mirrored by item", () => {
  const pair = fc.tuple(fc.nat(2), fc.nat(4), fc.integer({ min: 1, max: 20 }));
  const part = fc.uniqueArray(pair, { selector: ([u, i]) => `${u} ${i}`, maxLength: 8 });
  const factor = fc.constantFrom(0, 0.1, 1, 3);
  const law = fc.property(
    fc.array(fc.tuple(part, factor), { maxLength: 4 }),
    fc.nat(4),
    fc.boolean(),
    (list, known, changed) => {
      const parts = list.map(
        ([pairs], round): Negatives => ({
          round,
          user: Int32Array.from(pairs, ([u]) => u),
          item: Int32Array.from(pairs, ([, i]) => i),
          weight: Float32Array.from(pairs, ([, , w]) => w / 10),
        }),
      );
      const factors = list.map(([, f]) => f);
      const earlier = factors.map((f, n) => (changed && n === 0 ? f + 1 : f)).slice(0, known);
      const before = summedNegatives(parts.slice(0, known), earlier, size);
      const summed = summedNegatives(parts, factors, size);
      expect(summedNegatives(parts, factors, size, before)).toEqual(summed);
      const twin = new Map<string, number>();
      parts.forEach(({ user, item, weight }, n) => {
        if (factors[n] === 0) return;
        weight.forEach((w, r) => {
          const at = `${user[r]} ${item[r]}`;
          twin.set(at, (twin.get(at) ?? 0) + factors[n]! * w);
        });
      });
      const { byUser, byItem } = negativePairs(summed, size);
      const entries = ({ indptr, indices, weights }: typeof byUser, mirrored: boolean) =>
        Array.from(indices, (c, e): [string, number] => {
          const r = indptr.findIndex((_, m) => indptr[m + 1]! > e);
          return [mirrored ? `${c} ${r}` : `${r} ${c}`, weights[e]!];
        });
      expect(new Map(entries(byUser, false))).toEqual(twin);
      expect(new Map(entries(byItem, true))).toEqual(twin);
    },
  );
  fc.assert(law, { seed: 9, numRuns: 200 });
});
