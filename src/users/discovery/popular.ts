import { type Choices, lastChoices } from "./recent.ts";
import type { Considering, Source } from "./source.ts";

/** How often each item was chosen in the remembered rounds; in the authentic log while there are none. (items) */
export function popularityOf({ world, recent, options }: Considering): Float64Array {
  const counts = new Float64Array(world.items);
  if (recent.length > 0) {
    const { item }: Choices = lastChoices(recent, options.memory);
    for (const i of item) counts[i]!++;
  } else {
    const { item, value } = world.log;
    for (let r = 0; r < item.length; r++) counts[item[r]!]! += value[r]!;
  }
  return counts;
}

/** What everybody chose of late, in proportion, as far as it is still in the catalogue. */
export function popular(considering: Considering): Source {
  const counts = popularityOf(considering);
  const items = Int32Array.from(counts.keys()).filter((i) => counts[i]! > 0 && considering.available[i] === 1);
  const cumulative = new Float64Array(items.length);
  let sum = 0;
  for (let e = 0; e < items.length; e++) cumulative[e] = sum += counts[items[e]!]!;
  const pool = { items, cumulative, begin: 0, end: items.length };
  return () => pool;
}
