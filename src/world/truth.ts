import type { Factors, Logit, ValuedCsr } from "../core/index.ts";
import type { World } from "./world.ts";

/**
 * What holds now and no recommender sees: utility(u, i) = scale · <users_u, items_i> + intercepts_i + lift_ui, the scale
 * being the world's. A truth is replaced, never changed, so that what follows from one can be kept beside it.
 */
export interface Truth {
  /** (users, dims) */
  readonly users: Float32Array;
  /** (items, dims) */
  readonly items: Float32Array;
  /** (items) */
  readonly intercepts: Float32Array;
  /** what some pairs have beyond their factors, by user */
  readonly lift?: ValuedCsr;
}

/** A logit in which some pairs have a utility of their own. */
export interface LiftedLogit extends Logit {
  /** added to the utility of its pairs, by user */
  readonly lift?: ValuedCsr;
}

/** The truth of a world at round 0. */
export function truthOf({ preferences: { factors, intercepts } }: World): Truth {
  return { users: factors.users, items: factors.items, intercepts };
}

/** (items, attributeDims) attributes now: the items' factors, unless the world has others. */
export const attributesOf = ({ attributes, preferences }: World, truth: Truth): Float32Array =>
  attributes === preferences.factors.items ? truth.items : attributes;

/**
 * Utilities as an inner product, at round 0 unless told: (scale · x_u, 1) and (y_i, intercept_i). The lift of single
 * pairs has no place in it.
 */
export function utilityFactors(world: World, truth: Truth = truthOf(world)): Factors {
  const { preferences } = world;
  const { factors, scale } = preferences;
  const d = factors.dims;
  const dims = d + 1;
  const X = new Float32Array((truth.users.length / d) * dims);
  for (let u = 0; u * d < truth.users.length; u++) {
    for (let k = 0; k < d; k++) X[u * dims + k] = scale * truth.users[u * d + k]!;
    X[u * dims + d] = 1;
  }
  const Y = new Float32Array(truth.intercepts.length * dims);
  for (let i = 0; i < truth.intercepts.length; i++) {
    Y.set(truth.items.subarray(i * d, (i + 1) * d), i * dims);
    Y[i * dims + d] = truth.intercepts[i]!;
  }
  return { dims, users: X, items: Y };
}

/** The logit by which users choose, at a choice temperature, with or without the outside option. */
export function logitOf(world: World, truth: Truth, temperature: number, outside: boolean): LiftedLogit {
  const { factors, scale } = world.preferences;
  const { users, items, intercepts, lift } = truth;
  const tempered = (values: Float32Array) => (temperature === 1 ? values : values.map((b) => b / temperature));
  return {
    factors: { dims: factors.dims, users, items },
    scale: scale / temperature,
    intercepts: tempered(intercepts),
    outside,
    ...(lift ? { lift: { ...lift, values: tempered(lift.values) } } : {}),
  };
}

/** scale · <x_u, y_i> + intercepts[i] + lift[u, i]. */
export function utility({ factors, scale, intercepts, lift }: LiftedLogit, user: number, item: number): number {
  const { dims, users, items } = factors;
  let dot = 0;
  for (let k = 0; k < dims; k++) dot += users[user * dims + k]! * items[item * dims + k]!;
  const plain = scale * dot + intercepts[item]!;
  return lift ? plain + valueAt(lift, user, item) : plain;
}

/** The value of an entry, 0 where there is none. */
function valueAt({ indptr, indices, values }: ValuedCsr, row: number, column: number): number {
  let begin = indptr[row]!;
  let end = indptr[row + 1]!;
  while (begin < end) {
    const middle = (begin + end) >>> 1;
    if (indices[middle]! < column) begin = middle + 1;
    else if (indices[middle]! > column) end = middle;
    else return values[middle]!;
  }
  return 0;
}
