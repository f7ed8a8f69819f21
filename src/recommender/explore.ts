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
 * Under greedy ranking that probability is 0 or 1. Under proportional ranking it is s_i / Σ s over the items left:
 * successive sampling has no memory.
 */
export function explore(showing: Showing, service: Service, ranked: RankedSlates): RankedSlates {
  const { k, owner } = ranked;
  const items = new Int32Array(ranked.items.length).fill(-1);
  const propensity = new Float64Array(ranked.propensity.length);
  for (let n = 0; n < owner.length; n++) {
    const slot = (all: Int32Array | Float64Array) => all.subarray(n * k, (n + 1) * k);
    const factors = ranked.cold[n] ? service.coldFactors : service.model.factors;
    const base = slot(ranked.items) as Int32Array;
    const rankChance =
      showing.options.rank === "greedy"
        ? greedyChance
        : proportionalChance(factors, owner[n]!, base[0]!, slot(ranked.propensity)[0]!);
    fillSlate(showing, { user: owner[n]!, draw: ranked.draws[n]! }, base, rankChance, {
      items: slot(items) as Int32Array,
      propensity: slot(propensity) as Float64Array,
    });
  }
  return { ...ranked, items, propensity };
}

/** P(item is the best ranked one left), given the best ranked one left and the items above. */
type RankChance = (item: number, best: number, above: Int32Array) => number;

interface Occasion {
  readonly user: number;
  readonly draw: number;
}

function fillSlate(
  showing: Showing,
  { user, draw }: Occasion,
  base: Int32Array,
  rankChance: RankChance,
  out: { items: Int32Array; propensity: Float64Array },
): void {
  const { core, key, round } = showing;
  const epsilon = showing.options.explore;
  let eligible = countEligible(showing, user);
  let next = 0;
  for (let slot = 0; slot < out.items.length && eligible > 0; slot++) {
    const above = out.items.subarray(0, slot);
    while (next < base.length && base[next]! >= 0 && above.includes(base[next]!)) next++;
    const best = next < base.length ? base[next]! : -1;
    const explored = core.uniform({ key, round, purpose: purposes.exploreCoin }, draw, user, slot) < epsilon;
    const item = explored ? uniformItem(showing, { user, draw }, slot, above, eligible) : best;
    if (item < 0) continue;
    out.items[slot] = item;
    out.propensity[slot] = (best < 0 ? 0 : (1 - epsilon) * rankChance(item, best, above)) + epsilon / eligible--;
  }
}

const greedyChance: RankChance = (item, best) => (item === best ? 1 : 0);

/** The total of the scores follows from the first ranked item, s_1 / P(first). Scores that are all zero rank uniformly. */
function proportionalChance(
  { dims, users, items }: Factors,
  user: number,
  first: number,
  chanceOfFirst: number,
): RankChance {
  const score = (item: number) => {
    let dot = 0;
    for (let d = 0; d < dims; d++) dot += users[user * dims + d]! * items[item * dims + d]!;
    return Math.max(dot, 0);
  };
  const uniform = first < 0 || !(score(first) > 0);
  const weight = uniform ? () => 1 : score;
  const total = first < 0 ? 0 : weight(first) / chanceOfFirst;
  return (item, _, above) => weight(item) / (total - above.reduce((sum, i) => sum + (i < 0 ? 0 : weight(i)), 0));
}

const TRIES = 64;

/** An eligible item not above, each equally likely: by rejection, then by counting to it. */
function uniformItem(
  showing: Showing,
  { user, draw }: Occasion,
  slot: number,
  above: Int32Array,
  eligible: number,
): number {
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

function countEligible({ eligibility: { available, excluded } }: Showing, user: number): number {
  let count = available.reduce((sum, flag) => sum + flag, 0);
  if (!excluded) return count;
  for (let e = excluded.indptr[user]!; e < excluded.indptr[user + 1]!; e++) count -= available[excluded.indices[e]!]!;
  return count;
}
