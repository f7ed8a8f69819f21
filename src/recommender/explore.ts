import { purposes } from "../core/purposes.ts";
import { includes } from "../log/index.ts";
import { type Drawn, slotChances, type Way } from "./draw/index.ts";
import type { Occasions, Showing } from "./recommend.ts";

/**
 * ε-greedy by slot: with probability ε a slot holds an item drawn uniformly from the eligible catalogue without the slots
 * above, otherwise the best ranked item not yet in the slate (none, where ranking has run out). With n eligible items of
 * which a_j stand above slot j,
 *
 *   propensity(i at j) = (1 - ε) · P(i is the best ranked item left) + ε / (n - a_j)
 */
export function explore(showing: Showing, drawn: Drawn, { users, draws }: Occasions) {
  const k = showing.options.slate;
  if (showing.options.explore === 0) return { items: drawn.items, propensity: drawn.propensity() };
  const items = new Int32Array(drawn.items.length).fill(-1);
  const propensity = new Float64Array(items.length);
  const eligible = countEligible(showing);
  for (let n = 0; n < users.length; n++) {
    const [from, to] = [n * k, (n + 1) * k];
    const occasion = { user: users[n]!, draw: draws[n]!, eligible: eligible(users[n]!) };
    const slate = items.subarray(from, to);
    fillSlate(showing, occasion, drawn.items.subarray(from, to), slate);
    slotChances(explored(showing, users[n]!, occasion.eligible, drawn.ways(n)), slate, propensity.subarray(from, to));
  }
  return { items, propensity };
}

/** The ways in which the slates of each row can be filled, exploration included. */
export function waysOf(showing: Showing, drawn: Drawn, { users }: Occasions): Drawn["ways"] {
  const eligible = countEligible(showing);
  return (row) => explored(showing, users[row]!, eligible(users[row]!), drawn.ways(row));
}

function explored(showing: Showing, user: number, eligible: number, ways: readonly Way[]): readonly Way[] {
  const epsilon = showing.options.explore;
  if (epsilon === 0) return ways;
  const random = uniformChance(showing, user, eligible);
  return ways.map(({ weight, chance }) => ({
    weight,
    chance: (item, above) => (1 - epsilon) * chance(item, above) + epsilon * random(item, above),
  }));
}

/** P(item | above) where every eligible item left is as likely. */
function uniformChance(showing: Showing, user: number, eligible: number): Way["chance"] {
  return (item, above) => {
    let left = eligible;
    for (const i of above) if (i >= 0) left--;
    if (item < 0 || left === 0) return item < 0 && left === 0 ? 1 : 0;
    return isEligible(showing, user, item) && !above.includes(item) ? 1 / left : 0;
  };
}

interface Occasion {
  readonly user: number;
  readonly draw: number;
  /** items the user may be shown */
  readonly eligible: number;
}

function fillSlate(showing: Showing, occasion: Occasion, base: Int32Array, slate: Int32Array): void {
  const { core, key, round } = showing;
  const epsilon = showing.options.explore;
  const { user, draw } = occasion;
  let eligible = occasion.eligible;
  let next = 0;
  for (let slot = 0; slot < slate.length && eligible > 0; slot++) {
    const above = slate.subarray(0, slot);
    while (next < base.length && base[next]! >= 0 && above.includes(base[next]!)) next++;
    const best = next < base.length ? base[next]! : -1;
    const explores = core.uniform({ key, round, purpose: purposes.exploreCoin }, draw, user, slot) < epsilon;
    const item = explores ? uniformItem(showing, { user, draw, eligible }, slot, above) : best;
    if (item < 0) continue;
    slate[slot] = item;
    eligible--;
  }
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

/** Of the available items, how many are not excluded for a user. */
function countEligible({ eligibility: { available, excluded } }: Showing): (user: number) => number {
  const all = available.reduce((sum, flag) => sum + flag, 0);
  return (user) => {
    let count = all;
    if (!excluded) return count;
    for (let e = excluded.indptr[user]!; e < excluded.indptr[user + 1]!; e++) count -= available[excluded.indices[e]!]!;
    return count;
  };
}
