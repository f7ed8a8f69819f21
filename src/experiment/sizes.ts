import type { Sizes } from "../simulation/index.ts";
import type { WorldOptions } from "../world/index.ts";
import type { Splits } from "../world/splits.ts";

/** How large an experiment's world is, before it is drawn or fitted. */
export interface WorldSizes extends Sizes {
  /** periods of recorded activity */
  readonly periods: number;
  /** held-out pairs */
  readonly heldOut: number;
}

/** Of the outside option where nothing is said of it: sizes are wanted before anything is drawn. */
const ASSUMED = 0.5;

/** @param splits the parts of the log, where the world is fitted to one */
export function sizesOf(world: WorldOptions, splits?: Splits): WorldSizes {
  if (world.kind === "log") {
    if (!splits) throw new Error("sizesOf: the world is fitted to a log, but its parts were not given");
    const { users, items, fit, test, activity } = splits;
    const history = fit.user.length;
    const { periods } = activity;
    return {
      ...{ users, items, dims: world.fit.factors, groups: 1, history, periods },
      rows: history / periods,
      perChoice: 1 / (1 - world.outsideShare),
      heldOut: test.user.length,
    };
  }
  if (world.kind === "drawn") {
    const { users, items, topics: dims, history: periods, activity } = world;
    const rows = users * activity.mean;
    return {
      ...{ users, items, dims, groups: world.groups.length, history: periods * rows, periods, rows },
      perChoice: 1 / (1 - (world.outsideShare === "unset" ? ASSUMED : world.outsideShare)),
      heldOut: rows,
    };
  }
  const { users, shares } = world;
  const byGroup = Array.isArray(shares) && Array.isArray(shares[0]) ? shares.length : 1;
  const items = !Array.isArray(shares) ? shares.items : Array.isArray(shares[0]) ? shares[0].length : shares.length;
  return {
    ...{ users, items, dims: byGroup, groups: byGroup, history: items * byGroup, periods: 1 },
    // utilities are logarithms of shares: against an outside option of utility 0, half of all occasions end in a choice
    ...{ rows: users * world.activity, perChoice: 2, heldOut: 0 },
  };
}
