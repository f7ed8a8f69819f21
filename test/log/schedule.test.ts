import fc from "fast-check";
import { expect, test } from "vitest";
import { dataSchema, largestShare, type Schedule, shareAt } from "../../src/log/index.ts";

test("a share is a number, a list whose last entry goes on, or a straight line", () => {
  const over = (schedule: Schedule) => [1, 2, 3, 4, 5, 9].map((round) => shareAt(schedule, round));
  expect(over(0.25)).toEqual(new Array(6).fill(0.25));
  expect(over([0.5, 0, 1])).toEqual([0.5, 0, 1, 1, 1, 1]);
  expect(over({ start: 0, end: 1, rounds: 5 })).toEqual([0, 0.25, 0.5, 0.75, 1, 1]);
  expect(over({ start: 0.75, end: 0.25, rounds: 3 })).toEqual([0.75, 0.5, 0.25, 0.25, 0.25, 0.25]);
});

/** Shares in eighths, so that sums are exact. */
const share = fc.integer({ min: 0, max: 8 }).map((n) => n / 8);
const schedules: fc.Arbitrary<Schedule> = fc.oneof(
  share,
  fc.array(share, { minLength: 1, maxLength: 6 }),
  fc.record({ start: share, end: share, rounds: fc.integer({ min: 2, max: 9 }).map((n) => 2 ** n + 1) }),
);

test("authentic and synthetic schedules are taken exactly where their sum is at most 1 in every round", () => {
  const law = fc.property(schedules, schedules, (authentic, synthetic) => {
    const sums = Array.from({ length: 600 }, (_, r) => shareAt(authentic, r + 1) + shareAt(synthetic, r + 1));
    // between list entries and whole eighths a line is exact in binary only at its ends: rounding is far below an eighth
    const fits = sums.every((sum) => sum <= 1 + 1e-12);
    const data = { authentic: { share: authentic }, synthetic: { share: synthetic } };
    expect(dataSchema.safeParse(data).success).toBe(fits);
  });
  fc.assert(law, { seed: 5, numRuns: 500 });
});

test("the largest share is that of the rounds looked at", () => {
  const law = fc.property(schedules, fc.integer({ min: 1, max: 20 }), (schedule, rounds) => {
    const shares = Array.from({ length: rounds }, (_, r) => shareAt(schedule, r + 1));
    expect(largestShare(schedule, rounds)).toBe(Math.max(...shares));
  });
  fc.assert(law, { seed: 6, numRuns: 500 });
  expect(largestShare({ start: 0, end: 0.5, rounds: 1000 })).toBe(0.5);
});

test("what adds up to too much is refused with the first round in which it does", () => {
  const of = (authentic: object, synthetic: object) =>
    dataSchema.safeParse({ authentic: { share: authentic }, synthetic: { share: synthetic } }).error?.issues[0]
      ?.message;
  expect(of([0.5, 0.75], [0.5])).toMatch(/sum must be at most 1; in round 2 it is 1.25$/);
  expect(of({ start: 0, end: 1, rounds: 4 }, { start: 1, end: 0.5, rounds: 4 })).toMatch(/in round 4 it is 1.5$/);
});
