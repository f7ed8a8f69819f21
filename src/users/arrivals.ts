import type { Core, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { arrivedBy } from "../world/index.ts";
import type { UsersOptions } from "./options.ts";

/** New users who have come by the start of a round: see `arrivedBy`. They are numbered on from the residents. */
export const newUsersBy = (core: Core, key: Key, { arrivals }: UsersOptions, round: number): number =>
  arrivedBy(core, key, purposes.userArrivals, arrivals, round);

/** Whether users come or go at all. */
export const isPopulationSettled = ({ arrivals, churn }: UsersOptions): boolean => arrivals === 0 && churn.rate === 0;
