import type { Core, Key } from "../../core/index.ts";
import type { Rows, WeightedPairs } from "../../log/index.ts";
import type { World } from "../../world/index.ts";
import type { UsersOptions } from "../options.ts";

/** What moves in users' minds from round to round. */
export interface Minds {
  /** (users, dims) tastes, whatever users are tired of just now */
  readonly tastes: Float32Array;
  /** (users, dims) what users have had of late; nothing while satiation is off */
  readonly satiation?: Float32Array;
  /** interest in single items beyond taste, by user; nothing while reinforcement is off */
  readonly interest?: WeightedPairs;
}

/** What a round did to users. */
export interface Experience {
  readonly core: Core;
  readonly key: Key;
  readonly world: World;
  /** users at round 0: the first so many */
  readonly residents: number;
  readonly options: UsersOptions;
  /** the round that is over */
  readonly round: number;
  /** (items, dims) factors of the items now */
  readonly items: Float32Array;
  /** what users chose */
  readonly chosen: Rows;
  /** the slates they looked at, where anything depends on them */
  readonly shown: readonly Shown[];
}

/** Slates: occasion n shows row rows[n] to user users[n]; items is (rows, k), -1 for an empty slot. */
export interface Shown {
  readonly k: number;
  readonly users: Int32Array;
  readonly rows: Int32Array;
  readonly items: Int32Array;
}

/** One way in which minds move. It returns the minds it was given where its option is neutral. */
export type Movement = (minds: Minds, experience: Experience) => Minds;
