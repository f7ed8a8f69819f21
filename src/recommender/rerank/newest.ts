import { z } from "zod";
import { purposes } from "../../core/purposes.ts";
import { ascendingOrder } from "../../log/index.ts";
import { eachList } from "./each.ts";
import { keepOrder, keepRest, type Reranker, type RerankerPart, type Surroundings } from "./reranker.ts";

const schema = z.strictObject({
  kind: z.literal("newest"),
  slots: z.int().nonnegative().default(1),
});
type Options = z.infer<typeof schema>;

/**
 * Up to `slots` of a slate, at places drawn by round and user, hold the newest items of the list, of those that came after
 * round 0; the other places keep the best of the rest. Items stay in the order of the list among themselves, in either part.
 * So Chaney, Stewart and Engelhardt (2018) interleave each step's new items. Behind the slate the list goes on as it was.
 */
function prepare({ core, key, round, slate, draw, born }: Surroundings, { slots }: Options): Reranker {
  const stream = { key, round, purpose: purposes.rerankNewest };
  return ({ user, items }, order) => {
    if (!born) return keepOrder(order);
    const shown = Math.min(slate, order.length);
    const fresh = newestPlaces(items, born, Math.min(slots, shown));
    const isFresh = new Uint8Array(order.length);
    for (const place of fresh) isFresh[place] = 1;
    const draws = Float64Array.from({ length: shown }, (_, slot) => core.uniform(stream, draw, user, slot));
    const slotsOfFresh = ascendingOrder(draws).slice(0, fresh.length).sort();
    const taken = new Uint8Array(order.length);
    for (let slot = 0, next = 0, rest = 0; slot < shown; slot++) {
      if (slotsOfFresh[next] !== slot) while (isFresh[rest] === 1) rest++;
      order[slot] = slotsOfFresh[next] === slot ? fresh[next++]! : rest++;
      taken[order[slot]!] = 1;
    }
    keepRest(order, shown, taken);
  };
}

/** Where the `most` newest items stand that came after round 0, ascending; the better placed first among those of a round. */
function newestPlaces(items: Int32Array, born: Int32Array, most: number): Int32Array {
  const ages = Float64Array.from(items, (item) => -born[item]!);
  return ascendingOrder(ages)
    .filter((place) => ages[place]! < 0)
    .slice(0, most)
    .sort();
}

export const newest: RerankerPart<typeof schema> = {
  schema,
  isNeutral: ({ slots }) => slots === 0,
  prepare: eachList(prepare),
};
