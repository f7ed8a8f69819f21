import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { ascendingOrder, indicesWhere } from "../../log/index.ts";
import type { CreatorsOptions } from "../../world/index.ts";

/** Who owns what, and who is still there. */
export interface Creators {
  /** (items) who owns the item; 0 for items still to come */
  readonly of: Int32Array;
  /** (count) 1 while the creator is there */
  readonly present: Uint8Array;
  /** (count) rounds running that the creator's exposure has been too low */
  readonly poor: Int32Array;
}

/**
 * Creators at round 0. Items are put in the order of their main factor, the one of the largest value, those of one factor
 * in an order drawn by key, and cut into portions of equal size: creators are specialists.
 * @param factors (capacity, dims), of which the first `items` are there
 */
export function firstCreators(
  core: Core,
  key: Key,
  { count }: CreatorsOptions,
  factors: Float32Array,
  dims: number,
  items: number,
): Creators {
  const stream = { key, purpose: purposes.creatorDeal, round: 0 };
  const place = Float64Array.from({ length: items }, (_, i) => {
    let main = 0;
    for (let d = 1; d < dims; d++) if (factors[i * dims + d]! > factors[i * dims + main]!) main = d;
    return main + core.uniform(stream, 0, i, 0);
  });
  const of = new Int32Array(factors.length / dims);
  ascendingOrder(place).forEach((item, n) => {
    of[item] = Math.floor((n * count) / items);
  });
  return { of, present: new Uint8Array(count).fill(1), poor: new Int32Array(count) };
}

/** Shares of what users were shown, by creator; even ones among those present where nothing was shown. (count) */
export function exposureShares({ of, present }: Creators, exposures: Float64Array): Float64Array {
  const shares = new Float64Array(present.length);
  let total = 0;
  for (let i = 0; i < exposures.length; i++) {
    if (present[of[i]!] === 0) continue;
    shares[of[i]!]! += exposures[i]!;
    total += exposures[i]!;
  }
  const even = 1 / present.reduce((sum, flag) => sum + flag, 0);
  return shares.map((share, c) => (total > 0 ? share / total : present[c] === 1 ? even : 0));
}

/**
 * Who gives up after a round: a creator whose share of exposure has been below `floor` times an equal share for `patience`
 * rounds running. Nobody can in a round in which nothing was shown, and never all at once, as somebody has an equal share.
 */
export function giveUp(
  creators: Creators,
  exposures: Float64Array,
  { floor, patience }: Pick<CreatorsOptions, "floor" | "patience">,
): Creators {
  if (!exposures.some((slots) => slots > 0)) return creators;
  const shares = exposureShares(creators, exposures);
  const fair = 1 / creators.present.reduce((sum, flag) => sum + flag, 0);
  const poor = creators.poor.map((rounds, c) => (shares[c]! < floor * fair ? rounds + 1 : 0));
  return { ...creators, poor, present: creators.present.map((flag, c) => (poor[c]! >= patience ? 0 : flag)) };
}

/**
 * The owners of so many new items, creator by creator: shares of exposure times the number, rounded by one draw, so that
 * creator c gets ⌊n S_c + φ⌋ - ⌊n S_(c-1) + φ⌋, S being cumulative shares: within one of its due, and n in all.
 */
export function sharedOut(core: Core, key: Key, round: number, shares: Float64Array, number: number): Int32Array {
  const phase = core.uniform({ key, round, purpose: purposes.creatorShare }, 0, 0, 0);
  const owners = new Int32Array(number);
  const last = shares.reduce((found, share, c) => (share > 0 ? c : found), 0);
  let [sum, n] = [0, 0];
  shares.forEach((share, c) => {
    sum += share;
    const end = c === last ? number : Math.min(number, Math.floor(number * sum + phase));
    while (n < end) owners[n++] = c;
  });
  return owners;
}

/** An owner for each new item that no creator made, drawn by key among those present. */
export function adoptedBy(core: Core, key: Key, { present }: Creators, items: Int32Array): Int32Array {
  const there = indicesWhere(present.length, (c) => present[c] === 1);
  const stream = { key, purpose: purposes.creatorArrival, round: 0 };
  return items.map((item) => there[Math.trunc(core.uniform(stream, 0, item, 0) * there.length)]!);
}
