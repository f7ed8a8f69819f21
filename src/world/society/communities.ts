import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { ascendingOrder, DataError } from "../../log/index.ts";
import { type Pairs, pairList } from "./friendships.ts";
import type { SocietyOf } from "./options.ts";

type Planted = Pick<SocietyOf<"communities">, "count" | "inside" | "outside">;

/** The community of every user: the group, or one of `count` dealt by key. (users) */
export function communityOf(core: Core, key: Key, groups: Int32Array, count: number | undefined): Int32Array {
  if (count === undefined) return groups;
  const stream = { key, round: 0, purpose: purposes.societyCommunity };
  return groups.map((_, u) => Math.trunc(core.uniform(stream, 0, u, 0) * count));
}

/**
 * Planted communities (Condon and Karp 2001, "Algorithms for graph partitioning on the planted partition model"): two
 * members of a community of s are friends with probability inside / (s - 1), two users of different ones with the
 * probability that gives `outside` friends on average over users. Pairs that are no friends are skipped by geometric draws
 * (Batagelj and Brandes 2005, "Efficient generation of large random networks"), so that the work follows the friendships.
 *
 * @throws DataError where a community is too small for so many friends
 */
export function communities(core: Core, key: Key, groups: Int32Array, options: Planted): Pairs {
  const community = communityOf(core, key, groups, options.count);
  const users = community.length;
  const order = ascendingOrder(Float64Array.from(community));
  const { inside, outside } = chances(community, options);
  const list = pairList(Math.ceil(0.55 * users * (options.inside + options.outside)));
  let begin = 0; // users in order, community by community: those of the present one stand from here on
  for (let place = 0; place < users; place++) {
    const u = order[place]!;
    if (place > 0 && community[order[place - 1]!] !== community[u]) begin = place;
    const link = (first: number) => (v: number) => list.add(u, order[first + v]!);
    skip(core, key, u, 0, begin, outside, link(0));
    skip(core, key, u, 1, place - begin, inside(community[u]!), link(begin));
  }
  return list.pairs();
}

/** Calls back with those of 0 .. count - 1 that independent coins of the given chance select. */
function skip(
  core: Core,
  key: Key,
  user: number,
  slot: 0 | 1,
  count: number,
  chance: number,
  selected: (n: number) => void,
): void {
  if (!(chance > 0)) return;
  const stream = { key, round: 0, purpose: purposes.societyLink };
  const rate = chance < 1 ? core.log(1 - chance) : Number.NEGATIVE_INFINITY;
  let n = -1;
  for (let draw = 0; ; draw++) {
    n += 1 + (chance < 1 ? Math.floor(core.log(core.uniform(stream, draw, user, slot)) / rate) : 0);
    if (!(n < count)) return;
    selected(n);
  }
}

function chances(community: Int32Array, { inside, outside }: Planted) {
  const users = community.length;
  const sizes = new Map<number, number>();
  for (const c of community) sizes.set(c, (sizes.get(c) ?? 0) + 1);
  let strangers = 0;
  for (const [c, size] of sizes) {
    strangers += (size * (users - size)) / users;
    if (size > 1 && !(inside <= size - 1)) {
      throw new DataError(
        `world.society.inside: got ${inside}, but community ${c} has ${size} members; expected at most ${size - 1}, or larger communities`,
      );
    }
  }
  if (outside > 0 && !(outside <= strangers)) {
    throw new DataError(
      `world.society.outside: got ${outside}, expected at most ${strangers}, the mean number of users in other communities`,
    );
  }
  return {
    inside: (c: number) => inside / Math.max(1, sizes.get(c)! - 1),
    outside: outside > 0 ? outside / strangers : 0,
  };
}
