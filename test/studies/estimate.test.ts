import { expect, test } from "vitest";
import { differenceOf, pointsOf } from "../../bench/studies/estimate.ts";
import { tableOf } from "../../bench/studies/table.ts";
import { loadCore } from "../../src/core/index.ts";
import { inferenceOf } from "../../src/experiment/statistics/inference.ts";

const inference = inferenceOf(await loadCore(), 1);
const value = (arm: string, replicate: number, value: number) => ({ arm, replicate, round: 3, value });
const quantity = {
  title: "Coverage",
  format: ".1f",
  values: [value("a", 1, 5), value("a", 2, 7), value("a", 3, 40), value("b", 2, 1), value("b", 1, 2)],
};

test("an arm's mean is over its replicates, its difference over those that both have, paired", () => {
  const [a, b] = pointsOf(quantity, inference);
  expect([a!.arm, a!.round, b!.mean]).toEqual(["a", 3, 1.5]);
  expect(a!.mean).toBeCloseTo(52 / 3, 12);
  // differences 3 and 6: half-width t(1) · sd / √2 = 12.706 · 1.5
  const { mean, low, high } = differenceOf(quantity, inference, "a", "b", 3)!;
  expect(mean).toBe(4.5);
  expect([low, high]).toEqual([expect.closeTo(4.5 - 19.059, 2), expect.closeTo(4.5 + 19.059, 2)]);
  expect(differenceOf(quantity, inference, "a", "c", 3)).toBeUndefined();
});

test("a table has a line a quantity and arm; the reference is not compared with itself", () => {
  const single = { ...quantity, values: quantity.values.filter(({ replicate }) => replicate === 1) };
  const shown = { arms: ["a", "b"], rounds: [2, 3], against: "b", period: "month" };
  expect(tableOf([single], inference, shown).split("\n").slice(2)).toEqual([
    "| Coverage | a |  | 5.0 | +3.0 |",
    "| Coverage | b |  | 2.0 |  |",
  ]);
});
