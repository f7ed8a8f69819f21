import { beforeAll, describe, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { countBy } from "../../src/log/index.ts";
import { attendance, visitOccasions } from "../../src/simulation/occasions.ts";
import { occasionsPerChoice, organicShares } from "../../src/simulation/organic.ts";
import { initialState } from "../../src/simulation/state.ts";
import { drawActivity } from "../../src/users/index.ts";
import { expectedDemand, totalActivity, type World } from "../../src/world/index.ts";
import { naiveDeclines } from "../world/naive.ts";
import { generator, zOfCounts, zOfMean } from "./statistics.ts";
import { optionsOf, run, smallWorld } from "./support.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const sum = (values: ArrayLike<number>) => Array.prototype.reduce.call(values, (a, b) => a + b, 0) as number;

/** Users of very different tastes and activity: some find much that they want, others little. */
const mixedWorld = (outsideShare: number, given: object = {}): Promise<World> =>
  smallWorld(core, {
    users: 300,
    items: 60,
    topics: 4,
    tasteStrength: 6,
    activity: { mean: 4, sigma: 0.8 },
    outsideShare,
    ...given,
  });

/** Everybody browses: no recommender, no authentic or synthetic rows beside. */
const freely = (users: object = {}) => ({
  users: { organic: 1, ...users },
  recommender: { model: { kind: "random" }, slate: 1 },
});

/** A core that tells what its choices from the whole catalogue came to. */
function watched(told: (items: Int32Array) => void): Core {
  return {
    ...core,
    chooseFromCatalogue: async (...given) => {
      const items = await core.chooseFromCatalogue(...given);
      told(items);
      return items;
    },
  };
}

describe.each([0.3, 0.7])("an outside share of %d", (outsideShare) => {
  let world: World;
  let perChoice: Float64Array;
  beforeAll(async () => {
    world = await mixedWorld(outsideShare);
    perChoice = await occasionsPerChoice(optionsOf(core, world));
  });

  test("occasions for a choice are one and the declines by hand, below users' patience, and differ by user", () => {
    perChoice.forEach((n, u) => {
      // float32 utilities below 16 inside the core
      expect(Math.abs(n / (1 + naiveDeclines(world.preferences, u)) - 1)).toBeLessThan(64 * 2 ** -24);
    });
    expect(Math.max(...perChoice)).toBeLessThan(50);
    expect(Math.max(...perChoice.map((n) => 1 / n)) / Math.min(...perChoice.map((n) => 1 / n))).toBeGreaterThan(1.5);
  });

  test("users' free choices are in proportion to their activity, whoever they are", async () => {
    const options = optionsOf(core, world, { ...freely(), rounds: 60 });
    const rounds = (await run(options)).slice(1);
    const chosen = new Float64Array(world.users);
    const planned = new Float64Array(world.users);
    // who seldom finds something came more often: neither should it show in what they choose
    const mean = sum(perChoice) / world.users;
    const leaning = rounds.map(({ round, interactions: { rows } }) => {
      const activity = drawActivity(core, options.key, round, world);
      const choices = countBy(rows.user, world.users);
      expect(rows.user.length).toBe(sum(activity));
      let lean = 0;
      activity.forEach((n, u) => {
        chosen[u]! += choices[u]!;
        planned[u]! += n;
        lean += (choices[u]! - n) * (perChoice[u]! - mean);
      });
      return lean;
    });
    expect(Math.abs(zOfMean(leaning, 0))).toBeLessThan(4);
    // a user's choices vary by n (1 - p) and the rounding of attendance by p² / 4 at most: less than the χ² allows
    const total = sum(planned);
    expect(
      zOfCounts(
        chosen,
        planned.map((n) => n / total),
      ),
    ).toBeLessThan(4);
  });

  test("the declared share of occasions ends in the outside option", async () => {
    let occasions = 0;
    let declines = 0;
    const watching = watched((items) => {
      occasions += items.length;
      declines += items.filter((item) => item < 0).length;
    });
    // a round's declines less their share of its occasions: nothing on average, as periods are drawn alike
    const surplus: number[] = [];
    const options = { ...optionsOf(core, world, { ...freely(), rounds: 60 }), core: watching };
    let state = (await run({ ...options, rounds: 0 }))[0]!.state;
    for (let round = 1; round <= 60; round++) {
      [occasions, declines] = [0, 0];
      state = (await run({ ...options, rounds: round }, state))[0]!.state;
      expect(occasions).toBeGreaterThan(0);
      surplus.push(declines - outsideShare * occasions);
    }
    expect(Math.abs(zOfMean(surplus, 0))).toBeLessThan(4);
  });

  test("expected shares are those of users who choose something as often as their activity says", async () => {
    const options = optionsOf(core, world);
    const { truth, consumed } = initialState(world);
    const shares = await organicShares(options, truth, consumed, perChoice);
    const activity = totalActivity(world.activity);
    const demand = await expectedDemand(core, world.preferences, { activity, repeats: "allow" });
    const total = sum(demand);
    // by hand, user by user: float32 utilities below 16, twice
    for (let i = 0; i < world.items; i++)
      expect(Math.abs((shares[i]! * total) / demand[i]! - 1)).toBeLessThan(2 ** -17);
  });

  test("the authentic log and what the loop's users choose freely are samples of the same shares", async () => {
    const once = await mixedWorld(outsideShare, { users: 1500, history: 1 });
    const options = optionsOf(core, once, freely());
    const { truth, consumed } = initialState(once);
    const shares = await organicShares(options, truth, consumed, await occasionsPerChoice(options));
    const [, round] = await run({ ...options, rounds: 1 });
    const log = countBy(once.log.item, once.items);
    const loop = countBy(round!.interactions.rows.item, once.items);
    expect(sum(loop)).toBe(sum(log));
    // users differ, so that counts vary less than a multinomial sample's
    expect(zOfCounts(log, shares)).toBeLessThan(4);
    expect(zOfCounts(loop, shares)).toBeLessThan(4);
    expect(zOfDistance(distance(log, loop), shares, sum(log))).toBeLessThan(4);
  });
});

test("visits come to the expected occasions, give or take one, a user's draws and turns numbered through", () => {
  const given = { expected: Float64Array.of(2.5, 0, 1, 0.3, 7.9), phase: Float64Array.of(0.6, 0, 0.99, 0.1, 0) };
  const draws = Array.from(given.expected, (): number[] => []);
  for (let visit = 0; visit < 40; visit++) {
    const turns = Array.from(given.expected, () => 0);
    const found = visitOccasions(given, visit);
    found.users.forEach((u, n) => {
      draws[u]!.push(found.draws[n]!);
      expect(found.turns[n]).toBe(turns[u]!++);
    });
    draws.forEach((own, u) => {
      expect(own).toEqual(own.map((_, n) => n));
      expect(own.length).toBe(Math.floor((visit + 1) * given.expected[u]! + given.phase[u]!));
    });
  }
});

test("attendance is the occasions that a round's choices take, rounded by a phase of each user's own", async () => {
  const world = await mixedWorld(0.5);
  const options = optionsOf(core, world);
  const perChoice = await occasionsPerChoice(options);
  const phases: number[] = [];
  for (const round of [1, 2]) {
    const activity = drawActivity(core, options.key, round, world);
    const { expected, phase } = attendance(options, round, activity, perChoice);
    activity.forEach((n, u) => {
      expect(expected[u]).toBe(n * perChoice[u]!);
      if (n > 0) phases.push(phase[u]!);
    });
  }
  const tenths = new Float64Array(10);
  for (const phase of phases) tenths[Math.floor(10 * phase)]!++;
  expect(Math.abs(zOfCounts(tenths, new Array(10).fill(0.1)))).toBeLessThan(4);
  expect(new Set(phases).size).toBe(phases.length);
});

/**
 * Free choice without repeats, with the outside option. What is approximate: occasions for a choice are reckoned from
 * the whole catalogue, but a user chooses from what they have not consumed yet, and so declines more often, the more so
 * the more of their taste they have consumed. Visits go on until the round has its rows, so that the rows such users
 * lack are chosen by others.
 */
test("without repeats what is approximate is who makes the choices: given that, items have their expected shares", async () => {
  const apart: number[] = [];
  for (const items of [60, 300]) {
    const world = await mixedWorld(0.3, { items, history: 1 });
    const activity = totalActivity(world.activity);
    const { consumed } = initialState(world);
    const chosen = new Float64Array(items);
    const byUser = new Float64Array(world.users);
    const replicates = 20;
    for (let replicate = 1; replicate <= replicates; replicate++) {
      const [, round] = await run(optionsOf(core, world, { ...freely({ repeats: "deny" }), rounds: 1, replicate }));
      const { rows } = round!.interactions;
      expect(rows.item.length).toBe(sum(activity));
      for (const i of rows.item) chosen[i]!++;
      for (const u of rows.user) byUser[u]! += 1 / replicates;
    }
    const expected = (counts: Float64Array) =>
      core.expectedInclusions(world.preferences, Int32Array.from(byUser.keys()), counts, { excluded: consumed });
    const [nominal, found] = [(await expected(activity)).items, (await expected(byUser)).items];
    // choices without repeats vary less than a multinomial sample
    expect(
      zOfCounts(
        chosen,
        found.map((x) => x / sum(found)),
      ),
    ).toBeLessThan(4);
    // every inclusion of a user grows with their choices, and all together are as many: items cannot be further from
    // the nominal shares than users are from their activity
    const users = distance(byUser, activity);
    expect(distance(found, nominal)).toBeLessThan(users);
    expect(
      zOfCounts(
        byUser.map((n) => n * replicates),
        activity.map((n) => n / sum(activity)),
      ),
    ).toBeGreaterThan(4);
    apart.push(users);
  }
  // as measured, .15 of the choices move where users have consumed some of 60 items, .09 of 300
  expect(apart[0]).toBeLessThan(0.2);
  expect(apart[1]).toBeLessThan(0.65 * apart[0]!);
});

/** Total variation of two samples' shares. */
function distance(a: Float64Array, b: Float64Array): number {
  const [m, n] = [sum(a), sum(b)];
  return a.reduce((total, x, i) => total + Math.abs(x / m - b[i]! / n), 0) / 2;
}

/** Standard deviations of a distance above that of two multinomial samples of n rows each, by 200 such pairs. */
function zOfDistance(found: number, shares: Float64Array, n: number): number {
  const random = generator(9);
  const bounds: number[] = [];
  shares.reduce((below, share, i) => {
    bounds[i] = below + share;
    return bounds[i]!;
  }, 0);
  const sample = () => {
    const counts = new Float64Array(shares.length);
    for (let r = 0; r < n; r++) {
      const u = random();
      const item = bounds.findIndex((bound) => u < bound);
      counts[item < 0 ? shares.length - 1 : item]!++;
    }
    return counts;
  };
  const floor = Array.from({ length: 200 }, () => distance(sample(), sample()));
  const mean = sum(floor) / floor.length;
  return (found - mean) / Math.sqrt(floor.reduce((total, x) => total + (x - mean) ** 2, 0) / (floor.length - 1));
}
