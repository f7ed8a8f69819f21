import type { Core, Stream, WeightedSlates } from "../../core/index.ts";

/** Whose walk down a slate it is, and where its choices go. */
export interface Walker {
  readonly user: number;
  readonly draw: number;
  readonly row: number;
  /** slots chosen, the walker's first place being `at` */
  readonly chosen: Int32Array;
  readonly at: number;
  readonly most: number;
}

/**
 * Goes down the slots [from, to) of a slate, taking each with the chance that stands as its weight, until `most` are taken
 * in all. Keyed by item.
 * @param taken how many have been taken before
 * @returns how many are taken
 */
export function walk(
  core: Core,
  stream: Stream,
  { k, items, weights }: WeightedSlates,
  { user, draw, row, chosen, at, most }: Walker,
  [from, to]: readonly [number, number],
  taken = 0,
): number {
  for (let slot = from; slot < to && taken < most; slot++) {
    const chance = weights[row * (k + 1) + slot]!;
    if (chance > 0 && core.uniform(stream, draw, user, items[row * k + slot]!) < chance) chosen[at + taken++] = slot;
  }
  return taken;
}
