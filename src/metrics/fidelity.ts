import { sameLength, total } from "./counts.ts";
import { type Elementary, judged, type Metric, reported } from "./metric.ts";
import type { RoundView } from "./view.ts";

/**
 * Total variation distance of two distributions, ½ Σ |p - q|. In [0, 1], a metric; both arguments are divided by their
 * totals; undefined where one is all zero. Levin, Peres & Wilmer (2009), section 4.1.
 * @param a (items) counts or shares
 * @param b (items) the same
 * @throws RangeError where the lengths differ or a value is negative or not finite
 */
export function totalVariation(a: Float64Array, b: Float64Array): number | undefined {
  const totals = bothTotals(a, b, "totalVariation");
  if (!totals) return undefined;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(a[i]! / totals[0] - b[i]! / totals[1]);
  return Math.min(sum / 2, 1);
}

/**
 * Jensen-Shannon divergence in nats, ½ KL(p, m) + ½ KL(q, m) with m = (p + q) / 2. In [0, ln 2], symmetric, finite where
 * supports differ (its square root is a metric and is not what is returned); both arguments are divided by their totals;
 * undefined where one is all zero. Lin (1991).
 * @param a (items) counts or shares
 * @param b (items) the same
 * @throws RangeError where the lengths differ or a value is negative or not finite
 */
export function jensenShannon(core: Elementary, a: Float64Array, b: Float64Array): number | undefined {
  const totals = bothTotals(a, b, "jensenShannon");
  if (!totals) return undefined;
  let twice = 0;
  for (let i = 0; i < a.length; i++) {
    const p = a[i]! / totals[0];
    const q = b[i]! / totals[1];
    // one term an item, so that exchanging p and q changes no bit
    twice += (p > 0 ? p * core.log((2 * p) / (p + q)) : 0) + (q > 0 ? q * core.log((2 * q) / (p + q)) : 0);
  }
  return Math.min(Math.max(twice / 2, 0), Math.LN2);
}

function bothTotals(a: Float64Array, b: Float64Array, what: string): [number, number] | undefined {
  sameLength(a, b, what);
  const totals: [number, number] = [total(a, `${what}, first argument`), total(b, `${what}, second argument`)];
  return totals[0] > 0 && totals[1] > 0 ? totals : undefined;
}

type Distance = (core: Elementary, counts: Float64Array, shares: Float64Array) => number | undefined;
type Reference = "original" | "current";

const distances: Readonly<Record<"tv" | "js", { title: string; words: string; delta: number; distance: Distance }>> = {
  tv: {
    title: "Total variation",
    words: "The share of this round's choices that would have to change item to match",
    delta: 0.05,
    distance: (_core, counts, shares) => totalVariation(counts, shares),
  },
  js: {
    title: "Jensen-Shannon divergence",
    words: "How far this round's choices are, in nats, from",
    delta: 0.035,
    distance: jensenShannon,
  },
};

const references = {
  original: "the users' organic demand at round 0",
  current: "the users' organic demand now",
} as const;

const sharesOf = (view: RoundView, reference: Reference): Float64Array | Promise<Float64Array> =>
  reference === "original" ? view.baseline.originalShares : view.currentShares();

const hasChoices = (view: RoundView) => view.choices.some((count) => count !== 0);

/** The divergence is at most ln 2. */
const mostOf = { tv: [0, 1], js: [0, Math.LN2] } as const;

/** The distance of this round's choices from a reference, and that of an authentic sample of the same size. */
function pair(kind: "tv" | "js", reference: Reference): readonly Metric[] {
  const { title, words, delta, distance } = distances[kind];
  return [
    {
      name: `${kind}_${reference}`,
      title: `${title} from ${reference} demand`,
      family: "fidelity",
      summary: `${words} ${references[reference]}.`,
      ...judged("rises", delta),
      bounds: mostOf[kind],
      format: ".3f",
      compute: async (view) =>
        hasChoices(view) ? distance(view.core, view.choices, await sharesOf(view, reference)) : undefined,
    },
    {
      name: `${kind}_${reference}_floor`,
      title: `${title} from ${reference} demand, sampling floor`,
      family: "fidelity",
      summary: `What ${kind}_${reference} would be for as many purely authentic choices: sampling alone.`,
      ...reported,
      bounds: mostOf[kind],
      format: ".3f",
      compute: async (view) => {
        if (!hasChoices(view)) return undefined;
        const shares = await sharesOf(view, reference);
        return distance(view.core, view.authenticSample(shares), shares);
      },
    },
  ];
}

export const fidelityMetrics: readonly Metric[] = [
  ...pair("tv", "original"),
  ...pair("js", "original"),
  ...pair("tv", "current"),
  ...pair("js", "current"),
];
