import { indicesWhere } from "../../log/index.ts";
import { attributesOf } from "../../world/index.ts";
import { popularityOf } from "./popular.ts";
import type { Considering, Source } from "./source.ts";

/**
 * Items of the present catalogue whose main topic is the user's, in proportion to 1 + how often they were chosen of
 * late. The main topic of an item is its largest attribute, that of a user the largest component of their taste as it
 * is now; of equals, the first. In a world fitted to a log, the factors stand in for topics.
 */
export function topic(considering: Considering): Source {
  const { world, truth, available } = considering;
  const { dims } = world.preferences.factors;
  const attributes = attributesOf(world, truth);
  const counts = popularityOf(considering);
  const begins = new Int32Array(dims + 1);
  const there = indicesWhere(world.items, (i) => available[i] === 1);
  const topicOf = there.map((i) => largest(attributes, i * world.attributeDims, dims));
  for (const t of topicOf) begins[t + 1]!++;
  for (let t = 0; t < dims; t++) begins[t + 1]! += begins[t]!;
  const next = begins.slice();
  const items = new Int32Array(there.length);
  for (let n = 0; n < there.length; n++) items[next[topicOf[n]!]!++] = there[n]!;
  const cumulative = new Float64Array(there.length);
  let sum = 0;
  for (let e = 0; e < items.length; e++) cumulative[e] = sum += 1 + counts[items[e]!]!;
  return (user) => {
    const t = largest(truth.users, user * dims, dims);
    return { items, cumulative, begin: begins[t]!, end: begins[t + 1]! };
  };
}

function largest(values: Float32Array, begin: number, count: number): number {
  let found = 0;
  for (let d = 1; d < count; d++) if (values[begin + d]! > values[begin + found]!) found = d;
  return found;
}
