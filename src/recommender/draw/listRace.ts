import { purposes } from "../../core/purposes.ts";
import type { Occasions, Showing } from "../recommend.ts";
import { type List, listAt } from "./greedy.ts";
import type { Listed } from "./policy.ts";
import { type Pool, poolOf, weightsOf } from "./pool.ts";
import { type RelativeWeight, successiveWay } from "./successive.ts";
import type { Drawn } from "./way.ts";

/** Which weights e^utility the items of a list have. */
export interface Race {
  utility(score: number): number;
  /** whether the item comes after all those for which this does not hold */
  isLast(score: number): boolean;
  relative(score: (item: number) => number): RelativeWeight;
}

/**
 * Slates drawn without replacement in proportion to e^utility: the largest utility + Gumbel first (Yellott 1977). Gumbels
 * are keyed by draw, user and item, so that two lists that hold an item agree on its noise.
 */
export function raceLists(showing: Showing, { lists, rows }: Listed, occasions: Occasions, race: Race): Drawn {
  const { users, draws } = occasions;
  const k = showing.options.slate;
  const items = new Int32Array(users.length * k).fill(-1);
  const propensity = new Float64Array(items.length);
  const part = <C extends Int32Array | Float64Array>(all: C, row: number) => all.subarray(row * k, (row + 1) * k) as C;
  for (let n = 0; n < users.length; n++) {
    const list = listAt(lists, rows[n]!);
    const values = Float64Array.from(list.scores, (score) => race.utility(score));
    const places = order(showing, list, values, race, users[n]!, draws[n]!);
    const slate = places.slice(0, k);
    slate.forEach((place, slot) => {
      items[n * k + slot] = list.items[place]!;
    });
    raceChances(showing, list, values, race, places, part(propensity, n));
  }
  const ways: Drawn["ways"] = (row) => {
    const list = listAt(lists, rows[row]!);
    const score = (item: number) => {
      const place = list.items.indexOf(item);
      return place < 0 ? Number.NaN : list.scores[place]!;
    };
    const slate = { items: part(items, row), propensity: part(propensity, row) };
    return [successiveWay(slate, race.relative(score), () => listPool(showing, list, race))];
  };
  return { items, propensity: () => propensity, ways };
}

function listPool({ core }: Showing, { items, scores }: List, { utility, isLast }: Race): Pool {
  const end = items.indexOf(-1);
  const listed = end < 0 ? items : items.subarray(0, end);
  const utilities = Float64Array.from(listed, (_, n) =>
    isLast(scores[n]!) ? Number.NEGATIVE_INFINITY : utility(scores[n]!),
  );
  return poolOf(listed, weightsOf(core, utilities));
}

/** Places of a list in the order in which the race takes them. */
function order(
  { core, key, round }: Showing,
  { items, scores }: List,
  values: Float64Array,
  { isLast }: Race,
  user: number,
  draw: number,
): number[] {
  const stream = { key, round, purpose: purposes.listRace };
  const places: number[] = [];
  for (let place = 0; place < items.length && items[place]! >= 0; place++) places.push(place);
  const keys = places.map((place) => values[place]! + core.gumbel(stream, draw, user, items[place]!));
  const late = places.map((place) => (isLast(scores[place]!) ? 1 : 0));
  return places.sort((a, b) => late[a]! - late[b]! || keys[b]! - keys[a]! || items[a]! - items[b]!);
}

/** P of each slot, summed from the last place to the first, so that nothing is subtracted. */
function raceChances(
  { core }: Showing,
  { scores }: List,
  values: Float64Array,
  { isLast }: Race,
  places: readonly number[],
  out: Float64Array,
): void {
  let [rest, base, late] = [0, Number.NEGATIVE_INFINITY, true];
  for (let n = places.length - 1; n >= 0; n--) {
    const place = places[n]!;
    if (late && !isLast(scores[place]!)) [rest, base, late] = [0, Number.NEGATIVE_INFINITY, false];
    const value = values[place]!;
    if (value > base) {
      rest *= core.exp(base - value);
      base = value;
    }
    const weight = core.exp(value - base);
    rest += weight;
    if (n < out.length) out[n] = weight / rest;
  }
}
