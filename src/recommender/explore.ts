import type { Factors } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { includes } from "../log/index.ts";
import type { RankedSlates, Showing } from "./recommend.ts";
import type { Service } from "./serve.ts";

/**
 * ε-greedy by slot: with probability ε a slot holds an item drawn uniformly from the eligible catalogue without the slots
 * above, otherwise the best ranked item not yet in the slate (none, where ranking has run out). With n eligible items of
 * which a_j stand above slot j,
 *
 *   propensity(i at j) = (1 - ε) · P(i is the best ranked item left) + ε / (n - a_j)
 *
 * Under greedy ranking that probability is 0 or 1. Under proportional ranking it is s_i / Σ s over the items left that can
 * be retrieved (evenly where none of their scores is positive): successive sampling has no memory.
 */
export function explore(showing: Showing, service: Service, ranked: RankedSlates): RankedSlates {
  const { k, owner } = ranked;
  const items = new Int32Array(ranked.items.length).fill(-1);
  const propensity = new Float64Array(ranked.propensity.length);
  const available = showing.eligibility.available.reduce((sum, flag) => sum + flag, 0);
  for (let n = 0; n < owner.length; n++) {
    const slot = (all: Int32Array | Float64Array) => all.subarray(n * k, (n + 1) * k);
    const factors = ranked.cold[n] ? service.coldFactors : service.model.factors;
    const base = { items: slot(ranked.items) as Int32Array, propensity: slot(ranked.propensity) as Float64Array };
    const rankChance =
      showing.options.rank === "greedy"
        ? greedyChance(base)
        : proportionalChance(base, factors, owner[n]!, service.retrievable);
    const occasion = {
      user: owner[n]!,
      draw: ranked.draws[n]!,
      eligible: countEligible(showing, owner[n]!, available),
    };
    fillSlate(showing, occasion, base.items, rankChance, {
      items: slot(items) as Int32Array,
      propensity: slot(propensity) as Float64Array,
    });
  }
  return { ...ranked, items, propensity };
}

/** One slate: items best first, -1 for none, and the propensity of each slot. */
interface Slate {
  readonly items: Int32Array;
  readonly propensity: Float64Array;
}

/** P(item is the best ranked one left), given where in the ranking the best one left stands, and the items above. */
type RankChance = (item: number, next: number, above: Int32Array) => number;

interface Occasion {
  readonly user: number;
  readonly draw: number;
  /** items the user may be shown */
  readonly eligible: number;
}

function fillSlate(showing: Showing, occasion: Occasion, base: Int32Array, rankChance: RankChance, out: Slate): void {
  const { core, key, round } = showing;
  const epsilon = showing.options.explore;
  const { user, draw } = occasion;
  let eligible = occasion.eligible;
  let next = 0;
  for (let slot = 0; slot < out.items.length && eligible > 0; slot++) {
    const above = out.items.subarray(0, slot);
    while (next < base.length && base[next]! >= 0 && above.includes(base[next]!)) next++;
    const best = next < base.length ? base[next]! : -1;
    const explored = core.uniform({ key, round, purpose: purposes.exploreCoin }, draw, user, slot) < epsilon;
    const item = explored ? uniformItem(showing, { user, draw, eligible }, slot, above) : best;
    if (item < 0) continue;
    out.items[slot] = item;
    out.propensity[slot] = (best < 0 ? 0 : (1 - epsilon) * rankChance(item, next, above)) + epsilon / eligible--;
  }
}

const greedyChance =
  ({ items }: Slate): RankChance =>
  (item, next) =>
    item === items[next] ? 1 : 0;

/**
 * The weight still left in the ranking at its item `next` is that item's weight / its propensity there; what stands above
 * by exploration goes off. Positive scores are ranked before all others: where the best one left is not positive, none is.
 */
function proportionalChance(
  ranked: Slate,
  { dims, users, items }: Factors,
  user: number,
  retrievable: Uint8Array,
): RankChance {
  const score = (item: number) => {
    let dot = 0;
    for (let d = 0; d < dims; d++) dot += users[user * dims + d]! * items[item * dims + d]!;
    return dot;
  };
  return (item, next, above) => {
    if (retrievable[item] === 0) return 0;
    const best = ranked.items[next]!;
    const weight = score(best) > 0 ? (i: number) => Math.max(score(i), 0) : () => 1;
    const passed = ranked.items.subarray(0, next);
    let rest = weight(best) / ranked.propensity[next]!;
    for (const i of above) if (i >= 0 && retrievable[i] === 1 && !passed.includes(i)) rest -= weight(i);
    // what is certainly left, where float32 scores cancel
    const least = weight(best) + (item === best ? 0 : weight(item));
    return weight(item) / Math.max(rest, least);
  };
}

const TRIES = 64;

/** An eligible item not above, each equally likely: by rejection, then by counting to it. */
function uniformItem(showing: Showing, { user, draw, eligible }: Occasion, slot: number, above: Int32Array): number {
  const { core, key, round, eligibility } = showing;
  const stream = { key, round, purpose: purposes.exploreItem };
  const catalogue = eligibility.available.length;
  const free = (item: number) => isEligible(showing, user, item) && !above.includes(item);
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const item = Math.trunc(core.uniform(stream, draw, user, slot * (TRIES + 1) + attempt) * catalogue);
    if (free(item)) return item;
  }
  let rank = Math.trunc(core.uniform(stream, draw, user, slot * (TRIES + 1) + TRIES) * eligible);
  for (let item = 0; item < catalogue; item++) if (free(item) && rank-- === 0) return item;
  return -1;
}

function isEligible({ eligibility: { available, excluded } }: Showing, user: number, item: number): boolean {
  return (
    available[item] === 1 &&
    !(excluded && includes(excluded.indices, excluded.indptr[user]!, excluded.indptr[user + 1]!, item))
  );
}

/** Of the available items, those that are not excluded for the user. */
function countEligible({ eligibility: { available, excluded } }: Showing, user: number, count: number): number {
  if (!excluded) return count;
  for (let e = excluded.indptr[user]!; e < excluded.indptr[user + 1]!; e++) count -= available[excluded.indices[e]!]!;
  return count;
}
