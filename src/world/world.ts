import type { Csr, Logit } from "../core/index.ts";
import type { Rows } from "../log/index.ts";

/** What is true and what no recommender sees. Plain data: typed arrays and JSON, so that it travels between threads. */
export interface World {
  readonly users: number;
  readonly items: number;
  /** utility(u, i) = scale · <x_u, y_i> + intercepts[i]; the outside option has utility 0 */
  readonly preferences: Logit;
  /** (users) */
  readonly groups: Int32Array;
  readonly groupNames: readonly string[];
  readonly activity: Activity;
  /** round 0: the authentic log */
  readonly log: Rows;
  /** authentic pairs held out of the log, of users and items that it holds */
  readonly heldOut: Csr;
  /** (items, attributeDims) */
  readonly attributes: Float32Array;
  readonly attributeDims: number;
  /** who knows whom, where anybody does: of each user, ascending, both ways */
  readonly friends?: Csr;
}

/** Choices each user makes in each of some recorded periods; a round is one of a user's own periods, drawn by key. */
export interface Activity {
  readonly periods: number;
  /** (users, periods) */
  readonly counts: Int32Array;
}

/** Choices of each user over all recorded periods: the weights of expected shares. */
export function totalActivity({ periods, counts }: Activity): Float64Array {
  return Float64Array.from({ length: counts.length / periods }, (_, u) => {
    let total = 0;
    for (let p = 0; p < periods; p++) total += counts[u * periods + p]!;
    return total;
  });
}

/** All users, 0 to n - 1. */
export const everyone = (n: number): Int32Array => Int32Array.from({ length: n }, (_, u) => u);
