import type { Core, Key } from "../core/index.ts";
import type { DataOptions } from "../log/index.ts";
import type { RecommenderOptions } from "../recommender/index.ts";
import { mindsSlates, type UsersOptions } from "../users/index.ts";
import type { CatalogueOptions, World } from "../world/index.ts";
import type { Plugin } from "./plugins.ts";

/** What of a treatment can begin late. */
export type Safeguard = Pick<Treatment, "recommender" | "data">;

/** One treatment: how users behave, how they are recommended to, what the recommender learns from, and what becomes of the catalogue. */
export interface Treatment {
  readonly users: UsersOptions;
  readonly recommender: RecommenderOptions;
  readonly data: DataOptions;
  readonly catalogue: CatalogueOptions;
  /** where recommender and data begin late: in which round, from 2 on, and what stands in their place before it */
  readonly before?: Safeguard & { readonly round: number };
}

/** Everything that decides a simulation's results. */
export interface SimulationOptions {
  readonly core: Core;
  readonly world: World;
  readonly key: Key;
  readonly rounds: number;
  readonly treatment: Treatment;
  /** recommender and data of rounds to come, of a treatment that has not begun yet */
  readonly ahead?: Safeguard;
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
export const keepsSlates = (options: SimulationOptions): boolean =>
  options.log === "all" || mindsSlates(options.treatment.users) || keepsNegatives(options);

/** Whether a training of this or a later round learns from what was shown and not chosen. */
export const keepsNegatives = (options: SimulationOptions): boolean =>
  foreseen(options).some(({ recommender }) => recommender.train.negatives.weight > 0);

/** Recommender and data now, and those to come: what these will ask of the past has to be kept from the first round on. */
export function foreseen({ treatment, ahead }: Pick<SimulationOptions, "treatment" | "ahead">): readonly Safeguard[] {
  return ahead ? [treatment, ahead] : [treatment];
}

export interface MeasureOptions {
  /** pairs of users whose slates and consumption are compared */
  readonly pairs: number;
  /** share of authentic interactions that the tail holds at most */
  readonly tail: number;
}
