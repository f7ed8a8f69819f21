import { raceInclusions } from "./inclusionRace.ts";
import { type Pool, wholePool } from "./pool.ts";
import type { Drawn, Way } from "./way.ts";
import { type Catalogue, type Scores, scoresIn } from "./whole.ts";

/** A slate drawn item by item without replacement, each in proportion to a weight. */
export interface SuccessiveDraw {
  readonly items: Int32Array;
  /** P(item | slots above) without exploration */
  readonly propensity: Float64Array;
}

/** What an item weighs beside the best one left, which weighs 1; 0 where it cannot be drawn. */
export type RelativeWeight = (item: number, best: number) => number;

/**
 * Successive sampling has no memory: with S the items that can be drawn and are left, P(i) = w_i / Σ_S w. A draw made
 * without exploration tells the sum: where b is its first item that is not above, Σ w = w_b / P(b) over what was left for
 * it, of which some may since stand above by exploration.
 */
export function successiveWay({ items, propensity }: SuccessiveDraw, weight: RelativeWeight, pool: () => Pool): Way {
  const chance = (item: number, above: Int32Array) => {
    let next = 0;
    while (next < items.length && items[next]! >= 0 && above.includes(items[next]!)) next++;
    const best = next < items.length ? items[next]! : -1;
    if (best < 0 || item < 0) return best < 0 && item < 0 ? 1 : 0;
    const own = above.includes(item) ? 0 : weight(item, best);
    if (!(own > 0)) return 0;
    const passed = items.subarray(0, next);
    let rest = 1 / propensity[next]!;
    for (const i of above) if (i >= 0 && !passed.includes(i)) rest -= weight(i, best);
    // what is certainly left, where differences cancel
    return own / Math.max(rest, item === best ? 1 : 1 + own);
  };
  return { weight: 1, chance, inclusions: (asked, slots) => raceInclusions(pool(), slots, asked) };
}

/** How a user's scores become weights. */
interface Weighing {
  relative(score: Scores["score"]): RelativeWeight;
  /** of items 0, 1, ...; NaN stays, where an item cannot be drawn */
  weightsOf(scores: Float64Array): Float64Array;
}

/** Slates that the core has drawn from the whole catalogue item by item, a row for each of the users. */
export function drawnFromWhole(
  { items, propensity }: SuccessiveDraw,
  k: number,
  users: Int32Array,
  catalogue: Catalogue,
  { relative, weightsOf }: Weighing,
): Drawn {
  const scores = scoresIn(catalogue);
  const size = catalogue.eligible.available.length;
  return {
    items,
    propensity: () => propensity,
    ways: (row) => {
      const [from, to] = [row * k, (row + 1) * k];
      const slate = { items: items.subarray(from, to), propensity: propensity.subarray(from, to) };
      const { score } = scores(users[row]!);
      const pool = () => wholePool(weightsOf(Float64Array.from({ length: size }, (_, item) => score(item))));
      return [successiveWay(slate, relative(score), pool)];
    },
  };
}

/** In proportion to non-negative scores; evenly once none that is left is positive. `score` is NaN where none can be drawn. */
export function byScore(score: (item: number) => number): RelativeWeight {
  return (item, best) => {
    const [own, most] = [score(item), score(best)];
    if (most > 0) return own > 0 ? own / most : 0;
    return Number.isNaN(own) ? 0 : 1;
  };
}
