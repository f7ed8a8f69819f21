import type { Csr } from "../core/index.ts";
import { distinctPairs, type Negatives, type Rows } from "../log/index.ts";
import type { Slates } from "../metrics/index.ts";
import type { Trained } from "../recommender/index.ts";
import type { Choices, Creators, Minds } from "../users/index.ts";
import { type Catalogue, type Truth, truthOf, type World } from "../world/index.ts";
import type { Sampled } from "./sources.ts";

/** All that survives a round: typed arrays and plain JSON. A simulation started from it goes on with the same bits. */
export interface SimulationState {
  /** last finished round */
  readonly round: number;
  /** what later rounds may train on: the rows of each round apart, round 0 first */
  readonly log: readonly Rows[];
  /** (users) 1 where the user is there */
  readonly present: Uint8Array;
  /** (users) see `satisfied`; nothing while nobody leaves */
  readonly satisfaction?: Float64Array;
  /** (items) 1 where the item is in the catalogue */
  readonly available: Uint8Array;
  /** when items come and go; nothing while none does */
  readonly catalogue?: Catalogue;
  /** nothing while there are none */
  readonly creators?: Creators;
  /** items each user has consumed */
  readonly consumed: Csr;
  /** what moves in users' minds, and what of items is true to them now */
  readonly minds: Minds;
  readonly truth: Truth;
  /** what users chose in the last rounds, the newest last; nothing where nobody asks for it */
  readonly recent?: readonly Choices[];
  /** what the last training left: the models, the one that ranks first */
  readonly trained: Trained | undefined;
  /** temperature of synthetic rows, fitted at round 0 unless it is given */
  readonly temperature: number | undefined;
  /** the recommender of the last round, where synthetic rows are sampled from the previous one */
  readonly sampled: Sampled | undefined;
  /** what was shown and not chosen in the rounds that the log holds; nothing while negative feedback is off */
  readonly negatives?: readonly Negatives[];
  /** what users of the keyed pairs were shown; nothing where no metric asked for compares rounds */
  readonly lastSlates?: Slates;
  /** rows that the rounds so far stayed short of */
  readonly missing: number;
}

/** Before round 0: the authentic log has been consumed and nothing has been trained. */
export function initialState(world: World): SimulationState {
  const { users, items, log } = world;
  return {
    round: -1,
    log: [log],
    present: new Uint8Array(users).fill(1),
    available: new Uint8Array(items).fill(1),
    consumed: distinctPairs(log.user, log.item, users, items),
    minds: { tastes: world.preferences.factors.users },
    truth: truthOf(world),
    trained: undefined,
    temperature: undefined,
    sampled: undefined,
    missing: 0,
  };
}
