import type { Core, Eligibility, Key, Stream } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { includes } from "../../log/index.ts";
import type { Truth, World } from "../../world/index.ts";
import type { DiscoveryOptions } from "./options.ts";
import type { Choices } from "./recent.ts";

/** What consideration sets depend on in a round. */
export interface Considering {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  readonly world: World;
  readonly truth: Truth;
  /** (items) 1 where the item is in the catalogue now */
  readonly available: Uint8Array;
  /** what users chose in the last rounds, the newest last; none before round 1 has ended */
  readonly recent: readonly Choices[];
  readonly options: DiscoveryOptions;
}

/** Where considered items come from. A pool is good until the next is asked for. */
export type Source = (user: number, eligibility: Eligibility) => Pool;

/** Items and their running weight: entries begin .. end - 1. */
export interface Pool {
  readonly items: Int32Array;
  readonly cumulative: Float64Array;
  readonly begin: number;
  readonly end: number;
}

/** Draws for each item wanted, at most: a set of very unequal items may stay smaller. */
const ATTEMPTS = 20;

/**
 * Distinct eligible items drawn in proportion to their weight, one after another without replacement, keyed by user and
 * occasion: draws of an item that is taken or not eligible are thrown away. The whole pool where it holds no more.
 * @param out is written from `at` on
 * @returns how many
 */
export function drawSet(
  { core, key, round, options: { size } }: Considering,
  pool: Pool,
  user: number,
  draw: number,
  eligibility: Eligibility,
  out: Int32Array,
  at: number,
): number {
  const { items, cumulative, begin, end } = pool;
  let count = 0;
  const take = (item: number) => {
    if (!isEligible(eligibility, user, item)) return;
    for (let n = at; n < at + count; n++) if (out[n] === item) return;
    out[at + count++] = item;
  };
  if (end - begin <= size) {
    for (let e = begin; e < end; e++) take(items[e]!);
    return count;
  }
  const stream: Stream = { key, round, purpose: purposes.consideration };
  const before = begin > 0 ? cumulative[begin - 1]! : 0;
  const total = cumulative[end - 1]! - before;
  for (let attempt = 0; count < size && attempt < ATTEMPTS * size; attempt++) {
    take(items[firstAbove(cumulative, begin, end, before + core.uniform(stream, draw, user, attempt) * total)]!);
  }
  return count;
}

function firstAbove(cumulative: Float64Array, begin: number, end: number, value: number): number {
  let low = begin;
  let high = end - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulative[middle]! > value) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function isEligible({ available, excluded }: Eligibility, user: number, item: number): boolean {
  if (available?.[item] === 0) return false;
  return !excluded || !includes(excluded.indices, excluded.indptr[user]!, excluded.indptr[user + 1]!, item);
}
