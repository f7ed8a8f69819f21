import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { bestUtilities } from "../../src/simulation/best.ts";
import { truthOf, type World } from "../../src/world/index.ts";
import { ials, optionsOf, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

/** A core that notes for how many users slates were looked for. */
function counting() {
  const asked: number[] = [];
  const topK: Core["topK"] = (factors, users, ...rest) => {
    asked.push(users.length);
    return core.topK(factors, users, ...rest);
  };
  return { counted: { ...core, topK }, asked };
}

const available = () => new Uint8Array(world.items).fill(1);

test("what is remembered of best slates is what a new search finds, whoever was asked about before", async () => {
  const { counted, asked } = counting();
  const options = { ...optionsOf(core, world), core: counted };
  const best = bestUtilities(options);
  const eligibility = { available: available() };
  const truth = truthOf(world);
  for (const [round, users] of [
    [3, 1, 7],
    [7, 2],
    [1, 2, 3, 7],
  ].entries()) {
    const list = Int32Array.from(users);
    const anew = await bestUtilities(optionsOf(core, world))(round, list, truth, eligibility);
    expect(await best(round, list, truth, eligibility)).toEqual(anew);
  }
  expect(asked).toEqual([3, 1]);
  // another truth and another catalogue are looked at apart
  const moved = { ...truth, users: truth.users.map((x) => -x) };
  const fewer = { available: available().fill(0, 5) };
  const list = Int32Array.of(1, 2);
  for (const [x, shown] of [[moved, eligibility] as const, [truth, fewer] as const]) {
    const anew = await bestUtilities(optionsOf(core, world))(9, list, x, shown);
    expect(await best(9, list, x, shown)).toEqual(anew);
    expect(anew).not.toEqual(await bestUtilities(optionsOf(core, world))(9, list, truth, eligibility));
  }
});

test("where a truth lasts and most of the others come, all are looked for at once, and never again", async () => {
  const { counted, asked } = counting();
  const best = bestUtilities({ ...optionsOf(core, world), core: counted });
  const eligibility = { available: available() };
  const truth = truthOf(world);
  const all = Int32Array.from({ length: world.users }, (_, user) => user);
  const [some, most] = [all.subarray(0, 4), all.subarray(2, 4 + Math.ceil((world.users - 4) / 2))];
  await best(1, some, truth, eligibility);
  await best(1, most, truth, eligibility); // the same round: this truth may not last
  expect(asked).toEqual([4, most.length - 2]);
  const left = world.users - 2 - most.length;
  await best(2, all.subarray(world.users - Math.ceil(left / 2)), truth, eligibility);
  expect(asked).toEqual([4, most.length - 2, left]);
  const anew = await bestUtilities(optionsOf(core, world))(3, all, truth, eligibility);
  expect(await best(3, all, truth, eligibility)).toEqual(anew);
  expect(asked).toHaveLength(3);
});

test("where scores tie the draw of the round decides, so that nothing is remembered", async () => {
  const { preferences } = world;
  // items of equal score in float32 whose utilities differ: 2⁻²⁵ is lost beside 1, and not in float64
  const items = Float32Array.from({ length: 4 }, (_, i) => i * 2 ** -25);
  const intercepts = new Float32Array(4).fill(1);
  const factors = { dims: 1, users: new Float32Array(world.users).fill(1), items };
  const tying = { ...world, items: 4, preferences: { ...preferences, scale: 1, factors, intercepts } };
  const given = { recommender: { slate: 2 }, users: { attention: { kind: "none" } } };
  const { counted, asked } = counting();
  const best = bestUtilities({ ...optionsOf(core, tying, given), core: counted });
  const users = Int32Array.of(0, 1, 2);
  const truth = truthOf(tying);
  const seen: Float64Array[] = [];
  const eligibility = { available: new Uint8Array(4).fill(1) };
  for (let round = 0; round < 4; round++) {
    const anew = await bestUtilities(optionsOf(core, tying, given))(round, users, truth, eligibility);
    seen.push(await best(round, users, truth, eligibility));
    expect(seen.at(-1)).toEqual(anew);
  }
  expect(asked).toEqual([3, 3, 3, 3]);
  expect(new Set(seen.map(String)).size).toBeGreaterThan(1);
});

test("a slate that is the same at every visit is made once a round for each user", async () => {
  const { counted, asked } = counting();
  const options = {
    ...optionsOf(core, world, { recommender: { model: ials }, metrics: ["ild"], rounds: 3, pairs: 500 }),
  };
  const rounds = await run({ ...options, core: counted });
  expect(rounds).toHaveLength(4);
  // round 0 has the pairs' users alone; later those who are active this round, then the others
  const [first, ...later] = asked;
  expect(first).toBe(world.users);
  const sums = [0, 0, 0];
  let at = 0;
  for (let t = 0; t < 3; t++) while (sums[t]! < world.users) sums[t]! += later[at++]!;
  expect(sums).toEqual([world.users, world.users, world.users]);
  expect(at).toBe(later.length);
});
