import { expect, test } from "vitest";
import { soldBy } from "../../bench/studies/sales.ts";

test("sales so far: what two users took of four items by round, each arm and replicate by itself", () => {
  const sale = (arm: string, round: number, user: number, item: number, count = 1) => {
    return { arm, replicate: 1, round, user, item, count };
  };
  const rows = [sale("a", 1, 0, 3, 2), sale("b", 1, 0, 2), sale("a", 2, 0, 3), sale("a", 2, 1, 0)];
  const [aggregate, individual] = soldBy(rows, 2, 4);
  const of = (quantity = aggregate) => quantity!.values.map(({ arm, round, value }) => [arm, round, value]);
  // ascending 0 0 0 2: (2 · 4 - 5) · 2 / (4 · 2); 0 0 1 3: (1 · 1 + 3 · 3) / (4 · 4)
  expect(of()).toEqual([
    ["a", 1, 3 / 4],
    ["a", 2, 10 / 16],
    ["b", 1, 3 / 4],
  ]);
  expect(of(individual)).toEqual([
    ["a", 1, 1 / 2],
    ["a", 2, 1],
    ["b", 1, 1 / 2],
  ]);
});
