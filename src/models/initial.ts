import type { Core, Factors, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { TrainingContext } from "./model.ts";

/**
 * Normal factors of standard deviation 0.1 / √dims, keyed by user and item, so that an added item changes no other.
 * @param here the first so many; the others, who are still to come, get zeros
 */
export function initialFactors(
  core: Core,
  key: Key,
  dims: number,
  size: { users: number; items: number },
  userPurpose: number,
  itemPurpose: number,
  here = size,
): Factors {
  const draw = (rows: number, count: number, purpose: number) => {
    const factors = new Float32Array(rows * dims);
    for (let row = 0; row < count; row++) drawRow(core, key, factors, dims, row, purpose);
    return factors;
  };
  return {
    dims,
    users: draw(size.users, here.users, userPurpose),
    items: draw(size.items, here.items, itemPurpose),
  };
}

/** The factors that a recommender's model starts from. */
export function drawnFactors({ core, key, training, here }: TrainingContext, dims: number): Factors {
  return initialFactors(core, key, dims, training, purposes.modelUser, purposes.modelItem, here);
}

/**
 * The items' factors (items, dims) with the initial ones where all are zero, as they are for items of which the last
 * training set held no row: from zero, a community that was away as a whole would never come back. The users' are solved
 * before they are used.
 */
export function revived({ core, key, here }: TrainingContext, items: Float32Array, dims: number): Float32Array {
  const factors = items.slice();
  const count = here?.items ?? factors.length / dims;
  for (let row = 0; row < count; row++) {
    let k = 0;
    while (k < dims && factors[row * dims + k] === 0) k++;
    if (k === dims) drawRow(core, key, factors, dims, row, purposes.modelItem);
  }
  return factors;
}

function drawRow(core: Core, key: Key, factors: Float32Array, dims: number, row: number, purpose: number): void {
  const stream = { key, purpose, round: 0 };
  const scale = 0.1 / Math.sqrt(dims);
  for (let k = 0; k < dims; k++) factors[row * dims + k] = scale * core.normal(stream, 0, row, k);
}
