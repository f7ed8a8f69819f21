import { beforeAll, expect, test } from "vitest";
import { type Core, type Csr, loadCore } from "../../src/core/index.ts";
import { DataError } from "../../src/log/index.ts";
import { communityOf, type SocietyOptions, societyOf, societySchema } from "../../src/world/society/index.ts";
import { zOfCounts, zOfMean, zOfShare } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const key = { seed: 3, replicate: 1 };

function network(users: number, options: object, groups = new Int32Array(users), from = key): Csr {
  const { friends } = societyOf(core, from, { users, groups }, societySchema.parse(options));
  if (!friends) throw new Error("a network was expected");
  return friends;
}

const friendsIn = ({ indptr, indices }: Csr, u: number) => Array.from(indices.subarray(indptr[u], indptr[u + 1]));
const degrees = ({ indptr }: Csr) => Array.from({ length: indptr.length - 1 }, (_, u) => indptr[u + 1]! - indptr[u]!);

/** The mean over users of the share of their pairs of friends who are friends. */
function clustering(friends: Csr): number {
  const rows = degrees(friends).map((_, u) => friendsIn(friends, u));
  const sets = rows.map((row) => new Set(row));
  const shares = rows.map((row) => {
    const pairs = row.flatMap((a, n) => row.slice(n + 1).map((b) => sets[a]!.has(b)));
    return pairs.filter((known) => known).length / pairs.length;
  });
  return shares.reduce((sum, share) => sum + share, 0) / shares.length;
}

const kinds: SocietyOptions[] = [
  { kind: "smallWorld", degree: 6, rewiring: 0.3 },
  { kind: "scaleFree", links: 3 },
  { kind: "communities", count: 7, inside: 5, outside: 2 },
];

test.each(kinds)("$kind: friendship goes both ways, ascending, never twice, never with oneself", (options) => {
  const friends = network(300, options);
  degrees(friends).forEach((_, u) => {
    const row = friendsIn(friends, u);
    expect(row).toEqual([...new Set(row)].sort((a, b) => a - b));
    expect(row).not.toContain(u);
    for (const v of row) expect(friendsIn(friends, v)).toContain(u);
  });
});

test.each(kinds)("$kind: the same key gives the same network, another replicate another", (options) => {
  expect(network(300, options)).toEqual(network(300, options));
  expect(network(300, options)).not.toEqual(network(300, options, new Int32Array(300), { seed: 3, replicate: 2 }));
});

test("nobody knows anybody by default", () => {
  const groups = new Int32Array(3);
  expect(societyOf(core, key, { users: 3, groups }, { kind: "none" })).toEqual({});
});

test("small world: without rewiring, a ring lattice and its clustering 3 (K - 2) / (4 (K - 1))", () => {
  const lattice = network(60, { kind: "smallWorld", degree: 6, rewiring: 0 });
  expect(friendsIn(lattice, 0)).toEqual([1, 2, 3, 57, 58, 59]);
  expect(degrees(lattice)).toEqual(new Array(60).fill(6));
  expect(clustering(lattice)).toBeCloseTo((3 * 4) / (4 * 5), 12);
});

test.each([0.1, 0.5, 1])(
  "small world: rewiring %d keeps the number of friendships, and turns that share",
  (rewiring) => {
    const [users, degree] = [4000, 10];
    const friends = network(users, { kind: "smallWorld", degree, rewiring });
    expect(friends.indices.length / 2).toBe((users * degree) / 2);
    let kept = 0;
    for (let u = 0; u < users; u++) {
      const row = new Set(friendsIn(friends, u));
      for (let step = 1; step <= degree / 2; step++) if (row.has((u + step) % users)) kept++;
    }
    // a turned friendship falls on a free place of the ring with probability of about rewiring · degree / users: at most 50 of 20000
    const strays = (rewiring * rewiring * degree * degree) / 2;
    if (rewiring < 1) expect(Math.abs(zOfShare(kept - strays, (users * degree) / 2, 1 - rewiring))).toBeLessThan(4);
    // a Poisson number of strays at most
    else expect(kept).toBeLessThan(strays + 4 * Math.sqrt(strays));
    expect(Math.min(...degrees(friends))).toBeGreaterThanOrEqual(degree / 2);
  },
);

test("small world: where everybody knows everybody, rewiring has nowhere to go", () => {
  const friends = network(7, { kind: "smallWorld", degree: 6, rewiring: 1 });
  expect(degrees(friends)).toEqual(new Array(7).fill(6));
});

test("scale-free: its number of friendships, nobody below `links`, and the tail of the law", () => {
  const [users, links] = [20_000, 4];
  const friends = network(users, { kind: "scaleFree", links });
  expect(friends.indices.length / 2).toBe(links * (users - (links + 1) / 2));
  const found = degrees(friends);
  expect(Math.min(...found)).toBe(links);
  // P(degree >= k) = m (m + 1) / (k (k + 1)): Bollobás, Riordan, Spencer and Tusnády (2001)
  for (const k of [5, 8, 16, 40]) {
    const least = found.filter((degree) => degree >= k).length;
    expect(Math.abs(zOfShare(least, users, (links * (links + 1)) / (k * (k + 1))))).toBeLessThan(4);
  }
  // the largest grows as links · sqrt(users), where a Poisson degree of mean 8 stays below 40
  expect(Math.max(...found)).toBeGreaterThan((links * Math.sqrt(users)) / 3);
});

test("scale-free: users added at the end change no friendship among the others", () => {
  const few = network(200, { kind: "scaleFree", links: 3 });
  const many = network(260, { kind: "scaleFree", links: 3 });
  for (let u = 0; u < 200; u++) expect(friendsIn(many, u).filter((v) => v < 200)).toEqual(friendsIn(few, u));
});

test("communities follow the groups, with the mean degrees asked for inside and outside", () => {
  const users = 6000;
  const groups = Int32Array.from({ length: users }, (_, u) => (u % 6 === 0 ? 1 : u % 6 === 1 ? 2 : 0));
  const friends = network(users, { kind: "communities", inside: 6, outside: 3 }, groups);
  const inside = degrees(friends).map((_, u) => friendsIn(friends, u).filter((v) => groups[v] === groups[u]).length);
  // degrees are binomial of thousands of pairs and nearly independent; by group, as sizes differ
  for (const group of [0, 1, 2]) {
    const own = inside.filter((_, u) => groups[u] === group);
    // each friendship is counted from both ends, so that the mean has twice the variance of independent degrees
    expect(Math.abs(zOfMean(own, 6)) / Math.SQRT2).toBeLessThan(4);
  }
  const outside = degrees(friends).map((degree, u) => degree - inside[u]!);
  expect(Math.abs(zOfMean(outside, 3)) / Math.SQRT2).toBeLessThan(4);
});

test("communities that are dealt are of equal chance, whatever the groups and whoever is added", () => {
  const counts = new Float64Array(5);
  const dealt = communityOf(core, key, new Int32Array(5000), 5);
  for (const c of dealt) counts[c]!++;
  expect(Math.abs(zOfCounts(counts, new Array(5).fill(0.2)))).toBeLessThan(4);
  expect(communityOf(core, key, new Int32Array(5300), 5).slice(0, 5000)).toEqual(dealt);
});

test("communities: every pair inside at the largest degree, none outside at 0", () => {
  const groups = Int32Array.from({ length: 12 }, (_, u) => u % 3);
  const friends = network(12, { kind: "communities", inside: 3, outside: 0 }, groups);
  expect(friendsIn(friends, 4)).toEqual([1, 7, 10]);
  expect(degrees(friends)).toEqual(new Array(12).fill(3));
});

test.each([
  [{ kind: "smallWorld", degree: 20 }, "world.society.degree: got 20, expected less than 12, the number of users"],
  [{ kind: "scaleFree", links: 12 }, "world.society.links: got 12, expected less than 12"],
  [
    { kind: "communities", inside: 12 },
    "world.society.inside: got 12, but community 0 has 12 members; expected at most 11",
  ],
  [{ kind: "communities", inside: 1, outside: 1 }, "world.society.outside: got 1, expected at most 0"],
  [{ kind: "edges", file: "friends.csv" }, "the world's society is read from friends.csv, but no edges were given"],
])("a network that the world has no room for is refused: %o", (options, message) => {
  expect(() => network(12, options)).toThrow(DataError);
  expect(() => network(12, options)).toThrow(message);
});

const edges = (pairs: [string, string][]) => {
  const ids = [...new Set(pairs.flat())];
  const column = (side: 0 | 1) => Int32Array.from(pairs, (pair) => ids.indexOf(pair[side]));
  return { file: "friends.csv", ids, from: column(0), to: column(1) };
};

test("a list of friendships: repeats and directions count once, loops and strangers not at all", () => {
  const given = {
    edges: edges([
      ["ann", "bob"],
      ["bob", "ann"],
      ["ann", "bob"],
      ["bob", "bob"],
      ["eve", "ann"],
      ["cas", "bob"],
    ]),
    userIds: ["ann", "bob", "cas", "dan"],
  };
  const options = societySchema.parse({ kind: "edges", file: "friends.csv" });
  const { friends, counts } = societyOf(core, key, { users: 4, groups: new Int32Array(4) }, options, given);
  expect(friends).toEqual({ indptr: Int32Array.of(0, 1, 3, 4, 4), indices: Int32Array.of(1, 0, 2, 1) });
  expect(counts).toEqual({ read: 6, unknown: 1, loops: 1, used: 4, friendships: 2 });
});

test("a list without two users of the world is refused", () => {
  const given = { edges: edges([["ann", "bob"]]) };
  const options = societySchema.parse({ kind: "edges", file: "friends.csv" });
  const build = () => societyOf(core, key, { users: 4, groups: new Int32Array(4) }, options, given);
  expect(build).toThrow(
    'friends.csv: none of 1 rows is of two users of the world (1 of unknown users, such as "ann"; 0 of one user twice); expected numbers from 0 to 3',
  );
});

test("a hundred thousand users of mean degree 10: every kind has that many friends", () => {
  for (const options of [
    { kind: "smallWorld", degree: 10, rewiring: 0.2 },
    { kind: "scaleFree", links: 5 },
    { kind: "communities", count: 50, inside: 8, outside: 2 },
  ]) {
    const mean = network(100_000, options).indices.length / 100_000;
    expect(Math.abs(mean - 10)).toBeLessThan(0.1);
  }
});
