import type { Csr } from "../core/index.ts";
import { includes } from "../log/index.ts";
import { total } from "./counts.ts";
import { type Elementary, judged, type Metric } from "./metric.ts";
import { averagePopularity } from "./popularity.ts";
import type { Slates } from "./view.ts";

/**
 * Expected popularity complement: the mean over slots of 1 - φ_i / U, without discount or relevance. In [0, 1]; undefined
 * where nothing was shown. Vargas and Castells (2011), "Rank and relevance in novelty and diversity metrics".
 * @param exposures (items) slots in which each item was shown
 * @param audience (items) φ, users who know the item
 */
export function popularityComplement(
  exposures: Float64Array,
  audience: Float64Array,
  users: number,
): number | undefined {
  const mean = averagePopularity(exposures, audience);
  return mean === undefined ? undefined : 1 - mean / users;
}

/**
 * Mean self-information: the mean over slots of -log2 p_i, p the item's share of interactions. An item without
 * interactions counts as one with the fewest that any has. In bits, at least 0; undefined where nothing was shown or
 * nothing was ever chosen. Zhou et al. (2010), "Solving the apparent diversity-accuracy dilemma of recommender systems".
 * @param exposures (items)
 * @param popularity (items) interactions
 */
export function selfInformation(
  core: Elementary,
  exposures: Float64Array,
  popularity: Float64Array,
): number | undefined {
  const all = total(popularity, "selfInformation, popularity");
  if (!(all > 0)) return undefined;
  const least = popularity.reduce((low, count) => (count > 0 && count < low ? count : low), all);
  const perBit = core.log(2);
  const bits = popularity.map((count) => core.log(all / Math.max(count, least)) / perBit);
  return averagePopularity(exposures, bits);
}

/**
 * Serendipity: the share of slots whose item is relevant to the user and not among the popular items that anybody would
 * show. In [0, 1]; undefined without slots. Ge, Delgado-Battenfeld and Jannach (2010), "Beyond accuracy".
 * @param relevant by user
 * @param popular (items) 1 for an item of the popular baseline
 */
export function serendipity({ k, users, items }: Slates, relevant: Csr, popular: Uint8Array): number | undefined {
  let slots = 0;
  let hits = 0;
  for (let row = 0; row < users.length; row++) {
    const [begin, end] = [relevant.indptr[users[row]!]!, relevant.indptr[users[row]! + 1]!];
    for (let at = row * k; at < (row + 1) * k; at++) {
      const item = items[at]!;
      if (item < 0) continue;
      slots++;
      if (popular[item] === 0 && includes(relevant.indices, begin, end, item)) hits++;
    }
  }
  return slots > 0 ? hits / slots : undefined;
}

/** The k most popular items, lower numbers first among equals: the baseline that serendipity is set against. (items) */
export function mostPopular(popularity: Float64Array, k: number): Uint8Array {
  const order = Array.from(popularity, (_, i) => i).sort((a, b) => popularity[b]! - popularity[a]! || a - b);
  const flags = new Uint8Array(popularity.length);
  for (const item of order.slice(0, k)) flags[item] = 1;
  return flags;
}

export const noveltyMetrics: readonly Metric[] = [
  {
    name: "epc",
    title: "Popularity complement",
    family: "novelty",
    summary: "The share of users who did not know the shown item at round 0, on average over slots.",
    ...judged("falls", 0.02),
    bounds: [0, 1],
    format: ".3f",
    compute: ({ exposures, baseline }) => popularityComplement(exposures, baseline.audience, baseline.users),
  },
  {
    name: "msi",
    title: "Self-information",
    family: "novelty",
    summary: "How surprising the shown items are, in bits, by how often each was chosen up to round 0.",
    ...judged("falls", 0.2),
    bounds: [0, Infinity],
    format: ".2f",
    compute: ({ core, exposures, baseline }) => selfInformation(core, exposures, baseline.popularity),
  },
  {
    name: "serendipity",
    title: "Serendipity",
    family: "novelty",
    summary: "The share of slots with an item that the user wants and that is not among the most popular at round 0.",
    ...judged("falls", 0.005),
    bounds: [0, 1],
    format: ".2%",
    compute: async (view) =>
      serendipity(await view.evaluationSlates(), view.baseline.heldOut, mostPopular(view.baseline.popularity, view.k)),
  },
];
