import { purposes } from "../core/purposes.ts";
import { includes } from "../log/index.ts";
import { type Drawn, holds, type SlotWay, slotChances } from "./draw/index.ts";
import type { RecommenderOptions } from "./options.ts";
import type { Occasions, Showing, ShownSlates } from "./recommend.ts";

/** What share of slots, or of requests, is explored. */
export interface Exploration {
  readonly by: "slot" | "request";
  readonly rate: number;
}

export function exploration(explore: RecommenderOptions["explore"]): Exploration {
  return typeof explore === "number" ? { by: "slot", rate: explore } : explore;
}

/**
 * Exploration with chance ε, by slot or by request. By slot, a slot holds an item drawn uniformly from the eligible
 * catalogue without the slots above, otherwise the best ranked item not yet in the slate (none, where ranking has run out).
 * With n eligible items of which a_j stand above slot j,
 *
 *   propensity(i at j) = (1 - ε) · P(i is the best ranked item left) + ε / (n - a_j)
 *
 * By request, the whole slate is drawn so, otherwise ranked: a mixture of two ways.
 */
export function explore(showing: Showing, drawn: Drawn, occasions: Occasions): Explored {
  const k = showing.options.slate;
  const { by, rate } = exploration(showing.options.explore);
  if (rate === 0) return { items: drawn.items, propensity: drawn.propensity() };
  const { users, draws } = occasions;
  const items = new Int32Array(drawn.items.length).fill(-1);
  const propensity = new Float64Array(items.length);
  const eligible = countEligible(showing);
  const ways = waysOf(showing, drawn, occasions);
  const coins = by === "slot" ? slotCoins(showing, rate) : requestCoins(showing, rate);
  for (let n = 0; n < users.length; n++) {
    const [from, to] = [n * k, (n + 1) * k];
    const occasion = { user: users[n]!, draw: draws[n]!, eligible: eligible(users[n]!) };
    const slate = items.subarray(from, to);
    const next = drawn.next && ((above: Int32Array) => drawn.next!(n, above));
    const ranked = { base: drawn.items.subarray(from, to), next };
    fillSlate(showing, occasion, coins, ranked, slate);
    slotChances(ways(n), slate, propensity.subarray(from, to));
  }
  return { items, propensity };
}

type Explored = Pick<ShownSlates, "items" | "propensity">;

/** 1 for the slots of the slates that the coin of exploration filled. Slates are one an occasion. (slates, k) */
export function coinMarks(
  showing: Showing,
  { k, users, draws, items }: Occasions & Pick<ShownSlates, "k" | "items">,
): Uint8Array {
  const { by, rate } = exploration(showing.options.explore);
  const marks = new Uint8Array(items.length);
  if (rate === 0) return marks;
  const coins = by === "slot" ? slotCoins(showing, rate) : requestCoins(showing, rate);
  for (let n = 0; n < users.length; n++) {
    for (let slot = 0; slot < k; slot++) {
      if (items[n * k + slot]! >= 0 && coins(users[n]!, draws[n]!, slot)) marks[n * k + slot] = 1;
    }
  }
  return marks;
}

/** The ways in which the slate of each row can be filled, exploration included. */
export function waysOf(showing: Showing, drawn: Drawn, { users }: Occasions): (row: number) => readonly SlotWay[] {
  const { by, rate } = exploration(showing.options.explore);
  if (rate === 0) return drawn.ways;
  const eligible = countEligible(showing);
  return (row) => {
    const ways = drawn.ways(row);
    const random = uniformChance(showing, users[row]!, eligible(users[row]!));
    if (by === "request") {
      const ranked = ways.map(({ weight, chance }) => ({ weight: (1 - rate) * weight, chance }));
      return [...ranked, { weight: rate, chance: random }];
    }
    return ways.map(({ weight, chance }) => ({
      weight,
      chance: (item, above) => (1 - rate) * chance(item, above) + rate * random(item, above),
    }));
  };
}

/** Whether a slot of an occasion is explored. */
type Coins = (user: number, draw: number, slot: number) => boolean;

function slotCoins({ core, key, round }: Showing, rate: number): Coins {
  const stream = { key, round, purpose: purposes.exploreCoin };
  return (user, draw, slot) => core.uniform(stream, draw, user, slot) < rate;
}

function requestCoins({ core, key, round }: Showing, rate: number): Coins {
  const stream = { key, round, purpose: purposes.exploreRequest };
  return (user, draw) => core.uniform(stream, draw, user, 0) < rate;
}

/** P(item | above) where every eligible item left is as likely. */
function uniformChance(showing: Showing, user: number, eligible: number): SlotWay["chance"] {
  return (item, above) => {
    let left = eligible;
    for (let slot = 0; slot < above.length; slot++) if (above[slot]! >= 0) left--;
    if (item < 0 || left === 0) return item < 0 && left === 0 ? 1 : 0;
    return isEligible(showing, user, item) && !holds(above, item) ? 1 / left : 0;
  };
}

interface Occasion {
  readonly user: number;
  readonly draw: number;
  /** items the user may be shown */
  readonly eligible: number;
}

interface Ranked {
  readonly base: Int32Array;
  /** see `Drawn` */
  readonly next: ((above: Int32Array) => number) | undefined;
}

function fillSlate(
  showing: Showing,
  occasion: Occasion,
  coins: Coins,
  { base, next: drawNext }: Ranked,
  slate: Int32Array,
): void {
  const { user, draw } = occasion;
  let eligible = occasion.eligible;
  let next = 0;
  for (let slot = 0; slot < slate.length && eligible > 0; slot++) {
    const above = slate.subarray(0, slot);
    while (next < base.length && base[next]! >= 0 && holds(above, base[next]!)) next++;
    const best = () => drawNext?.(above) ?? (next < base.length ? base[next]! : -1);
    const item = coins(user, draw, slot)
      ? uniformItem(showing, purposes.exploreItem, { user, draw, eligible }, slot, above)
      : best();
    if (item < 0) continue;
    slate[slot] = item;
    eligible--;
  }
}

const TRIES = 64;

/** An eligible item not above, each equally likely: by rejection, then by counting to it. */
export function uniformItem(
  showing: Showing,
  purpose: number,
  { user, draw, eligible }: Occasion,
  slot: number,
  above: Int32Array,
): number {
  const { core, key, round, eligibility } = showing;
  const stream = { key, round, purpose };
  const catalogue = eligibility.available.lastIndexOf(1) + 1; // whoever is still to come decides nothing
  const free = (item: number) => isEligible(showing, user, item) && !holds(above, item);
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
export function countEligible({ eligibility: { available, excluded } }: Showing): (user: number) => number {
  const all = available.reduce((sum, flag) => sum + flag, 0);
  return (user) => {
    let count = all;
    if (!excluded) return count;
    for (let e = excluded.indptr[user]!; e < excluded.indptr[user + 1]!; e++) count -= available[excluded.indices[e]!]!;
    return count;
  };
}
