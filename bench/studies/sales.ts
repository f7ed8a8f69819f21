import { gini } from "../../src/metrics/index.ts";
import { type Chosen, choicesOf, groupedBy } from "./choices.ts";
import type { Quantity, StudyRun, Value } from "./study.ts";

/**
 * What has been sold from round 1 to each round, from the run's log of choices.
 * @param users of the world
 * @param items of the world
 */
export function salesSoFar(users: number, items: number) {
  return async (run: StudyRun) => soldBy(await choicesOf(run, "user"), users, items);
}

/**
 * The Gini coefficient of sales so far over all items, and how many different items a user has taken, on average over users.
 * @param chosen rounds of an arm and replicate in ascending order
 */
export function soldBy(chosen: readonly Chosen[], users: number, items: number): Quantity[] {
  const aggregate: Value[] = [];
  const individual: Value[] = [];
  for (const unit of groupedBy(chosen, ({ arm, replicate }) => `${arm}.${replicate}`).values()) {
    const sold = new Float64Array(items);
    const taken = new Set<number>();
    for (const [n, { arm, replicate, round, user, item, count }] of unit.entries()) {
      sold[item]! += count;
      taken.add(user * items + item);
      if (unit[n + 1]?.round === round) continue;
      aggregate.push({ arm, replicate, round, value: gini(sold) });
      individual.push({ arm, replicate, round, value: taken.size / users });
    }
  }
  return [
    { title: "Gini of sales so far", format: ".3f", bounds: [0, 1], values: aggregate },
    { title: "Different items a user has taken so far", format: ".2f", bounds: [0, items], values: individual },
  ];
}
