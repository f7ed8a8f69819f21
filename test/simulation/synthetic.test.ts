import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { SYNTHETIC } from "../../src/log/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";
import { zOfShare } from "./statistics.ts";
import { ials, optionsOf, rowsText, run, smallWorld, worldOfShares } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const synthetic = ({ interactions: { rows } }: SimulatedRound) =>
  Array.from(rows.item, (item, r) => ({ item, user: rows.user[r]!, provenance: rows.provenance[r] })).filter(
    ({ provenance }) => provenance === SYNTHETIC,
  );

test("rows of the previous model are of users and items that it was trained on, not of those of the present one", async () => {
  const wide = await smallWorld(core, { items: 300, history: 1 });
  const of = async (from: string) => {
    const data = { regime: "replace", authentic: { share: 0.3 }, synthetic: { share: 0.5, from } };
    return run(optionsOf(core, wide, { recommender: { model: { kind: "popularity" } }, data, rounds: 6 }));
  };
  for (const [from, back] of [
    ["current", 1],
    ["previous", 2],
  ] as const) {
    const rounds = await of(from);
    let strangers = 0;
    for (let t = 3; t <= 6; t++) {
      const { user, item } = rounds[t - back]!.interactions.rows;
      const [users, items] = [new Set(user), new Set(item)];
      const others = new Set(rounds[t - (3 - back)]!.interactions.rows.item);
      for (const row of synthetic(rounds[t]!)) {
        expect(users.has(row.user) && items.has(row.item)).toBe(true);
        if (!others.has(row.item)) strangers++;
      }
    }
    expect(strangers).toBeGreaterThan(0);
  }
});

test("in round 1 the previous model is that of round 0: popularity, trained on the same log, gives the same rows", async () => {
  const of = async (from: string) => {
    const given = { recommender: { model: { kind: "popularity" } }, data: { synthetic: { share: 0.5, from } } };
    return (await run(optionsOf(core, world, { ...given, rounds: 2 }))).map(rowsText);
  };
  const [current, previous] = [await of("current"), await of("previous")];
  expect(previous[1]).toBe(current[1]);
  expect(previous[2]).not.toBe(current[2]);
});

test("a temperature that is given is taken: rows follow softmax(score / τ), 3,000 of them", async () => {
  const shares = [0.5, 0.3, 0.15, 0.05];
  const tau = 0.2;
  const options = optionsOf(core, worldOfShares(core, shares, 300, 10), {
    recommender: { model: { kind: "popularity" }, slate: 1 },
    data: { synthetic: { share: 1, temperature: tau } },
    rounds: 1,
  });
  const [, round] = await run(options);
  expect(round!.state.temperature).toBe(tau);
  const weights = shares.map((p) => Math.exp(p / tau));
  const total = weights.reduce((a, b) => a + b, 0);
  weights.forEach((w, item) => {
    const hits = round!.interactions.rows.item.filter((i) => i === item).length;
    expect(Math.abs(zOfShare(hits, 3000, w / total))).toBeLessThan(4);
  });
});

test("in a chain of models nothing of users matters", async () => {
  const of = async (users: object) => {
    const data = { regime: "replace", synthetic: { share: 1 } };
    const rounds = await run(optionsOf(core, world, { users, recommender: { model: ials }, data, rounds: 3 }));
    for (const { interactions } of rounds) {
      expect(interactions.chosen.user.length).toBe(0);
      expect(interactions.slatesShown).toBe(0);
      expect(interactions.missing).toBe(0);
    }
    return rounds.map(rowsText);
  };
  const plain = await of({});
  expect(plain[1]).not.toBe("");
  for (const users of [
    { outside: false },
    { temperature: 5 },
    { attention: { kind: "none" } },
    { drift: 0.7 },
    { organic: 1 },
    { repeats: "deny" },
    { patience: 1 },
  ]) {
    expect(await of(users)).toEqual(plain);
  }
});

test("a chain that begins in round 2 has users in round 1, and none from then on", async () => {
  const rounds = await run(
    optionsOf(core, world, { recommender: { model: ials }, data: { synthetic: { share: [0, 1] } }, rounds: 4 }),
  );
  expect(rounds.map(({ interactions }) => interactions.chosen.user.length > 0)).toEqual([
    false,
    true,
    false,
    false,
    false,
  ]);
  expect(rounds.slice(2).every((round) => synthetic(round).length === round.interactions.rows.user.length)).toBe(true);
});
