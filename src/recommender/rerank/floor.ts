import { z } from "zod";
import { eachList } from "./each.ts";
import { keepRest, type Reranker, type RerankerPart, type Surroundings } from "./reranker.ts";

const schema = z.strictObject({
  kind: z.literal("floor"),
  slots: z.int().nonnegative().default(2),
  below: z.number().nonnegative().default(0.5),
});
type Options = z.infer<typeof schema>;

/**
 * At least `slots` of a slate hold items of protected providers, as far as the list has so many: the best placed of them
 * behind the slate take the places of the last others in it. The slate stays in the order of the list, and so does the rest.
 */
function prepare(surroundings: Surroundings, { slots, below }: Options): Reranker {
  const { slate, providers } = surroundings;
  const isProtected = protectedProviders(surroundings, below);
  return ({ items }, order) => {
    const shown = Math.min(slate, order.length);
    const kept = new Uint8Array(order.length);
    let room =
      shown -
      Math.min(
        slots,
        shown,
        countOf(items, (item) => isProtected[providers[item]!] === 1),
      );
    // the others take what the floor leaves them, in order; protected items the rest, in order too
    let count = 0;
    for (let place = 0; place < order.length && count < shown; place++) {
      const due = isProtected[providers[items[place]!]!] === 1;
      if (!due && room === 0) continue;
      if (!due) room--;
      kept[place] = 1;
      order[count++] = place;
    }
    keepRest(order, shown, kept);
  };
}

/**
 * Providers whose share of the training set lies below `below` times an equal share, among providers with an item in the
 * catalogue. By provider; none in an empty training set.
 */
export function protectedProviders(
  { popularity, providers, available }: Pick<Surroundings, "popularity" | "providers" | "available">,
  below: number,
): Uint8Array {
  const count = providers.reduce((most, provider) => Math.max(most, provider), -1) + 1;
  const weights = new Float64Array(count);
  const present = new Uint8Array(count);
  let total = 0;
  for (let item = 0; item < providers.length; item++) {
    weights[providers[item]!]! += popularity[item]!;
    total += popularity[item]!;
    if (available[item] === 1) present[providers[item]!] = 1;
  }
  const offering = countOf(present, (flag) => flag === 1);
  return Uint8Array.from(weights, (w, p) => (present[p] === 1 && w * offering < below * total ? 1 : 0));
}

function countOf(values: Int32Array | Uint8Array, holds: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (holds(value)) count++;
  return count;
}

export const floor: RerankerPart<typeof schema> = {
  schema,
  isNeutral: ({ slots, below }) => slots === 0 || below === 0,
  prepare: eachList(prepare),
};
