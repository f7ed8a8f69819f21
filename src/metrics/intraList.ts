import { judged, type Metric } from "./metric.ts";
import type { Slates } from "./view.ts";

/**
 * Intra-list distance of one slate: mean of 1 - cos(x_i, x_j) over its pairs of items. In [0, 2], in [0, 1] for
 * attributes without negative values. Empty slots (-1) and items whose attributes are all zero, which have no direction,
 * are left out; undefined where fewer than two items remain.
 *
 * Ziegler et al. (2005), as a distance in Zhang & Hurley (2008). Computed from the sum of the unit vectors x̂ of the m
 * items: Σ_{i≠j} cos = |Σ x̂|² - m.
 * @param slate items, best first
 * @param attributes (items, dims)
 * @throws RangeError where an attribute is not finite
 */
export function intraListDistance(slate: Int32Array, attributes: Float32Array, dims: number): number | undefined {
  const sum = new Float64Array(dims);
  let m = 0;
  for (const item of slate) {
    if (item < 0) continue;
    const x = attributes.subarray(item * dims, (item + 1) * dims);
    const norm = Math.sqrt(squaredNorm(x));
    if (!(norm < Infinity)) {
      throw new RangeError(
        `intraListDistance: the attributes of item ${item} have norm ${norm}, expected finite numbers`,
      );
    }
    if (norm === 0) continue;
    for (let d = 0; d < dims; d++) sum[d]! += x[d]! / norm;
    m++;
  }
  if (m < 2) return undefined;
  const distance = 1 - (squaredNorm(sum) - m) / (m * (m - 1));
  return Math.min(Math.max(distance, 0), 2);
}

function squaredNorm(x: ArrayLike<number>): number {
  let sum = 0;
  for (let d = 0; d < x.length; d++) sum += x[d]! * x[d]!;
  return sum;
}

/**
 * Mean intra-list distance over the slates for which it is defined; undefined where there is none.
 * @param attributes (items, dims)
 * @throws RangeError where an attribute is not finite
 */
export function meanIntraListDistance(slates: Slates, attributes: Float32Array, dims: number): number | undefined {
  let sum = 0;
  let defined = 0;
  for (let row = 0; row < slates.users.length; row++) {
    const slate = slates.items.subarray(row * slates.k, (row + 1) * slates.k);
    const distance = intraListDistance(slate, attributes, dims);
    if (distance === undefined) continue;
    sum += distance;
    defined++;
  }
  return defined > 0 ? sum / defined : undefined;
}

export const intraListMetrics: readonly Metric[] = [
  {
    name: "ild",
    title: "Intra-list distance",
    family: "diversity",
    summary: "How different the items of one slate are from each other, by their attributes at round 0.",
    ...judged("falls", 0.05),
    format: ".3f",
    compute: async (view) =>
      meanIntraListDistance(await view.slates(), view.baseline.attributes, view.baseline.attributeDims),
  },
];
