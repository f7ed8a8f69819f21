import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { indicesWhere } from "../../src/log/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import { utility, type World } from "../../src/world/index.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const random = { model: { kind: "random" }, slate: 5 };
const sum = (flags: Uint8Array) => flags.reduce((total, flag) => total + flag, 0);

/** Users and items that a round names, by what it names them in. */
function named({ interactions: { rows, chosen, firstSlates } }: SimulatedRound) {
  const shown = firstSlates.flatMap(({ items }) => Array.from(items.filter((i) => i >= 0)));
  return { shown, rows: Array.from(rows.item), users: Array.from(chosen.user) };
}

const everything: Given = {
  rounds: 6,
  recommender: { model: ials, slate: 5, explore: 0.2 },
  data: { synthetic: { share: 0.2 } },
  users: { organic: 0.2, arrivals: 3.5, churn: { rate: 0.5, tolerance: 0.1 } },
  catalogue: {
    arrivals: 1.5,
    quality: { sigma: 0.5 },
    ageing: 0.05,
    lifetime: 6,
    creators: { count: 5, production: 2, imitation: 0.5, floor: 0.6, patience: 2 },
  },
};

test("residents' rows are the same to the byte with and without newcomers, under a recommender that does not look at them", async () => {
  // with an outside option all visit until the round has its rows: how often depends on everybody
  const given = { recommender: random, rounds: 5 };
  const alone = await run(optionsOf(core, world, { ...given, users: { outside: false } }));
  const joined = await run(optionsOf(core, world, { ...given, users: { outside: false, arrivals: 4 } }));
  for (const [n, round] of joined.entries()) {
    const lines = rowsText(round).split("\n");
    const residents = lines.filter((line) => !(Number.parseInt(line, 10) >= world.users));
    expect(residents.join("\n")).toBe(rowsText(alone[n]!));
    expect(lines.length > residents.length).toBe(n >= 2);
    expect(sum(round.state.present)).toBe(world.users + 4 * Math.max(0, Math.min(n, 4)));
  }
});

test("nobody and nothing counts before it comes: rounds 0 and 1 are those of a world without newcomers, to the byte", async () => {
  const given = { recommender: { model: ials, slate: 5 }, rounds: 2, metrics: ["recall", "coverage", "tv_current"] };
  const alone = await run(optionsOf(core, world, given));
  const joined = await run(
    optionsOf(core, world, { ...given, users: { arrivals: 9 }, catalogue: { arrivals: 7, quality: { sigma: 2 } } }),
  );
  for (const n of [0, 1]) {
    expect(rowsText(joined[n]!)).toBe(rowsText(alone[n]!));
    expect(joined[n]!.metrics).toMatchObject(alone[n]!.metrics);
  }
  expect(rowsText(joined[2]!)).not.toBe(rowsText(alone[2]!));
});

test("neutral options are the world itself and the same bytes", async () => {
  const given = { rounds: 3, metrics: metricNames, recommender: { model: ials } };
  const plain = await run(optionsOf(core, world, given));
  const neutral = await run(
    optionsOf(core, world, {
      ...given,
      users: { arrivals: 0, churn: { rate: 0, tolerance: 0.9, memory: 0.1 } },
      catalogue: { quality: { sigma: 3 }, creators: { count: 0, production: 4, imitation: 1, floor: 1, patience: 1 } },
    }),
  );
  for (const [n, round] of neutral.entries()) {
    expect(round.metrics).toEqual(plain[n]!.metrics);
    expect(rowsText(round)).toBe(rowsText(plain[n]!));
    expect(round.state.catalogue).toBeUndefined();
    expect(round.state.truth.items).toBe(world.preferences.factors.items);
  }
});

test("who is not there does nothing, what is not there is neither shown nor chosen, and no number comes back", async () => {
  const rounds = await run(optionsOf(core, world, everything));
  const gone = { users: new Set<number>(), items: new Set<number>() };
  let [leftUsers, leftItems] = [0, 0];
  for (let n = 1; n < rounds.length; n++) {
    const { present, available } = rounds[n - 1]!.state;
    const { shown, rows, users } = named(rounds[n]!);
    expect(shown.length).toBeGreaterThan(0);
    expect([...shown, ...rows].every((item) => available[item] === 1)).toBe(true);
    expect(users.every((user) => present[user] === 1)).toBe(true);
    const after = rounds[n]!.state;
    for (const u of indicesWhere(present.length, (u) => present[u]! > after.present[u]!)) gone.users.add(u);
    for (const i of indicesWhere(available.length, (i) => available[i]! > after.available[i]!)) gone.items.add(i);
    for (const u of gone.users) expect(after.present[u]).toBe(0);
    for (const i of gone.items) expect(after.available[i]).toBe(0);
    [leftUsers, leftItems] = [gone.users.size, gone.items.size];
  }
  expect(leftUsers).toBeGreaterThan(0);
  expect(leftItems).toBeGreaterThan(0);
});

test("every metric is defined and finite while all of it moves", async () => {
  const rounds = await run(optionsOf(core, world, { ...everything, metrics: metricNames }));
  const { users_present, churned, items_available, creators_present, provider_gini } = rounds[4]!.metrics;
  expect(users_present).toBe(sum(rounds[3]!.state.present));
  const left = rounds[3]!.state.present.filter((flag, u) => flag > rounds[4]!.state.present[u]!).length;
  expect(churned).toBe(left / users_present!);
  expect(items_available).toBe(sum(rounds[3]!.state.available));
  expect(creators_present).toBe(sum(rounds[3]!.state.creators!.present));
  expect(provider_gini).toBeGreaterThan(0);
  for (const name of ["coverage", "tv_current", "regret_current", "ild", "slate_jaccard"]) {
    expect(rounds[5]!.metrics[name], name).toBeGreaterThanOrEqual(0);
  }
});

test.each([
  ["all at once", everything],
  ["without repeats", { ...everything, users: { ...everything.users, repeats: "deny", reinforcement: { rate: 0.2 } } }],
] as const)("goes on from any round with the same bits: %s", async (_, given) => {
  const options = optionsOf(core, world, { ...given, metrics: metricNames, pairs: 20 });
  const whole = await run(options);
  for (const from of [0, 2, 4]) {
    const rest = await run(options, structuredClone(whole[from]!.state));
    for (const [n, round] of rest.entries()) {
      const same = whole[from + 1 + n]!;
      expect(rowsText(round)).toBe(rowsText(same));
      expect(round.metrics).toEqual(same.metrics);
      expect(round.state.present).toEqual(same.state.present);
      expect(round.state.catalogue).toEqual(same.state.catalogue);
      expect(round.state.creators).toEqual(same.state.creators);
    }
  }
});

test("an item's log-odds against taking nothing fall by the rate in every round of its age", async () => {
  const given = { recommender: random, rounds: 4, catalogue: { ageing: 0.25, arrivals: 2 } };
  const rounds = await run(optionsOf(core, world, given));
  const logit = ({ state }: SimulatedRound) => ({
    ...world.preferences,
    factors: { ...world.preferences.factors, users: state.truth.users, items: state.truth.items },
    intercepts: state.truth.intercepts,
  });
  for (let n = 0; n + 1 < rounds.length; n++) {
    const [now, next] = [logit(rounds[n]!), logit(rounds[n + 1]!)];
    const isThere = (item: number) => rounds[n]!.state.available[item] === 1;
    for (let item = 0; item < next.intercepts.length; item++) {
      if (!isThere(item) || n + 1 === rounds.length - 1) continue;
      // intercepts are float32, of size below 16
      expect(Math.abs(utility(now, 3, item) - utility(next, 3, item) - 0.25)).toBeLessThan(2 ** -19);
    }
  }
});

test("creators who all imitate make one kind of item, those who do not as many as there were: mean cosine of new items", async () => {
  const cosine = async (imitation: number) => {
    const creators = { count: 5, production: 12, imitation };
    const rounds = await run(optionsOf(core, world, { recommender: random, rounds: 3, catalogue: { creators } }));
    const { truth, available } = rounds[3]!.state;
    const made = Array.from(available.keys()).filter((i) => i >= 42 && available[i]);
    expect(made.length).toBe(12);
    const rows = made.map((i) => truth.items.subarray(3 * i, 3 * i + 3));
    const dot = (a: Float32Array, b: Float32Array) => a.reduce((total, x, d) => total + x * b[d]!, 0);
    let total = 0;
    for (const a of rows) for (const b of rows) total += dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
    return total / rows.length ** 2;
  };
  expect(await cosine(1)).toBeGreaterThan(1 - 1e-6);
  expect(await cosine(0)).toBeLessThan(0.9);
});

test("users who find nothing leave, those who choose freely stay but for chance", async () => {
  const given = { rounds: 8, users: { churn: { rate: 1, tolerance: 0.5, memory: 0.5 } }, metrics: ["churned"] };
  // slates of one item: far less than the catalogue
  const served = await run(optionsOf(core, world, { ...given, recommender: { ...random, slate: 1 } }));
  const free = await run(
    optionsOf(core, world, { ...given, recommender: { ...random, slate: 1 }, users: { ...given.users, organic: 1 } }),
  );
  const last = (rounds: SimulatedRound[]) => sum(rounds.at(-1)!.state.present);
  expect(last(free)).toBe(world.users);
  expect(last(served)).toBeLessThan(0.7 * world.users);
});

test("an oracle's recall is that of a static world until items go; what is gone is no miss", async () => {
  const given = { rounds: 4, recommender: { model: { kind: "oracle" }, slate: 30 }, metrics: ["recall"] };
  const catalogue = { arrivals: 0.1, lifetime: 5 };
  const rounds = await run(optionsOf(core, world, { ...given, catalogue }));
  // slates hold the whole catalogue but for what was consumed, and no held-out pair was
  for (const { metrics } of rounds) expect(metrics.recall).toBe(1);
  expect(sum(rounds[3]!.state.available)).toBeLessThan(world.items);
});
