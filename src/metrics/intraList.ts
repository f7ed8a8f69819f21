import { judged, type Metric } from "./metric.ts";
import type { Slates } from "./view.ts";

/**
 * Mean intra-list distance over the slates for which it is defined; undefined where there is none. Of one slate it is the
 * mean of 1 - cos(x_i, x_j) over its pairs of items. In [0, 2], in [0, 1] for attributes without negative values. Empty
 * slots (-1) and items whose attributes are all zero, which have no direction, are left out; undefined where fewer than
 * two items remain.
 *
 * Ziegler et al. (2005), as a distance in Zhang & Hurley (2008). Computed from the sum of the unit vectors x̂ of the m
 * items: Σ_{i≠j} cos = |Σ x̂|² - m.
 * @param attributes (items, dims)
 * @throws RangeError where an attribute of an item shown is not finite
 */
export function meanIntraListDistance(slates: Slates, attributes: Float32Array, dims: number): number | undefined {
  const { k, users, items } = slates;
  const { units, directed } = directions(items, attributes, dims);
  const starts = new Int32Array(k); // of the units of a slate's items
  let sum = 0;
  let defined = 0;
  for (let row = 0; row < users.length; row++) {
    let m = 0;
    for (let at = row * k; at < (row + 1) * k; at++) {
      const item = items[at]!;
      if (item >= 0 && directed[item] === 1) starts[m++] = item * dims;
    }
    if (m < 2) continue;
    let square = 0;
    for (let d = 0; d < dims; d++) {
      let x = 0;
      for (let n = 0; n < m; n++) x += units[starts[n]! + d]!;
      square += x * x;
    }
    const distance = 1 - (square - m) / (m * (m - 1));
    sum += Math.min(Math.max(distance, 0), 2);
    defined++;
  }
  return defined > 0 ? sum / defined : undefined;
}

/** Unit vectors (items, dims) of the items shown, and which of them have a direction. (items) */
function directions(shown: Int32Array, attributes: Float32Array, dims: number) {
  const units = new Float64Array(attributes.length);
  const looked = new Uint8Array(dims > 0 ? attributes.length / dims : 0);
  const directed = new Uint8Array(looked.length);
  for (let n = 0; n < shown.length; n++) {
    const item = shown[n]!;
    if (item < 0 || looked[item] !== 0) continue;
    looked[item] = 1;
    const [begin, end] = [item * dims, (item + 1) * dims];
    let square = 0;
    for (let at = begin; at < end; at++) square += attributes[at]! * attributes[at]!;
    const norm = Math.sqrt(square);
    if (!(norm < Infinity)) {
      throw new RangeError(
        `meanIntraListDistance: the attributes of item ${item} have norm ${norm}, expected finite numbers`,
      );
    }
    if (norm === 0) continue;
    directed[item] = 1;
    for (let at = begin; at < end; at++) units[at] = attributes[at]! / norm;
  }
  return { units, directed };
}

export const intraListMetrics: readonly Metric[] = [
  {
    name: "ild",
    title: "Intra-list distance",
    family: "diversity",
    summary: "How different the items of one slate are from each other, by their attributes at round 0.",
    ...judged("falls", 0.05),
    bounds: [0, 2],
    format: ".3f",
    compute: async (view) =>
      meanIntraListDistance(await view.slates(), view.baseline.attributes, view.baseline.attributeDims),
  },
];
