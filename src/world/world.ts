import type { Csr, Factors, Logit } from "../core/index.ts";
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

/** True utilities as an inner product: (scale · x_u, 1) and (y_i, intercept_i). `users` replaces the initial preferences. */
export function utilityFactors({ preferences }: World, users = preferences.factors.users): Factors {
  const { factors, scale, intercepts } = preferences;
  const d = factors.dims;
  const dims = d + 1;
  const X = new Float32Array((users.length / d) * dims);
  for (let u = 0; u * d < users.length; u++) {
    for (let k = 0; k < d; k++) X[u * dims + k] = scale * users[u * d + k]!;
    X[u * dims + d] = 1;
  }
  const Y = new Float32Array(intercepts.length * dims);
  for (let i = 0; i < intercepts.length; i++) {
    Y.set(factors.items.subarray(i * d, (i + 1) * d), i * dims);
    Y[i * dims + d] = intercepts[i]!;
  }
  return { dims, users: X, items: Y };
}

/** The logit of users with other preferences, at a choice temperature, with or without the outside option. */
export function logitOf(world: World, users: Float32Array, temperature: number, outside: boolean): Logit {
  const { factors, scale, intercepts } = world.preferences;
  return {
    factors: { ...factors, users },
    scale: scale / temperature,
    intercepts: temperature === 1 ? intercepts : intercepts.map((b) => b / temperature),
    outside,
  };
}

/** All users, 0 to n - 1. */
export const everyone = (n: number): Int32Array => Int32Array.from({ length: n }, (_, u) => u);
