import type { Slots } from "./inclusion.ts";

/** One way in which a slate is filled, slot by slot, remembering nothing but the items above. */
export interface Way {
  /** share of slates that are filled this way */
  readonly weight: number;
  /** P(the next slot holds the item | this way, items above); item -1: that it stays empty. Sums to one over them. */
  chance(item: number, above: Int32Array): number;
  /** P(item in the slate | this way), slots explored as they say; 0 for no item. (items.length) */
  inclusions(items: Int32Array, slots: Slots): Float64Array;
}

/** As far as single slots go. */
export type SlotWay = Pick<Way, "weight" | "chance">;

/** Slates as they were drawn, before exploration. */
export interface Drawn {
  /** (rows, k) best first, -1 where the slate is short */
  readonly items: Int32Array;
  /** (rows, k) P(item at this slot | user, model, slots above); 0 where there is no item */
  propensity(): Float64Array;
  /** the ways in which a row's slate could have been filled; their weights sum to one */
  ways(row: number): readonly Way[];
  /** The item for the slot below those above, where exploration makes it another than was drawn; the next drawn if left out. */
  readonly next?: (row: number, above: Int32Array) => number;
}

/**
 * P(item | slots above) of every slot of a slate, into `out`; 0 for an empty slot. Slates are filled in way m with
 * probability w_m, so that, by Bayes' rule over the ways,
 *
 *   P(i at j | above) = Σ_m w_m P_m(above) P_m(i | above) / Σ_m w_m P_m(above)
 */
export function slotChances(ways: readonly SlotWay[], slate: Int32Array, out: Float64Array): void {
  const posterior = ways.map(({ weight }) => weight);
  for (let slot = 0; slot < slate.length; slot++) {
    const p = pass(ways, posterior, slate[slot]!, slate.subarray(0, slot));
    out[slot] = slate[slot]! < 0 ? 0 : p;
  }
}

/** P(item at the slot | slots above it) for any item, and for -1, that the slot stays empty. */
export function chanceAt(ways: readonly SlotWay[], slate: Int32Array, slot: number): (item: number) => number {
  const posterior = ways.map(({ weight }) => weight);
  for (let j = 0; j < slot; j++) pass(ways, posterior, slate[j]!, slate.subarray(0, j));
  const above = slate.subarray(0, slot);
  return (item) => ways.reduce((sum, way, m) => sum + posterior[m]! * way.chance(item, above), 0);
}

/** P(item | above), the ways weighed by `posterior`, which then knows of the item. */
function pass(ways: readonly SlotWay[], posterior: number[], item: number, above: Int32Array): number {
  let p = 0;
  for (let m = 0; m < ways.length; m++) {
    posterior[m]! *= ways[m]!.chance(item, above);
    p += posterior[m]!;
  }
  if (p > 0) for (let m = 0; m < ways.length; m++) posterior[m]! /= p;
  return p;
}

/** `slotChances` of every row of slates of k. (rows, k) */
export function slateChances(items: Int32Array, k: number, ways: (row: number) => readonly SlotWay[]): Float64Array {
  const propensity = new Float64Array(items.length);
  for (let row = 0; row * k < items.length; row++) {
    slotChances(ways(row), items.subarray(row * k, (row + 1) * k), propensity.subarray(row * k, (row + 1) * k));
  }
  return propensity;
}

/** Slates drawn apart as one: row n of a part is row entries[n] of the whole. */
export function together(
  parts: readonly { readonly entries: Int32Array; readonly drawn: Drawn }[],
  k: number,
  rows: number,
): Drawn {
  const [partOf, placeOf] = [new Uint8Array(rows), new Int32Array(rows)];
  const items = new Int32Array(rows * k);
  parts.forEach(({ entries, drawn }, p) => {
    for (let n = 0; n < entries.length; n++) {
      partOf[entries[n]!] = p;
      placeOf[entries[n]!] = n;
    }
    placeRows(drawn.items, k, entries, items);
  });
  const propensity = () => {
    const all = new Float64Array(rows * k);
    for (const { entries, drawn } of parts) placeRows(drawn.propensity(), k, entries, all);
    return all;
  };
  const drawnOf = (row: number) => parts[partOf[row]!]!.drawn;
  const ways: Drawn["ways"] = (row) => drawnOf(row).ways(placeOf[row]!);
  const redraws = parts.every(({ drawn }) => drawn.next);
  const next = (row: number, above: Int32Array) => drawnOf(row).next!(placeOf[row]!, above);
  return { items, propensity, ways, ...(redraws ? { next } : {}) };
}

/** Row n of `from` becomes row places[n] of `to`; rows hold k values. */
function placeRows<C extends Int32Array | Float64Array>(from: C, k: number, places: Int32Array, to: C): void {
  for (let n = 0; n < places.length; n++) {
    for (let slot = 0; slot < k; slot++) to[places[n]! * k + slot] = from[n * k + slot]!;
  }
}

/** Whether a slot above holds an item: the same as `includes`, which is slower on so few. */
export function holds(above: Int32Array, item: number): boolean {
  for (let slot = 0; slot < above.length; slot++) if (above[slot] === item) return true;
  return false;
}
