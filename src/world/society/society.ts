import type { Core, Csr, Key } from "../../core/index.ts";
import { DataError, type EdgeColumns } from "../../log/index.ts";
import type { World } from "../world.ts";
import { communities } from "./communities.ts";
import { type EdgeCounts, friendsInList } from "./edges.ts";
import { friendsOf, type Pairs } from "./friendships.ts";
import type { SocietyOf, SocietyOptions } from "./options.ts";
import { scaleFree } from "./scaleFree.ts";
import { smallWorld } from "./smallWorld.ts";

/** A list of friendships that has been read, and the ids of the world's users in its words where they are not numbers. */
export interface GivenEdges {
  readonly edges: EdgeColumns;
  readonly userIds?: readonly string[];
}

type Networked = Pick<World, "users" | "groups">;
type Generated = "smallWorld" | "scaleFree" | "communities";
type Generator<Kind extends Generated> = (core: Core, key: Key, world: Networked, options: SocietyOf<Kind>) => Pairs;

/** One generator a kind: pairs of users, in any order. */
const generators: { readonly [Kind in Generated]: Generator<Kind> } = {
  smallWorld: (core, key, { users }, options) => {
    requireOthers("degree", options.degree, users);
    return smallWorld(core, key, users, options);
  },
  scaleFree: (core, key, { users }, options) => {
    requireOthers("links", options.links, users);
    return scaleFree(core, key, users, options);
  },
  communities: (core, key, { groups }, options) => communities(core, key, groups, options),
};

/**
 * The users' friends: users, ascending, both ways. Undefined where nobody knows anybody. Draws are keyed by user, so that
 * the network is the same in every arm.
 * @throws DataError where the world is too small for the network, or a list of friendships is missing or of other users
 */
export function societyOf(
  core: Core,
  key: Key,
  world: Networked,
  options: SocietyOptions,
  given?: GivenEdges,
): { friends?: Csr; counts?: EdgeCounts } {
  if (options.kind === "none") return {};
  if (options.kind !== "edges") {
    const generate = generators[options.kind] as Generator<Generated>;
    return { friends: friendsOf(world.users, generate(core, key, world, options)) };
  }
  if (!given) {
    throw new DataError(
      `the world's society is read from ${options.file}, but no edges were given: read them first and pass their columns`,
    );
  }
  return friendsInList(given.edges, world.users, given.userIds);
}

function requireOthers(name: string, value: number, users: number): void {
  if (value < users) return;
  throw new DataError(
    `world.society.${name}: got ${value}, expected less than ${users}, the number of users of the world`,
  );
}
