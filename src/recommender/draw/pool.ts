import type { Core } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { indicesWhere } from "../../log/index.ts";
import type { Showing } from "../recommend.ts";

/** What a slate is drawn from item by item: in proportion to positive weights, then evenly from those of weight 0. */
export interface Pool {
  readonly items: Int32Array;
  readonly weights: Float64Array;
  weightOf(item: number): number;
  has(item: number): boolean;
}

/** The first items of one draw without replacement, and what those past its last weigh. */
export interface Order {
  /** places in the pool */
  readonly places: Int32Array;
  /** weight left in the tier of the last place: positive weights, or the number of items of weight 0 */
  readonly rest: number;
}

export function poolOf(items: Int32Array, weights: Float64Array): Pool {
  const places = new Map<number, number>();
  for (let n = 0; n < items.length; n++) places.set(items[n]!, n);
  return { items, weights, has: (item) => places.has(item), weightOf: (item) => weights[places.get(item)!]! };
}

/** Of items 0, 1, ... by what each weighs: NaN where it cannot be drawn. */
export function wholePool(weights: Float64Array): Pool {
  const items = indicesWhere(weights.length, (item) => !Number.isNaN(weights[item]!));
  return poolOf(
    items,
    Float64Array.from(items, (item) => weights[item]!),
  );
}

/** e^utility in units of the largest, and never 0 but for a utility of -∞; NaN stays. */
export function weightsOf(core: Core, utilities: Float64Array): Float64Array {
  const none = Number.NEGATIVE_INFINITY;
  let most = none;
  for (const value of utilities) if (value > most) most = value;
  return utilities.map((value) =>
    value === none ? 0 : Number.isNaN(value) ? value : core.exp(Math.max(value - most, -700)),
  );
}

const TRIES = 16;

/** Draws of at most `length` items, keyed by draw and user: the same at every visit. */
export function ordersOf({ core, key, round }: Showing, { weights }: Pool, user: number, length: number) {
  const stream = { key, round, purpose: purposes.inclusionRace };
  const sums = new Float64Array(weights.length);
  const late: number[] = [];
  let total = 0;
  for (let n = 0; n < weights.length; n++) {
    if (weights[n] === 0) late.push(n);
    total += weights[n]!;
    sums[n] = total;
  }
  const early = weights.length - late.length;
  const takenIn = new Int32Array(weights.length).fill(-1);
  return (draw: number): Order => {
    const places = new Int32Array(Math.min(length, weights.length));
    const isLeft = (place: number) => takenIn[place] !== draw;
    let rest = 0;
    for (let n = 0; n < places.length; n++) {
      const uniform = (attempt: number) => core.uniform(stream, draw, user, n * (TRIES + 1) + attempt);
      const place = n < early ? drawByWeights(weights, sums, isLeft, uniform) : drawEvenly(late, isLeft, uniform);
      takenIn[place] = draw;
      places[n] = place;
    }
    if (places.length > early) rest = weights.length - places.length;
    else for (let n = 0; n < weights.length; n++) if (isLeft(n)) rest += weights[n]!;
    takenIn.fill(-1);
    return { places, rest };
  };
}

type Uniform = (attempt: number) => number;

function drawByWeights(weights: Float64Array, sums: Float64Array, isLeft: (n: number) => boolean, uniform: Uniform) {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const place = firstAbove(sums, uniform(attempt) * sums[sums.length - 1]!);
    if (isLeft(place) && weights[place]! > 0) return place;
  }
  let rest = 0;
  for (let n = 0; n < weights.length; n++) if (isLeft(n)) rest += weights[n]!;
  const target = uniform(TRIES) * rest;
  let [sum, last] = [0, -1];
  for (let n = 0; n < weights.length && !(sum > target); n++) {
    if (!isLeft(n) || weights[n] === 0) continue;
    sum += weights[n]!;
    last = n;
  }
  return last;
}

/** The first place whose sum is above the target. */
function firstAbove(sums: Float64Array, target: number): number {
  let [from, to] = [0, sums.length - 1];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (sums[middle]! > target) to = middle;
    else from = middle + 1;
  }
  return from;
}

function drawEvenly(places: readonly number[], isLeft: (n: number) => boolean, uniform: Uniform): number {
  for (let attempt = 0; attempt < TRIES; attempt++) {
    const place = places[Math.trunc(uniform(attempt) * places.length)]!;
    if (isLeft(place)) return place;
  }
  const left = places.filter(isLeft);
  return left[Math.trunc(uniform(TRIES) * left.length)]!;
}
