import fc from "fast-check";
import { expect, test } from "vitest";
import { listChurn } from "../../src/metrics/churn.ts";
import { meanIntraListDistance } from "../../src/metrics/intraList.ts";
import { consumptionJaccard, slateJaccard } from "../../src/metrics/overlap.ts";
import { averagePopularity, tailShare } from "../../src/metrics/popularity.ts";
import { csr, expectRounded, f64, i32, slates } from "./fixture.ts";

const settings = { seed: 3, numRuns: 200 };
const set = fc.uniqueArray(fc.integer({ min: 0, max: 15 }), { maxLength: 12 }).map((a) => Int32Array.from(a).sort());

/** Of one slate alone. */
const intraListDistance = (list: Int32Array, attributes: Float32Array, dims: number) =>
  meanIntraListDistance(slates([[...list]]), attributes, dims);

test("Jaccard agrees with sets, is symmetric, and 1 exactly for equal sets", () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const both = a.filter((x) => b.includes(x)).length;
      const either = new Set([...a, ...b]).size;
      const consumed = csr([[...a], [...b]]);
      const jaccard = (...pairs: number[]) => consumptionJaccard(consumed, i32(...pairs));
      expect(jaccard(0, 1)).toBe(either === 0 ? 1 : both / either);
      expect(jaccard(1, 0)).toBe(jaccard(0, 1));
      expect(jaccard(0, 0)).toBe(1);
      // what an earlier pair held does not count in the next
      expectRounded(jaccard(0, 0, 1, 1, 0, 1, 1, 0), (1 + jaccard(0, 1)!) / 2, 4);
    }),
    settings,
  );
});

test("churn of lists: by user whatever the rows, order and empty slots do not count", () => {
  const last = slates([
    [2, 1, -1],
    [5, 6, 7],
    [-1, -1, -1],
    [1, 2, 3],
  ]);
  const now = {
    ...slates([
      [1, 2, 3], // user 3: the same
      [5, 6, 9], // user 1: one of three
      [1, 4, -1], // user 0: one of two
      [1, 2, 3], // user 2 saw nothing
      [1, 2, 3], // user 4 is new
    ]),
    users: i32(3, 1, 0, 2, 4),
  };
  expectRounded(listChurn(now, last), (0 + 1 / 3 + 1 / 2) / 3, 4);
  expect(listChurn(slates([[-1, -1]]), slates([[1, 2]]))).toBeUndefined();
  expect(listChurn(slates([]), last)).toBeUndefined();
  expect(listChurn(last, last)).toBe(0);
});

test("overlap of slates: order and empty slots do not count, two empty slates are equal", () => {
  const shown = slates([
    [2, 1, -1],
    [1, 2, -1],
    [-1, -1, -1],
    [-1, -1, -1],
    [1, 3, 5],
  ]);
  expect(slateJaccard(shown, i32(0, 1))).toBe(1);
  expect(slateJaccard(shown, i32(2, 3))).toBe(1);
  expect(slateJaccard(shown, i32(0, 2))).toBe(0);
  expect(slateJaccard(shown, i32(0, 4))).toBe(1 / 4);
  expect(slateJaccard(shown, i32(0, 1, 0, 2))).toBe(0.5);
  expect(slateJaccard(shown, i32())).toBeUndefined();
  expect(slateJaccard(slates([]), i32(0, 1))).toBeUndefined();
  expect(() => slateJaccard(shown, i32(0, 9))).toThrow("user 9 of a pair has no slate");
  expect(() => slateJaccard(shown, i32(1))).toThrow("got 1 users");
});

test("overlap of consumption, by row of the users", () => {
  const consumed = csr([[0, 1], [1, 2, 3], [], []]);
  expect(consumptionJaccard(consumed, i32(0, 1))).toBe(1 / 4);
  expect(consumptionJaccard(consumed, i32(2, 3))).toBe(1);
  expect(() => consumptionJaccard(consumed, i32(0, 4))).toThrow("user 4 has no row, expected an id from 0 to 3");
});

test("intra-list distance agrees with the mean over pairs", () => {
  const dims = 3;
  const entry = fc.integer({ min: -4, max: 4 });
  const directed = fc.tuple(entry, entry, entry);
  // items without direction often enough that lists with no pair come up too
  const items = fc.array(fc.oneof(directed, fc.constant([0, 0, 0] as const)), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(items, (rows) => {
      const defined = rows.filter((x) => x.some((v) => v !== 0));
      let sum = 0;
      let pairs = 0;
      defined.forEach((x, i) => {
        for (const y of defined.slice(i + 1)) {
          sum += 1 - (x[0] * y[0] + x[1] * y[1] + x[2] * y[2]) / (Math.hypot(...x) * Math.hypot(...y));
          pairs++;
        }
      });
      const list = Int32Array.from(rows, (_, i) => i);
      const distance = intraListDistance(list, Float32Array.from(rows.flat()), dims);
      if (pairs === 0) expect(distance).toBeUndefined();
      // m² cosines of a few roundings each, divided by m(m - 1)
      else expectRounded(distance, sum / pairs, 64);
    }),
    settings,
  );
});

test("intra-list distance without two items that have a direction is undefined, and left out of the mean", () => {
  const attributes = Float32Array.of(1, 0, 0, 1, 0, 0);
  expect(intraListDistance(i32(0), attributes, 2)).toBeUndefined();
  expect(intraListDistance(i32(0, -1, -1), attributes, 2)).toBeUndefined();
  expect(intraListDistance(i32(0, 2), attributes, 2)).toBeUndefined();
  expect(intraListDistance(i32(0, 2, 1), attributes, 2)).toBe(1);
  expect(intraListDistance(i32(0, 0, 0), attributes, 2)).toBe(0);
  const shown = slates([
    [0, 1],
    [0, 2],
  ]);
  expect(meanIntraListDistance(shown, attributes, 2)).toBe(1);
  expect(meanIntraListDistance(shown, new Float32Array(6), 2)).toBeUndefined();
  expect(meanIntraListDistance(shown, new Float32Array(0), 0)).toBeUndefined();
  expect(() => intraListDistance(i32(0, 1), Float32Array.of(Number.NaN, 0, 0, 1), 2)).toThrow("item 0 have norm NaN");
});

test("average popularity lies between the extremes of φ and has its unit; the tail's share and the head's make one", () => {
  const pair = fc.tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 0, max: 99 }), fc.boolean());
  fc.assert(
    fc.property(fc.array(pair, { minLength: 1, maxLength: 20 }), (rows) => {
      const exposures = Float64Array.from(rows, ([e]) => e);
      const phi = Float64Array.from(rows, ([, p]) => p);
      const tail = Uint8Array.from(rows, ([, , t]) => Number(t));
      const mean = averagePopularity(exposures, phi);
      if (!exposures.some((e) => e > 0)) {
        expect(mean).toBeUndefined();
        expect(tailShare(exposures, tail)).toBeUndefined();
        return;
      }
      expect(mean).toBeGreaterThanOrEqual(Math.min(...phi));
      expect(mean).toBeLessThanOrEqual(Math.max(...phi));
      expectRounded(
        averagePopularity(
          exposures,
          phi.map((p) => 3 * p),
        ),
        3 * mean!,
        2,
      );
      expectRounded(
        tailShare(exposures, tail)! +
          tailShare(
            exposures,
            tail.map((t) => 1 - t),
          )!,
        1,
        3,
      );
    }),
    settings,
  );
  expect(() => averagePopularity(f64(1), f64(1, 2))).toThrow("got 1 and 2 entries");
  expect(() => averagePopularity(f64(1), f64(Number.NaN))).toThrow("value 0 is NaN");
  expect(() => tailShare(f64(1), Uint8Array.of(1, 0))).toThrow("got 1 and 2 entries");
});
