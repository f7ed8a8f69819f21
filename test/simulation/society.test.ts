import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { discoveryOf } from "../../src/simulation/discovery.ts";
import { initialState } from "../../src/simulation/index.ts";
import { influenceOf } from "../../src/users/index.ts";
import { everyone, societyOf, type World } from "../../src/world/index.ts";
import { zOfShare } from "./statistics.ts";
import { ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const key = { seed: 4, replicate: 1 };

async function worldWithFriends(given: object = {}): Promise<World> {
  const world = await smallWorld(core, given);
  const { friends } = societyOf(core, key, world, { kind: "smallWorld", degree: 4, rewiring: 0.3 });
  return { ...world, friends: friends! };
}

const recommender = { model: ials, slate: 4 };
const textOf = async (world: World, users: object, more: object = {}) =>
  (await run(optionsOf(core, world, { recommender, users, ...more }))).map(rowsText).join("\n\n");

test("options at their neutral values give the bytes of leaving them out, friends or not", async () => {
  const world = await worldWithFriends();
  const { friends: _, ...alone } = world;
  const plain = await textOf(alone, { organic: 0.3 });
  expect(await textOf(world, { organic: 0.3 })).toBe(plain);
  const neutral = {
    organic: 0.3,
    discovery: { from: "catalogue", size: 3, memory: 2 },
    wordOfMouth: 0,
    influence: { strength: 0, memory: 3 },
  };
  expect(await textOf(world, neutral)).toBe(plain);
  const states = await run(optionsOf(core, world, { recommender, users: neutral }));
  expect(states.every(({ state }) => !("recent" in state))).toBe(true);
});

test.each([
  { organic: 0.5, discovery: { from: "popular", size: 3 } },
  { organic: 0.5, discovery: { from: "topic", size: 3 } },
  { organic: 0.5, discovery: { from: "friends", size: 3 } },
  { wordOfMouth: 0.5 },
  { influence: { strength: 3 } },
])("each option changes what users choose, and a run goes on from its state with the same bits: %o", async (users) => {
  const world = await worldWithFriends();
  const { organic = 0 } = users as { organic?: number };
  expect(await textOf(world, users)).not.toBe(await textOf(world, { organic }));
  const options = optionsOf(core, world, { recommender, users });
  const whole = await run(options);
  const rest = await run(options, structuredClone(whole[2]!.state));
  expect(rest.map(rowsText)).toEqual(whole.slice(3).map(rowsText));
});

test("without friends, word of mouth and friends' discovery leave everything as it was", async () => {
  const world = await smallWorld(core);
  const plain = await textOf(world, { organic: 0.3 });
  expect(await textOf(world, { organic: 0.3, wordOfMouth: 0.5, influence: { strength: 2 } })).toBe(plain);
  expect(await textOf(world, { organic: 0.3, discovery: { from: "friends" } })).toBe(plain);
});

test("organic choices come from the consideration set", async () => {
  const world = await worldWithFriends({ items: 300 });
  const users = { organic: 1, discovery: { from: "popular", size: 300, memory: 1 } };
  const rounds = await run(optionsOf(core, world, { recommender, users, rounds: 4 }));
  const first = new Set(world.log.item);
  expect(first.size).toBeLessThan(300);
  for (const item of rounds[1]!.interactions.rows.item) expect(first).toContain(item);
  for (let t = 2; t <= 4; t++) {
    const before = new Set(rounds[t - 1]!.interactions.chosen.item);
    for (const item of rounds[t]!.interactions.rows.item) expect(before).toContain(item);
    expect(rounds[t]!.state.recent).toHaveLength(1);
  }
});

test("sets are drawn anew in every round", async () => {
  const world = await worldWithFriends();
  const options = optionsOf(core, world, { users: { discovery: { from: "popular", size: 3 } } });
  const sets = (round: number) => {
    const { organic } = discoveryOf(options, initialState(world), round);
    return organic!({ users: everyone(40), draws: new Int32Array(40) }, {}).items;
  };
  expect(sets(2)).toEqual(sets(2));
  expect(sets(3)).not.toEqual(sets(2));
});

test("fresh authentic rows come through the same channel", async () => {
  const world = await worldWithFriends();
  const users = { discovery: { from: "popular", size: 40 } };
  const data = { authentic: { share: 1 } };
  const rounds = await run(optionsOf(core, world, { recommender, users, data }));
  const before = new Set(rounds[1]!.interactions.chosen.item);
  for (const item of rounds[2]!.interactions.rows.item) expect(before).toContain(item);
});

test("nothing consumed is considered where repeats are denied", async () => {
  const world = await worldWithFriends({ items: 60 });
  for (const from of ["popular", "topic", "friends"]) {
    const users = { organic: 0.5, wordOfMouth: 0.3, repeats: "deny", patience: 5, discovery: { from } };
    const rounds = await run(optionsOf(core, world, { recommender, users, rounds: 2 }));
    const seen = new Set(Array.from(world.log.user, (u, r) => `${u} ${world.log.item[r]}`));
    for (const { interactions } of rounds.slice(1)) {
      interactions.chosen.user.forEach((u, r) => {
        const pair = `${u} ${interactions.chosen.item[r]}`;
        expect(seen).not.toContain(pair);
        seen.add(pair);
      });
    }
  }
});

test("word of mouth: that share of occasions, authentic, of items that friends chose the round before", async () => {
  const world = await worldWithFriends({ users: 300, activity: { mean: 40, sigma: 0 } });
  const users = { wordOfMouth: 0.25, outside: false, discovery: { size: 50 } };
  const rounds = await run(optionsOf(core, world, { recommender, users, rounds: 2 }));
  const [, one, two] = rounds;
  expect(one!.interactions.rows.provenance.every((provenance) => provenance === 1)).toBe(true);
  const { rows } = two!.interactions;
  const friends = world.friends!;
  const chosenBy = new Map<number, Set<number>>();
  one!.interactions.chosen.user.forEach((u, r) => {
    chosenBy.set(u, (chosenBy.get(u) ?? new Set()).add(one!.interactions.chosen.item[r]!));
  });
  let heard = 0;
  rows.user.forEach((u, r) => {
    if (rows.provenance[r] !== 0) return;
    heard++;
    expect(rows.position[r]).toBe(-1);
    expect(rows.propensity[r]).toBe(0);
    const known = Array.from(friends.indices.subarray(friends.indptr[u], friends.indptr[u + 1]));
    expect(known.some((friend) => chosenBy.get(friend)?.has(rows.item[r]!))).toBe(true);
  });
  // without an outside option every occasion is a row; everybody has friends who chose something
  expect(Math.abs(zOfShare(heard, rows.user.length, 0.25))).toBeLessThan(4);
});

test("influence in the loop: the truth's lift is that of the round's choices, and goes with them", async () => {
  const world = await worldWithFriends();
  const users = { influence: { strength: 2, memory: 2 } };
  const rounds = await run(optionsOf(core, world, { recommender, users, rounds: 4 }));
  expect(rounds[0]!.state.truth.lift).toBeUndefined();
  for (let t = 1; t <= 4; t++) {
    const recent = rounds.slice(Math.max(1, t - 1), t + 1).map(({ interactions }) => interactions.chosen);
    expect(rounds[t]!.state.truth.lift).toEqual(
      influenceOf(world.friends, recent, world.items, { strength: 2, memory: 2 }),
    );
  }
});
