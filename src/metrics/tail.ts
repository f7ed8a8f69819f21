import { total } from "./counts.ts";

/**
 * The tail: the least popular items that together hold at most `share` of the interactions. Items of equal popularity
 * enter together or not at all, so that no index and no draw decides; items without interactions always belong.
 * @param popularity (items) interactions
 * @param share in [0, 1]
 * @returns (items) 1 for an item of the tail
 * @throws RangeError where the share is outside [0, 1], or a popularity is negative or not finite
 */
export function tailItems(popularity: Float64Array, share = 0.2): Uint8Array {
  if (!(share >= 0 && share <= 1)) {
    throw new RangeError(`tailItems: share is ${share}, expected a number from 0 to 1, such as 0.2`);
  }
  const all = total(popularity, "tailItems, popularity");
  const ascending = popularity.slice().sort();
  let cut = 0; // the largest popularity inside: 0 always is
  let held = 0;
  for (let first = 0, next = 0; first < ascending.length; first = next) {
    while (next < ascending.length && ascending[next] === ascending[first]) next++;
    held += (next - first) * ascending[first]!;
    // a quotient of whole numbers rounds as the decimal of a scenario does, a product share · all may fall below it
    if (!(held / all <= share)) break;
    cut = ascending[first]!;
  }
  return Uint8Array.from(popularity, (count) => (count <= cut ? 1 : 0));
}
