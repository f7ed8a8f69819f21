import { expect, test } from "vitest";
import { spreadOf } from "../../bench/studies/burghardt.ts";
import { divergence, tastesBy } from "../../bench/studies/mansoury.ts";
import type { World } from "../../src/index.ts";

const chosen = (replicate: number, round: number, user: number, item: number, count: number) => {
  return { arm: "a", replicate, round, user, item, count };
};

test("the spread over realisations is the unbiased variance of what was chosen so far, mean over items", () => {
  const rows = [chosen(1, 1, -1, 0, 2), chosen(2, 1, -1, 1, 4), chosen(3, 1, -1, 0, 1), chosen(1, 2, -1, 1, 5)];
  const { variance, relative } = spreadOf("a", rows, { rounds: 2, replicates: 3, items: 2 });
  const mean = (round: number, values: typeof variance) =>
    values.filter((v) => v.round === round).reduce((sum, { value }) => sum + value, 0) / 3;
  // round 1: (2, 0, 1) has the variance 1, (0, 4, 0) 16/3; round 2: (2, 0, 1) again, (5, 4, 0) 7
  expect(mean(1, variance)).toBeCloseTo((1 + 16 / 3) / 2, 12);
  expect(mean(2, variance)).toBeCloseTo((1 + 7) / 2, 12);
  expect(mean(2, relative)).toBeCloseTo((1 + 7) / 2 / (12 / 6) ** 2, 12);
  expect(variance.map(({ replicate }) => replicate)).toEqual([1, 2, 3, 1, 2, 3]);
});

test("a group's taste is the topics of all it consumed, the original log included", () => {
  const world = {
    attributes: Float32Array.of(1, 0, 0, 1),
    attributeDims: 2,
    groups: Int32Array.of(0, 1),
    groupNames: ["mainstream", "minority"],
    log: { user: Int32Array.of(0, 0, 1), item: Int32Array.of(0, 1, 1) },
  } as unknown as World;
  const tastes = tastesBy(world, [chosen(1, 2, 0, 0, 2), chosen(1, 1, 1, 0, 1)], 2);
  expect(tastes.map(({ mainstream }) => [...mainstream])).toEqual([
    [0.5, 0.5],
    [0.5, 0.5],
    [0.75, 0.25],
  ]);
  expect(tastes.map(({ minority }) => [...minority])).toEqual([
    [0, 1],
    [0.5, 0.5],
    [0.5, 0.5],
  ]);
  expect(divergence(tastes[0]!.mainstream, tastes[2]!.mainstream)).toBeCloseTo(Math.log(4 / 3) / 2, 15);
  expect(divergence(tastes[0]!.minority, tastes[1]!.minority)).toBeCloseTo(Math.log(2), 15);
});
