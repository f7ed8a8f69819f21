import type { Csr } from "../core/index.ts";
import type { Service } from "../recommender/index.ts";
import type { LiftedLogit } from "../world/index.ts";
import type { Discovery } from "./discovery.ts";
import type { Mix } from "./mix.ts";
import type { Attendance } from "./occasions.ts";
import type { SimulationOptions } from "./options.ts";
import type { SyntheticSource } from "./sources.ts";

/** What a round's interactions depend on. */
export interface Round {
  readonly options: SimulationOptions;
  readonly round: number;
  readonly service: Service;
  /** how users choose now, from a slate or from the whole catalogue */
  readonly logit: LiftedLogit;
  readonly discovery: Discovery;
  /** (items) 1 where the item is in the catalogue now */
  readonly available: Uint8Array;
  /** items each user has consumed */
  readonly consumed: Csr;
  /** where synthetic rows come from, where the scenario has any */
  readonly synthetic: SyntheticSource | undefined;
  /** how the round's rows are divided among the channels */
  readonly mix: Mix;
  /** (users) choices each user would make this round */
  readonly activity: Int32Array;
  /** the occasions on which they come for them */
  readonly attendance: Attendance;
}
