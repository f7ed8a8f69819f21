import type { Rows } from "../log/index.ts";
import { type Metric, reported } from "./metric.ts";

/**
 * Variety within users: over users with at least two rows, the mean of 1 - Σ c(c - 1) / (n(n - 1)), c the user's counts by item
 * and n their sum: the chance that two of a user's choices name different items. In [0, 1]; undefined without such users. The
 * unbiased estimate of Simpson's diversity (1949), so that users of any activity can be compared.
 */
export function individualVariety({ user, item }: Pick<Rows, "user" | "item">): number | undefined {
  const counts = new Map<number, Map<number, number>>();
  for (let n = 0; n < user.length; n++) {
    const own = counts.get(user[n]!) ?? new Map<number, number>();
    counts.set(user[n]!, own.set(item[n]!, (own.get(item[n]!) ?? 0) + 1));
  }
  let sum = 0;
  let users = 0;
  for (const own of counts.values()) {
    let rows = 0;
    let alike = 0;
    for (const count of own.values()) {
      rows += count;
      alike += count * (count - 1);
    }
    if (rows < 2) continue;
    sum += 1 - alike / (rows * (rows - 1));
    users++;
  }
  return users === 0 ? undefined : sum / users;
}

export const individualMetrics: readonly Metric[] = [
  {
    name: "individual_variety",
    title: "Variety within users",
    family: "individual",
    summary: "The chance that two choices of one user in a round name different items: 0 is always the same one.",
    ...reported,
    bounds: [0, 1],
    format: ".3f",
    compute: (view) => individualVariety(view.rows),
  },
];
