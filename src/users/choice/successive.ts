import type { Stream, WeightedSlates } from "../../core/index.ts";
import type { Looks, Setting } from "./model.ts";

/** The slot number of the outside option's draw, as in the core's race: no item has it. */
const OUTSIDE = 0xffffffff;

/**
 * Choices one after another among the slots left, each with P ∝ exp(value), until the outside option's turn comes: the
 * largest of value + Gumbel, largest first (Yellott 1977). The noise is that of `Core.chooseSlots`, so that the first
 * choice is the one which that makes of the same weights. (looks, most)
 * @param slates weights: values, -∞ for an empty slot or no outside option
 */
export async function successive(
  { core, most }: Setting,
  { k, items, weights }: WeightedSlates,
  { users, draws, rows }: Looks,
  stream: Stream,
): Promise<Int32Array> {
  const chosen = new Int32Array(users.length * most).fill(-1);
  const keys = new Float64Array(k);
  for (let e = 0; e < users.length; e++) {
    const [user, draw, row] = [users[e]!, draws[e]!, rows[e]!];
    const keyOf = (value: number, item: number) =>
      value > Number.NEGATIVE_INFINITY ? value + core.gumbel(stream, draw, user, item) : value;
    for (let slot = 0; slot < k; slot++) keys[slot] = keyOf(weights[row * (k + 1) + slot]!, items[row * k + slot]!);
    const least = keyOf(weights[row * (k + 1) + k]!, OUTSIDE);
    for (let n = 0; n < most; n++) {
      const slot = largest(keys, least);
      if (slot < 0) break;
      chosen[e * most + n] = slot;
      keys[slot] = Number.NEGATIVE_INFINITY;
    }
  }
  return chosen;
}

/** Where the largest value above `least` stands, or -1. */
function largest(values: Float64Array, least: number): number {
  let found = -1;
  for (let slot = 0, best = least; slot < values.length; slot++) {
    if (!(values[slot]! > best)) continue;
    best = values[slot]!;
    found = slot;
  }
  return found;
}
