import type { Core } from "../../src/core/index.ts";
import { purpose, streamOf } from "./streams.ts";

/** A matrix with a planted structure: users and items with long-tailed degrees, and topics of falling weight. */
export interface Shape {
  readonly users: number;
  readonly items: number;
  /** distinct pairs */
  readonly entries: number;
  readonly seed: number;
}

const TOPICS = 64;
/** share of a user's entries that follow popularity alone */
const BACKGROUND = 0.25;
/** cumulative weights of a user's four topics */
const OWN = [0.45, 0.75, 0.9, 1];
const SECOND_TOPIC = 0.3;
const ATTEMPTS = 64;

/** Items and their cumulated weights. */
interface Sampler {
  readonly items: Int32Array;
  readonly cumulated: Float64Array;
}

/**
 * Distinct (user, item) pairs, in order of users. Popularity falls as (rank + items / 200)^-1.3, as in MovieLens, ranks
 * being dealt to items by a keyed draw; topic t has prior weight (t + 1)^-0.7 and holds the items whose first topic it is,
 * and at 0.3 of their weight those whose second it is. A user has a log-normal number of entries and four topics; a
 * quarter of the entries follow popularity alone. So the matrix has at most 65 directions beside noise, of falling weight.
 */
export function plantedRows(core: Core, shape: Shape): { indptr: Int32Array; indices: Int32Array } {
  const { users, items, entries, seed } = shape;
  const popularity = popularities(core, shape);
  const prior = samplerOf(
    Int32Array.from({ length: TOPICS }, (_, t) => t),
    (t) => core.pow(t + 1, -0.7),
  );
  const topics = topicSamplers(core, shape, popularity, prior);
  const everything = samplerOf(
    Int32Array.from({ length: items }, (_, i) => i),
    (i) => popularity[i]!,
  );
  const stream = streamOf(seed, purpose.entry);
  const uniform = (attempt: number, user: number, slot: number) => core.uniform(stream, attempt, user, slot);

  const degrees = userDegrees(core, shape);
  const indptr = new Int32Array(users + 1);
  const indices = new Int32Array(entries);
  const taken = new Int32Array(items).fill(-1);
  for (let u = 0, e = 0; u < users; u++) {
    const own = OWN.map((_, j) => pick(prior, core.uniform(streamOf(seed, purpose.userTopic), 0, u, j)));
    const begin = e;
    for (const end = e + degrees[u]!; e < end; e++) {
      let item = -1;
      for (let attempt = 0; attempt < ATTEMPTS && (item < 0 || taken[item] === u); attempt++) {
        const coin = uniform(attempt, u, 2 * (e - begin));
        const sampler = coin < BACKGROUND ? everything : topics[topicOf(own, (coin - BACKGROUND) / (1 - BACKGROUND))]!;
        item = pick(sampler, uniform(attempt, u, 2 * (e - begin) + 1));
      }
      while (taken[item] === u) item = (item + 1) % items;
      taken[item] = u;
      indices[e] = item;
    }
    indices.subarray(begin, e).sort();
    indptr[u + 1] = e;
  }
  return { indptr, indices };
}

/** Log-normal with σ = 1 above a fifth of the mean, at most a quarter of the items, summing to the entries asked for. */
function userDegrees(core: Core, { users, items, entries, seed }: Shape): Int32Array {
  const mean = entries / users;
  const least = Math.max(2, Math.floor(mean / 5));
  const most = Math.floor(items / 4);
  const raw = Float64Array.from({ length: users }, (_, u) =>
    core.exp(core.normal(streamOf(seed, purpose.degree), 0, u, 0)),
  );
  const scale = ((mean - least) * users) / raw.reduce((sum, x) => sum + x, 0);
  const degrees = Int32Array.from(raw, (x) => Math.min(most, least + Math.round(scale * x)));
  let short = entries - degrees.reduce((sum, n) => sum + n, 0);
  for (let u = 0; short !== 0; u = (u + 1) % users) {
    const step = Math.sign(short);
    if (degrees[u]! + step < least || degrees[u]! + step > most) continue;
    degrees[u]! += step;
    short -= step;
  }
  return degrees;
}

function popularities(core: Core, { items, seed }: Shape): Float64Array {
  const place = Float64Array.from({ length: items }, (_, i) => core.uniform(streamOf(seed, purpose.rank), 0, i, 0));
  const byPlace = Int32Array.from({ length: items }, (_, i) => i).sort((a, b) => place[a]! - place[b]!);
  const popularity = new Float64Array(items);
  for (let rank = 0; rank < items; rank++) popularity[byPlace[rank]!] = core.pow(rank + 1 + items / 200, -1.3);
  return popularity;
}

/** The background where no item fell to a topic. */
function topicSamplers(core: Core, { items, seed }: Shape, popularity: Float64Array, prior: Sampler): Sampler[] {
  const stream = streamOf(seed, purpose.itemTopic);
  const weights = Array.from({ length: TOPICS }, () => new Float64Array(items));
  for (let i = 0; i < items; i++) {
    weights[pick(prior, core.uniform(stream, 0, i, 0))]![i]! += popularity[i]!;
    weights[pick(prior, core.uniform(stream, 0, i, 1))]![i]! += SECOND_TOPIC * popularity[i]!;
  }
  return weights.map((weight) => {
    const held = Int32Array.from({ length: items }, (_, i) => i).filter((i) => weight[i]! > 0);
    return held.length > 0
      ? samplerOf(held, (i) => weight[i]!)
      : samplerOf(
          Int32Array.from({ length: items }, (_, i) => i),
          (i) => popularity[i]!,
        );
  });
}

function topicOf(own: readonly number[], u: number): number {
  return own[OWN.findIndex((bound) => u < bound)] ?? own[0]!;
}

function samplerOf(items: Int32Array, weight: (item: number) => number): Sampler {
  let total = 0;
  const cumulated = Float64Array.from(items, (item) => {
    total += weight(item);
    return total;
  });
  return { items, cumulated };
}

/** The first item whose cumulated weight is above u times the total. */
function pick({ items, cumulated }: Sampler, u: number): number {
  const sought = u * cumulated[cumulated.length - 1]!;
  let low = 0;
  let high = cumulated.length - 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (cumulated[middle]! > sought) high = middle;
    else low = middle + 1;
  }
  return items[low]!;
}
