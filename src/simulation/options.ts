import type { Core, Key } from "../core/index.ts";
import type { DataOptions } from "../log/index.ts";
import type { RecommenderOptions } from "../recommender/index.ts";
import { mindsSlates, type UsersOptions } from "../users/index.ts";
import type { CatalogueOptions, World } from "../world/index.ts";
import type { Plugin } from "./plugins.ts";

/** One treatment: how users behave, how they are recommended to, what the recommender learns from, and what becomes of the catalogue. */
export interface Treatment {
  readonly users: UsersOptions;
  readonly recommender: RecommenderOptions;
  readonly data: DataOptions;
  readonly catalogue: CatalogueOptions;
}

/** Everything that decides a simulation's results. */
export interface SimulationOptions {
  readonly core: Core;
  readonly world: World;
  readonly key: Key;
  readonly rounds: number;
  readonly treatment: Treatment;
  /** names of the metrics to compute */
  readonly metrics: readonly string[];
  readonly measure: MeasureOptions;
  /** which rows of the interaction log to hand out with each round */
  readonly log: "none" | "choices" | "all";
  /** the parts of one's own that treatment and metrics name */
  readonly plugins?: readonly Plugin[];
  /** what the simulation is called where one of them fails */
  readonly arm?: string;
}

/** Whether every slate that was looked at is kept to the end of its round: for the log, or since minds or training depend on it. */
export const keepsSlates = ({ log, treatment }: SimulationOptions): boolean =>
  log === "all" || mindsSlates(treatment.users) || treatment.recommender.train.negatives.weight > 0;

export interface MeasureOptions {
  /** pairs of users whose slates and consumption are compared */
  readonly pairs: number;
  /** share of authentic interactions that the tail holds at most */
  readonly tail: number;
}
