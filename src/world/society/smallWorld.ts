import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { type Pairs, pairList, pairSet } from "./friendships.ts";
import type { SocietyOf } from "./options.ts";

/**
 * Watts and Strogatz (1998), "Collective dynamics of 'small-world' networks": users in a ring, each a friend of the
 * degree / 2 next ones; then, lap by lap, each friendship is turned with probability `rewiring` from the next user to one
 * drawn uniformly among those who are no friends yet. The number of friendships stays users · degree / 2.
 */
export function smallWorld(
  core: Core,
  key: Key,
  users: number,
  { degree, rewiring }: Pick<SocietyOf<"smallWorld">, "degree" | "rewiring">,
): Pairs {
  const laps = degree / 2;
  const coin = { key, round: 0, purpose: purposes.societyCoin };
  const stream = { key, round: 0, purpose: purposes.societyLink };
  const friends = new Int32Array(users).fill(degree);
  const turned = new Uint8Array(users * laps);
  const added = pairSet(users * laps, users);
  const list = pairList(users * laps);
  const onRing = (from: number, to: number) => {
    const step = to > from ? to - from : to - from + users;
    return step <= laps && turned[from * laps + step - 1] === 0;
  };
  const known = (a: number, b: number) => onRing(a, b) || onRing(b, a) || added.has(a, b);
  for (let lap = 1; lap <= laps; lap++) {
    for (let u = 0; u < users; u++) {
      const next = (u + lap) % users;
      const turns = rewiring > 0 && core.uniform(coin, 0, u, lap) < rewiring && friends[u]! < users - 1;
      if (!turns) continue;
      let to = u;
      for (let draw = 0; to === u || known(u, to); draw++) to = Math.trunc(core.uniform(stream, draw, u, lap) * users);
      turned[u * laps + lap - 1] = 1;
      added.add(u, to);
      list.add(u, to);
      friends[next]!--;
      friends[to]!++;
    }
  }
  for (let e = 0; e < turned.length; e++) {
    const u = Math.trunc(e / laps);
    if (turned[e] === 0) list.add(u, (u + 1 + (e % laps)) % users);
  }
  return list.pairs();
}
