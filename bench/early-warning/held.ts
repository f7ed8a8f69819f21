import type { LogColumns } from "../../src/log/columns.ts";
import type { Treatment } from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";

/** What can be told of a system held still: slates, lists and models of one that is not retrained hardly move by themselves. */
export const twinned: readonly string[] = ["coverage", "exposure_gini", "choice_gini", "epc", "msi"];

/** How many twins each run is set against. */
export const TWINS = 3;

/**
 * A treatment held still at its beginning: the recommender of round 1 is never retrained, and each round mixes its rows as
 * the first does. It cannot collapse by its loop, as there is none.
 */
export function heldStill({ recommender, data, ...rest }: Treatment, rounds: number): Treatment {
  const { share } = data.authentic;
  const start = typeof share === "number" ? share : "start" in share ? share.start : share[0]!;
  return {
    ...rest,
    recommender: { ...recommender, every: rounds + 1 },
    data: { ...data, authentic: { ...data.authentic, share: start } },
  };
}

/** A world fitted to that log, as a team would have it fitted; eight factors suit a log of so few rows better than 32. */
export const fittedScenario = {
  version: 1,
  world: {
    kind: "log",
    log: { file: "authentic.csv", columns: { user: "user", item: "item", time: "time" } },
    fit: { factors: 8 },
  },
  users: { repeats: "allow" },
};

const MONTH = 30.4375 * 86_400_000;

/** A drawn world's authentic log as a team has it: rows with their times, each user's within a period spread evenly. */
export function logOf({ users, items, log, activity }: World): LogColumns {
  const rows: { readonly time: number; readonly user: number; readonly item: number }[] = [];
  for (let user = 0; user < users; user++) {
    for (let p = 0; p < activity.periods; p++) {
      const count = activity.counts[user * activity.periods + p]!;
      for (let j = 0; j < count; j++) {
        rows.push({ time: Math.round((p + (j + 0.5) / count) * MONTH), user, item: log.item[rows.length]! });
      }
    }
  }
  rows.sort((a, b) => a.time - b.time || a.user - b.user || a.item - b.item);
  return {
    users,
    items,
    rows: rows.length,
    user: Int32Array.from(rows, (row) => row.user),
    item: Int32Array.from(rows, (row) => row.item),
    time: Float64Array.from(rows, (row) => row.time),
    userIds: Array.from({ length: users }, (_, u) => `u${u}`),
    itemIds: Array.from({ length: items }, (_, i) => `i${i}`),
  };
}
