import { purposes } from "../core/purposes.ts";
import { type Baseline, tailItems } from "../metrics/index.ts";
import type { SimulationOptions } from "./options.ts";
import { organicShares } from "./organic.ts";
import { initialState } from "./state.ts";

/** What metrics compare with, fixed before round 0 and the same for every arm of a replicate. */
export async function baselineOf(options: SimulationOptions): Promise<Baseline> {
  const { world, measure } = options;
  const popularity = new Float64Array(world.items);
  world.log.item.forEach((item, r) => {
    popularity[item]! += world.log.value[r]!;
  });
  const { preferences, consumed } = initialState(world);
  return {
    users: world.users,
    items: world.items,
    popularity,
    tail: tailItems(popularity, measure.tail),
    attributes: world.attributes,
    attributeDims: world.attributeDims,
    originalShares: await organicShares(options, preferences, consumed),
    pairs: keyedPairs(options),
    heldOut: world.heldOut,
  };
}

/** (2 · pairs) pairs of distinct users, by key. */
function keyedPairs({ core, key, world: { users }, measure }: SimulationOptions): Int32Array {
  if (users < 2) return new Int32Array(0);
  const stream = { key, round: 0, purpose: purposes.pairs };
  const pairs = new Int32Array(2 * measure.pairs);
  for (let p = 0; p < measure.pairs; p++) {
    const a = Math.trunc(core.uniform(stream, 0, p, 0) * users);
    const b = Math.trunc(core.uniform(stream, 0, p, 1) * (users - 1));
    pairs[2 * p] = a;
    pairs[2 * p + 1] = b < a ? b : b + 1;
  }
  return pairs;
}
