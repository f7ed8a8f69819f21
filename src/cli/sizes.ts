import type { ScenarioLog } from "../index.ts";
import type { Scenario } from "../scenario/index.ts";

/** How large a scenario's world is. */
export interface Sizes {
  readonly users: number;
  readonly items: number;
  /** of the world's factors */
  readonly dims: number;
  /** rows of the authentic log at round 0 */
  readonly history: number;
  /** periods of recorded activity */
  readonly periods: number;
  /** new rows in a round, at the mean activity */
  readonly rows: number;
  /** held-out pairs */
  readonly heldOut: number;
}

export function sizesOf({ world }: Scenario, log: ScenarioLog | undefined): Sizes {
  if (world.kind === "log") {
    const { users, items, fit, test, activity } = log!.splits;
    const history = fit.user.length;
    const { periods } = activity;
    return {
      users,
      items,
      dims: world.fit.factors,
      history,
      periods,
      rows: history / periods,
      heldOut: test.user.length,
    };
  }
  if (world.kind === "drawn") {
    const { users, items, topics: dims, history: periods, activity } = world;
    const rows = users * activity.mean;
    return { users, items, dims, history: periods * rows, periods, rows, heldOut: rows };
  }
  const { users, shares } = world;
  const items = !Array.isArray(shares) ? shares.items : Array.isArray(shares[0]) ? shares[0].length : shares.length;
  return { users, items, dims: 1, history: items, periods: 1, rows: users * world.activity, heldOut: 0 };
}
