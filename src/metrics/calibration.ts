import type { Core, Csr } from "../core/index.ts";
import { blend, divergence, profileOf, topicShares } from "../world/topics.ts";
import { judged, type Metric } from "./metric.ts";
import type { Slates } from "./view.ts";

/**
 * Miscalibration: the mean over users of KL(p || q̃), p the topics of what the user has chosen, q those of the slate, and
 * q̃ = .99 q + .01 p. In nats, at least 0; users without history or whose slate has no topics do not count, undefined
 * where there are no others. Steck (2018), "Calibrated recommendations".
 * @param history by user
 * @param attributes (items, dims), of which the parts above 0 are topics
 */
export function miscalibration(
  core: Pick<Core, "log">,
  { k, users, items }: Slates,
  history: Csr,
  attributes: Float32Array,
  dims: number,
): number | undefined {
  const topics = topicShares(attributes, dims);
  const [p, q] = [new Float64Array(dims), new Float64Array(dims)];
  let [sum, counted] = [0, 0];
  for (let row = 0; row < users.length; row++) {
    if (!profileOf(topics, dims, history, users[row]!, p)) continue;
    const shown = topicsOfSlate(items.subarray(row * k, (row + 1) * k), topics, dims, q);
    if (shown === 0) continue;
    sum += divergence((x) => core.log(x), p, blend(p, q, shown));
    counted++;
  }
  return counted > 0 ? sum / counted : undefined;
}

/** Sums the topics of the items in `into`. @returns how many items have any */
function topicsOfSlate(slate: Int32Array, topics: Float64Array, dims: number, into: Float64Array): number {
  into.fill(0);
  let shown = 0;
  for (const item of slate) {
    if (item < 0) continue;
    let has = 0;
    for (let d = 0; d < dims; d++) {
      into[d]! += topics[item * dims + d]!;
      has += topics[item * dims + d]!;
    }
    if (has > 0) shown++;
  }
  return shown;
}

/**
 * Popularity lift: (GAP_shown - GAP_profile) / GAP_profile, GAP being the mean over users of the mean popularity of their
 * items. 0 where slates are as popular as what users chose themselves. Users without history or slate do not count;
 * undefined where there are no others. Abdollahpouri et al. (2019), "The unfairness of popularity bias in recommendation".
 * @param history by user
 * @param popularity (items), in any unit
 */
export function popularityLift(
  { k, users, items }: Slates,
  history: Csr,
  popularity: Float64Array,
): number | undefined {
  let [shown, chosen] = [0, 0];
  for (let row = 0; row < users.length; row++) {
    const [begin, end] = [history.indptr[users[row]!]!, history.indptr[users[row]! + 1]!];
    const slate = meanOf(items, row * k, (row + 1) * k, popularity);
    const profile = meanOf(history.indices, begin, end, popularity);
    if (slate === undefined || profile === undefined) continue;
    shown += slate;
    chosen += profile;
  }
  return chosen > 0 ? (shown - chosen) / chosen : undefined;
}

function meanOf(items: Int32Array, begin: number, end: number, popularity: Float64Array): number | undefined {
  let [sum, count] = [0, 0];
  for (let at = begin; at < end; at++) {
    if (items[at]! < 0) continue;
    sum += popularity[items[at]!]!;
    count++;
  }
  return count > 0 ? sum / count : undefined;
}

export const calibrationMetrics: readonly Metric[] = [
  {
    name: "miscalibration",
    title: "Miscalibration",
    family: "calibration",
    summary: "How far the topics of a slate are from those that its user chose up to round 0.",
    ...judged("rises", 0.1),
    bounds: [0, 4.605170185988092],
    format: ".3f",
    compute: async (view) => {
      const { authentic, attributes, attributeDims } = view.baseline;
      return miscalibration(view.core, await view.slates(), authentic, attributes, attributeDims);
    },
  },
  {
    name: "popularity_lift",
    title: "Popularity lift",
    family: "calibration",
    summary: "How much more popular the shown items are than those that users chose up to round 0, as a share.",
    ...judged("rises", 0.2),
    bounds: [-1, Infinity],
    format: ".1%",
    compute: async (view) => popularityLift(await view.slates(), view.baseline.authentic, view.baseline.popularity),
  },
];
