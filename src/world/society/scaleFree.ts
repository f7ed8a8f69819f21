import type { Core, Key } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import type { Pairs } from "./friendships.ts";
import type { SocietyOf } from "./options.ts";

/**
 * Barabási and Albert (1999), "Emergence of scaling in random networks": the first links + 1 users all know one another,
 * and each further user makes `links` friends among those before, drawn in proportion to how many friends these have. There
 * are links · (users - (links + 1) / 2) friendships, and nobody has fewer than `links`. A user added at the end changes no
 * friendship among the others.
 */
export function scaleFree(
  core: Core,
  key: Key,
  users: number,
  { links }: Pick<SocietyOf<"scaleFree">, "links">,
): Pairs {
  const stream = { key, round: 0, purpose: purposes.societyLink };
  const first = links + 1;
  const total = (first * links) / 2 + (users - first) * links;
  /** both ends of every friendship: a uniform entry is a user in proportion to their friends */
  const ends = new Int32Array(2 * total);
  let length = 0;
  const befriend = (a: number, b: number) => {
    ends[length++] = a;
    ends[length++] = b;
  };
  for (let u = 0; u < first; u++) for (let v = 0; v < u; v++) befriend(u, v);
  const chosen = new Int32Array(links);
  for (let u = first; u < users; u++) {
    for (let link = 0, draw = 0; link < links; draw++) {
      const v = ends[Math.trunc(core.uniform(stream, draw, u, 0) * length)]!;
      if (!chosen.subarray(0, link).includes(v)) chosen[link++] = v;
    }
    for (const v of chosen) befriend(u, v);
  }
  const from = Int32Array.from({ length: total }, (_, e) => ends[2 * e]!);
  return { from, to: Int32Array.from({ length: total }, (_, e) => ends[2 * e + 1]!) };
}
