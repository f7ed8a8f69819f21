import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { AUTHENTIC, RECOMMENDED, SYNTHETIC, shareAt } from "../../src/log/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import { mixOf } from "../../src/simulation/mix.ts";
import { drawActivity } from "../../src/users/index.ts";
import type { World } from "../../src/world/index.ts";
import { zOfMean, zOfShare } from "./statistics.ts";
import { optionsOf, run, smallWorld, worldOfShares } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const recommender = { model: { kind: "popularity" }, rank: "proportional", slate: 5 } as const;
const count = ({ interactions: { rows } }: SimulatedRound, provenance: number) =>
  rows.provenance.reduce((sum, p) => sum + (p === provenance ? 1 : 0), 0);
const size = ({ interactions: { rows } }: SimulatedRound) => rows.user.length;

/** Rounds 1 to 4 under the data options given. */
async function roundsOf(data: object, more: { users?: object; seed?: number; world?: World } = {}) {
  const { world: other = world, ...given } = more;
  return (await run(optionsOf(core, other, { recommender, ...given, data, rounds: 4 }))).slice(1);
}

test.each([
  ["as many rows as the activity", {}],
  ["fewer", { rows: 37 }],
  ["more", { rows: 500 }],
  ["growing", { rows: { start: 20, power: 2 } }],
])("stratified by row, a round has exactly round(α · rows) authentic ones: %s", async (_, rows) => {
  for (const share of [0.02, [0, 0.35, 1], { start: 0.5, end: 0.1, rounds: 3 }]) {
    for (const users of [{}, { outside: false }, { organic: 1 }]) {
      const data = { ...rows, authentic: { share, draw: "stratified", by: "replayed" } };
      for (const round of await roundsOf(data, { users })) {
        const authentic = Math.round(shareAt(share, round.round) * size(round));
        expect(round.interactions.missing).toBe(0);
        if ("organic" in users) expect(count(round, AUTHENTIC)).toBe(size(round));
        else expect(count(round, AUTHENTIC)).toBe(authentic);
        expect(round.interactions.bought).toBe(authentic);
      }
    }
  }
});

test("stratified by row, what is left is synthetic at the stated share of all rows, independently", async () => {
  const wide = worldOfShares(core, { items: 10, exponent: 1 }, 500, 4);
  const data = { authentic: { share: 0.4, draw: "stratified" }, synthetic: { share: 0.3 } };
  const rounds = await roundsOf(data, { world: wide, users: { outside: false } });
  for (const round of rounds) {
    expect(count(round, AUTHENTIC)).toBe(800);
    // of the 1,200 rows left, half: binomial
    expect(Math.abs(zOfShare(count(round, SYNTHETIC), 1200, 0.5))).toBeLessThan(4);
  }
  expect(new Set(rounds.map((round) => count(round, SYNTHETIC))).size).toBeGreaterThan(1);
  const full = { authentic: { share: 0.4, draw: "stratified" }, synthetic: { share: 0.6 } };
  for (const round of await roundsOf(full, { world: wide })) expect(count(round, RECOMMENDED)).toBe(0);
});

test("by user, all rows of a user in a round are authentic or none is, and in another round others are", async () => {
  for (const draw of ["independent", "stratified"]) {
    const rounds = await roundsOf({ authentic: { share: 0.3, unit: "user", draw } }, { users: { outside: false } });
    const groups = rounds.map(({ round, interactions: { rows } }) => {
      const activity = drawActivity(core, { seed: 1, replicate: 1 }, round, world);
      const authentic = new Set(rows.user.filter((_, r) => rows.provenance[r] === AUTHENTIC));
      rows.user.forEach((user, r) => {
        expect(rows.provenance[r]).toBe(authentic.has(user) ? AUTHENTIC : RECOMMENDED);
      });
      const active = activity.filter((n) => n > 0).length;
      if (draw === "stratified") expect(authentic.size).toBe(Math.round(0.3 * active));
      for (const user of authentic) expect(rows.user.filter((u) => u === user)).toHaveLength(activity[user]!);
      return [...authentic].sort((a, b) => a - b).join();
    });
    expect(new Set(groups).size).toBe(groups.length);
  }
});

test("by user and independently, each user is authentic with probability α: 4,000 users and rounds", async () => {
  const wide = worldOfShares(core, { items: 10, exponent: 1 }, 1000, 3);
  const data = { authentic: { share: 0.2, unit: "user" }, synthetic: { share: 0.4 } };
  const rounds = await roundsOf(data, { world: wide, users: { outside: false } });
  const users = rounds.map((round) => count(round, AUTHENTIC) / 3);
  expect(
    Math.abs(
      zOfShare(
        users.reduce((a, b) => a + b),
        4000,
        0.2,
      ),
    ),
  ).toBeLessThan(4);
  expect(new Set(users).size).toBeGreaterThan(1);
  const rest = rounds.reduce((sum, round) => sum + size(round) - count(round, AUTHENTIC), 0);
  expect(
    Math.abs(
      zOfShare(
        rounds.reduce((sum, round) => sum + count(round, SYNTHETIC), 0),
        rest,
        0.5,
      ),
    ),
  ).toBeLessThan(4);
});

test("who is authentic does not depend on how much is shown or to whom: both draws use the same uniforms", async () => {
  const marks = async (draw: string, slate: number) => {
    const authentic = { share: 0.3, draw };
    const options = optionsOf(core, world, {
      users: { outside: false },
      recommender: { ...recommender, slate },
      data: { authentic },
      rounds: 1,
    });
    const { rows } = (await run(options))[1]!.interactions;
    return Array.from(rows.provenance, (p, r) => `${rows.user[r]} ${p}`);
  };
  const stratified = await marks("stratified", 5);
  expect(await marks("stratified", 2)).toEqual(stratified);
  const independent = await marks("independent", 5);
  const moved = stratified.filter((mark, r) => mark !== independent[r]).length;
  const authentic = (rows: readonly string[]) => rows.filter((mark) => mark.endsWith(" 0")).length;
  expect(moved).toBe(Math.abs(authentic(stratified) - authentic(independent)));
});

test("whether a user is authentic is the user's own draw, whoever else comes", () => {
  const data = { authentic: { share: 0.4, unit: "user", draw: "independent" } };
  const options = optionsOf(core, worldOfShares(core, { items: 3, exponent: 0 }, 200), { data });
  const everybody = mixOf(options, 1, new Int32Array(200).fill(1)).authenticUsers!;
  const some = Int32Array.from({ length: 200 }, (_, u) => (u % 3 === 0 ? 0 : 2));
  const among = mixOf(options, 1, some).authenticUsers!;
  expect(among).toEqual(everybody.map((flag, u) => (some[u]! > 0 ? flag : 0)));
  expect(among).toContain(1);
});

test("independent rows vary as a binomial does, stratified ones do not: 60 seeds", async () => {
  const counts = async (draw: string) => {
    const all: number[] = [];
    for (let seed = 1; seed <= 15; seed++) {
      const rounds = await roundsOf({ rows: 100, authentic: { share: 0.2, draw } }, { seed });
      all.push(...rounds.map((round) => count(round, AUTHENTIC)));
    }
    return all;
  };
  expect(new Set(await counts("stratified"))).toEqual(new Set([20]));
  const independent = await counts("independent");
  expect(Math.abs(zOfMean(independent, 20))).toBeLessThan(4);
  const variance = independent.reduce((sum, n) => sum + (n - 20) ** 2, 0) / independent.length;
  expect(Math.abs(variance / 16 - 1)).toBeLessThan(4 * Math.sqrt(2 / independent.length));
});

test("a share of none in a round buys nothing in it", async () => {
  const rounds = await roundsOf({ authentic: { share: [0, 0.5, 0] } });
  expect(rounds.map((round) => count(round, AUTHENTIC) > 0)).toEqual([false, true, false, false]);
});
