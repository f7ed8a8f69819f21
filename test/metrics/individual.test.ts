import { expect, test } from "vitest";
import { individualVariety } from "../../src/metrics/individual.ts";
import { i32 } from "./fixture.ts";

/** The share of ordered pairs of different rows of one user that name different items, by going through them all. */
function bruteForce(user: Int32Array, item: Int32Array): number {
  const shares: number[] = [];
  for (const one of new Set(user)) {
    const own = [...item].filter((_, n) => user[n] === one);
    const pairs = own.flatMap((a, n) => own.filter((_, m) => m !== n).map((b) => (a === b ? 0 : 1)));
    if (pairs.length > 0) shares.push(pairs.reduce<number>((sum, x) => sum + x, 0) / pairs.length);
  }
  return shares.reduce((sum, x) => sum + x, 0) / shares.length;
}

test("variety within users is the share of a user's pairs of rows that differ, every user alike", () => {
  const user = i32(0, 1, 0, 2, 1, 1, 0, 3, 3, 1);
  const item = i32(4, 2, 4, 9, 2, 5, 7, 1, 1, 6);
  // user 0: 4 4 7, two pairs of three; user 1: 2 2 5 6, five of six; user 3: 1 1, none; user 2 has one row
  expect(bruteForce(user, item)).toBeCloseTo((2 / 3 + 5 / 6 + 0) / 3, 15);
  expect(individualVariety({ user, item })).toBeCloseTo(bruteForce(user, item), 15);
});

test("without a user of two rows there is nothing to say", () => {
  expect(individualVariety({ user: i32(0, 1), item: i32(3, 3) })).toBeUndefined();
});
