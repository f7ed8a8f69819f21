import { type Metric, reported } from "./metric.ts";
import type { Slates } from "./view.ts";

/**
 * Churn of lists: the share of a user's slate that was not in the same user's slate of the round before, averaged over
 * users with a slate in both. Order and empty slots (-1) do not count. In [0, 1]; undefined where no user has both.
 * @param now items (users, k)
 * @param last the same of the round before, of the same users or others, in any order
 */
export function listChurn(now: Slates, last: Slates): number | undefined {
  const rowOf = new Map(Array.from(last.users, (user, row) => [user, row]));
  let sum = 0;
  let users = 0;
  for (let row = 0; row < now.users.length; row++) {
    const lastRow = rowOf.get(now.users[row]!);
    if (lastRow === undefined) continue;
    const before = itemsOf(last, lastRow);
    const shown = itemsOf(now, row);
    if (before.length === 0 || shown.length === 0) continue;
    sum += shown.filter((item) => !before.includes(item)).length / shown.length;
    users++;
  }
  return users > 0 ? sum / users : undefined;
}

function itemsOf({ k, items }: Slates, row: number): Int32Array {
  return items.subarray(row * k, (row + 1) * k).filter((item) => item >= 0);
}

const name = "list_churn";

/** Whether a metric asked for compares a round's slates with those of the round before, which must then be kept. */
export const comparesRounds = (names: readonly string[]): boolean => names.includes(name);

export const churnMetrics: readonly Metric[] = [
  {
    name,
    title: "Churn of lists",
    family: "overlap",
    summary: "The share of a user's slate that was not in the slate of the round before: 0 is the same list again.",
    ...reported,
    format: ".3f",
    compute: async (view) => view.lastSlates && listChurn(await view.slates(), view.lastSlates),
  },
];
