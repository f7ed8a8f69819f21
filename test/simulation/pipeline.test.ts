import { beforeAll, describe, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { protectedProviders } from "../../src/recommender/rerank/floor.ts";
import { callsOf } from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";
import { providersOf } from "../../src/world/topics.ts";
import { ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;

beforeAll(async () => {
  core = await loadCore({ threads: 1 });
  world = await smallWorld(core);
});

const popular = { kind: "popularity" } as const;
const neutral = [
  { kind: "mmr", relevance: 1 },
  { kind: "calibrated", weight: 0 },
  { kind: "popularity", strength: 0 },
  { kind: "floor", slots: 0 },
  { kind: "random", slots: 0 },
];
const given = (recommender: object, more: object = {}) =>
  optionsOf(core, world, {
    recommender: { model: ials, slate: 4, ...recommender },
    metrics: ["coverage", "exposure_gini", "ndcg", "ild"],
    ...more,
  });

async function textOf(recommender: object, more: object = {}): Promise<string> {
  const rounds = await run(given(recommender, more));
  return rounds.map((round) => `${rowsText(round)}\n${JSON.stringify(round.metrics)}`).join("\n\n");
}

describe.each([{}, { rank: "proportional", explore: 0.1 }])("with %j", (drawing) => {
  test("re-rankers that change nothing change no byte", async () => {
    expect(await textOf({ ...drawing, rerank: neutral })).toBe(await textOf(drawing));
  });
});

test("a source that gives the whole catalogue changes no byte", async () => {
  const everything = [{ model: popular, count: world.items }];
  for (const users of [{}, { repeats: "deny" }]) {
    expect(await textOf({ retrieve: everything }, { users })).toBe(await textOf({}, { users }));
  }
});

const staged = {
  retrieve: [
    { model: ials, count: 8 },
    { model: popular, count: 6 },
  ],
  pool: 10,
  rerank: [
    { kind: "mmr", relevance: 0.5 },
    { kind: "random", slots: 1 },
  ],
};

test("a pipeline of all stages goes on from any round with the same bits", async () => {
  for (const users of [{}, { repeats: "deny" }]) {
    const options = given(staged, { users });
    const whole = await run(options);
    const rest = await run(options, whole[1]!.state);
    expect(rest.map(rowsText)).toEqual(whole.slice(2).map(rowsText));
    expect(rest.map(({ metrics }) => metrics)).toEqual(whole.slice(2).map(({ metrics }) => metrics));
  }
  expect(await textOf(staged)).not.toBe(await textOf({}));
});

test("every slate of a round with a floor meets it, and is the same at each visit of a user", async () => {
  const options = given({ rerank: [{ kind: "floor", slots: 2, below: 1 }], pool: world.items }, { log: "all" });
  const rounds = await run(options);
  const providers = providersOf(world.attributes, world.attributeDims);
  let slates = 0;
  rounds.slice(1).forEach(({ interactions: { impressions } }, n) => {
    const surroundings = {
      popularity: rounds[n + 1]!.state.trained!.itemWeights,
      providers,
      available: rounds[n]!.state.available,
    };
    const isProtected = protectedProviders(surroundings, 1);
    const seen = new Map<number, string>();
    for (const { k, rows, items, users } of impressions) {
      rows.forEach((row, occasion) => {
        const slate = items.slice(row * k, (row + 1) * k);
        expect(slate.filter((item) => isProtected[providers[item]!] === 1).length).toBeGreaterThanOrEqual(2);
        const before = seen.get(users[occasion]!);
        if (before !== undefined) expect(slate.join()).toBe(before);
        seen.set(users[occasion]!, slate.join());
        slates++;
      });
    }
  });
  expect(slates).toBeGreaterThan(100);
});

test("a recommender that asks for marginal relevance shows more different items", async () => {
  const ild = async (rerank: object[]) => {
    const rounds = await run(given({ rerank, pool: 20 }, { metrics: ["ild"] }));
    return rounds[0]!.metrics.ild!;
  };
  const [plain, diverse] = [await ild([]), await ild([{ kind: "mmr", relevance: 0.3 }])];
  expect(diverse).toBeGreaterThan(plain);
});

test("lists are planned for as many users as are served at once, and for all candidates", () => {
  const sizes = { users: 100_000, items: 10_000, dims: 8, groups: 1, history: 1e6, rows: 5e5, perChoice: 1.3 };
  const { treatment } = given({
    ...staged,
    retrieve: [
      { model: ials, count: 100 },
      { model: popular, count: 50 },
    ],
    pool: 100,
    rerank: [{ kind: "mmr" }],
  });
  const calls = callsOf(sizes, 3, treatment);
  const [first, second] = calls.filter(({ purpose }) => purpose === "candidates");
  const lists = calls.find(({ purpose }) => purpose === "lists")!;
  expect(first!.arrays.bestItems).toBe(4 * 4096 * 100);
  expect(second!.arrays.bestItems).toBe(4 * 4096 * 50);
  expect(lists.arrays.candidates).toBe(4 * 4096 * 150);
  expect(lists.arrays.bestItems).toBe(4 * 4096 * 100);
  expect(lists.arrays.userFactors).toBe(4 * 4096 * 3);
  const moved = calls.find(({ purpose }) => purpose === "re-ranking")!;
  expect(moved.arrays.items).toBe(4 * 4096 * 100);
  expect(moved.arrays.vectors).toBe(4 * 10_000 * 8);
  expect(calls.some(({ purpose }) => purpose === "slates")).toBe(false);
});
