import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { concatRows, type DataOptions, dataSchema, type Rows, selectTraining } from "../../src/log/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";
import { itemsOf, rows } from "./rows.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const key = { seed: 3, replicate: 1 };
const options = (given: object) => dataSchema.parse({ regime: "subsample", ...given });
const drawn = (parts: readonly Rows[], data: DataOptions, round = parts.length) =>
  selectTraining(core, key, parts, data, { round, trained: round - 1 });

/** Round r holds `sizes[r]` rows; items number the rows of the pool through. */
function pool(...sizes: readonly number[]): Rows[] {
  let item = 0;
  return sizes.map((size, round) =>
    rows(Array.from({ length: size }, () => [round, round, item++, round === 0 ? 0 : 1])),
  );
}

test("as many rows as said, or as the last round left, each with all its columns and counting one", () => {
  const parts = pool(5, 3, 4);
  const whole = concatRows(...parts);
  for (const [subsample, many] of [
    [9, 9],
    ["round", 4],
    [200, 200],
  ] as const) {
    const taken = concatRows(...drawn(parts, options({ subsample })));
    expect(taken.user.length).toBe(many);
    expect([...taken.value].every((v) => v === 1)).toBe(true);
    taken.item.forEach((row, n) => {
      expect([taken.user[n], taken.round[n], taken.provenance[n], taken.position[n]]).toEqual([
        whole.user[row],
        whole.round[row],
        whole.provenance[row],
        -1,
      ]);
    });
    expect(itemsOf([taken])).toEqual(itemsOf([taken]).sort((a, b) => a - b));
  }
});

test("drawn with replacement and evenly over the pool: chi-square over 6,000 rows of 12", () => {
  const counts = new Array<number>(12).fill(0);
  for (const item of itemsOf(drawn(pool(5, 3, 4), options({ subsample: 6000 })))) counts[item]!++;
  expect(Math.abs(zOfCounts(counts, new Array(12).fill(1 / 12)))).toBeLessThan(4);
  expect(new Set(itemsOf(drawn(pool(5, 3, 4), options({ subsample: 12 })))).size).toBeLessThan(12);
});

test("a log given as shares is drawn from by its shares: chi-square over 6,000 rows", () => {
  const shares = [0.5, 0.25, 0.125, 0.125];
  const parts = [rows(shares.map((share, item) => [0, 0, item, 0, share])), rows([[1, 0, 4, 1]])];
  const taken = drawn(parts, options({ subsample: 6000 }), 2);
  const counts = new Array<number>(5).fill(0);
  for (const item of itemsOf(taken)) counts[item]!++;
  expect(
    Math.abs(
      zOfCounts(
        counts,
        [...shares, 1].map((v) => v / 2),
      ),
    ),
  ).toBeLessThan(4);
  expect(taken.every(({ value }) => value.every((v) => v === 1))).toBe(true);
});

test("keyed by round and number: the same rows of the pool again, others in another round, the first ones of more", () => {
  const parts = pool(50, 30);
  const of = (subsample: number, round = 2) => itemsOf(drawn(parts, options({ subsample }), round));
  expect(of(20)).toEqual(of(20));
  expect(of(20, 3)).not.toEqual(of(20));
  const more = of(21);
  for (const item of of(20)) more.splice(more.indexOf(item), 1);
  expect(more).toHaveLength(1);
});

test("rounds 0 and 1 train on the authentic log as it is", () => {
  const parts = pool(5);
  for (const round of [0, 1]) expect(drawn(parts, options({ subsample: 2 }), round)).toEqual(parts);
});
