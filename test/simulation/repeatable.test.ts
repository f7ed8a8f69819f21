import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";
import { type Given, ials, optionsOf, rowsText, run, smallWorld } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const everything = (rounds: readonly SimulatedRound[]) => rounds.map((round) => [round.metrics, rowsText(round)]);
const outcome = async (given: Given) =>
  everything(await run(optionsOf(core, world, { metrics: metricNames, ...given })));

/** Treatments that between them use every source of rows and every stage. */
const treatments: Record<string, Given> = {
  "accumulate, warm iALS": { recommender: { model: ials } },
  "replace, fold-in, drift, synthetic and fresh rows": {
    users: { drift: 0.2, organic: 0.2 },
    recommender: { model: ials, coldUser: "foldIn" },
    data: { regime: "replace", authentic: { share: 0.2 }, synthetic: { share: 0.2 } },
  },
  "window, no repeats, exploring, replayed rows, a schedule": {
    users: { repeats: "deny" },
    recommender: { model: { kind: "popularity", by: "group" }, rank: "proportional", explore: 0.2, slate: 4 },
    data: { regime: "window", window: 2, authentic: { share: 0.3, by: "replayed" }, rows: [60, 90, 120] },
  },
  "subsampled, authentic users by strata, rows of the previous model, on schedules": {
    recommender: { model: ials },
    data: {
      regime: "subsample",
      authentic: { share: [0.1, 0.4, 0], draw: "stratified", unit: "user" },
      synthetic: { share: { start: 0, end: 0.5, rounds: 3 }, from: "previous" },
    },
  },
  "drawn from the pool by number, authentic rows by strata, synthetic ones at a temperature": {
    recommender: { model: { kind: "popularity" } },
    data: {
      regime: "subsample",
      subsample: 70,
      seed: "drop",
      authentic: { share: 0.3, draw: "stratified", by: "replayed" },
      synthetic: { share: 0.3, temperature: 0.02 },
    },
  },
};

test.each(Object.entries(treatments))("goes on from any round with the same bits: %s", async (_, given) => {
  const options = optionsOf(core, world, { ...given, metrics: metricNames, rounds: 4 });
  const through = await run(options);
  expect(Object.keys(through[2]!.metrics).length).toBeGreaterThan(25);
  expect(through.map(({ round }) => round)).toEqual([0, 1, 2, 3, 4]);
  for (const round of through) {
    const saved = structuredClone(round.state);
    const rest = await run(options, saved);
    expect(everything(rest)).toEqual(everything(through.slice(round.round + 1)));
    expect(saved).toEqual(round.state); // what it started from is not written to
  }
});

test.each(Object.entries(treatments))(
  "twice over gives the same bytes, another seed or replicate does not: %s",
  async (_, given) => {
    const first = await outcome(given);
    expect(await outcome(given)).toEqual(first);
    expect(await outcome({ ...given, seed: 2 })).not.toEqual(first);
    expect(await outcome({ ...given, replicate: 2 })).not.toEqual(first);
  },
);

test("the metrics asked for change no row and not each other", async () => {
  const given = { recommender: { model: ials }, data: { synthetic: { share: 0.1 } } };
  const all = await run(optionsOf(core, world, { ...given, metrics: metricNames }));
  const none = await run(optionsOf(core, world, given));
  expect(none.map(rowsText)).toEqual(all.map(rowsText));
  const one = await run(optionsOf(core, world, { ...given, metrics: ["ndcg"] }));
  expect(one.map(({ metrics }) => metrics.ndcg)).toEqual(all.map(({ metrics }) => metrics.ndcg));
});

test("a longer run begins like a shorter one, and keeping the log changes nothing", async () => {
  const given = { recommender: { model: ials } };
  const short = await outcome({ ...given, rounds: 2 });
  expect((await outcome({ ...given, rounds: 5 })).slice(0, 3)).toEqual(short);
  expect(await outcome({ ...given, rounds: 2, log: "all" })).toEqual(short);
});

/** Settings that say what happens anyway. */
const neutral: Record<string, Given> = {
  "no authentic rows, to be replayed": { data: { authentic: { share: 0, by: "replayed" } } },
  "no synthetic rows": { data: { synthetic: { share: 0 } } },
  "no authentic rows, exactly": { data: { authentic: { share: 0, draw: "stratified" } } },
  "no authentic users": { data: { authentic: { share: 0, unit: "user" } } },
  "no authentic rows in any round": { data: { authentic: { share: [0, 0] } } },
  "no synthetic rows of the previous model": { data: { synthetic: { share: 0, from: "previous" } } },
  "a temperature of no rows": { data: { synthetic: { share: { start: 0, end: 0, rounds: 5 }, temperature: 3 } } },
  "a window that is not used": { data: { window: 7 } },
  "a sample that is not drawn": { data: { subsample: 7 } },
  "weights of one": { data: { weights: { authentic: 1, recommended: 1, synthetic: 1 } } },
  "a weight of rows that do not occur": { data: { weights: { synthetic: 5 } } },
  "the seed as the regime has it": { data: { seed: "keep" } },
  "no exploration": { recommender: { explore: 0 } },
  "unseen items allowed where there are none": { recommender: { coldItem: "allow" } },
  "cold users at random where there are none": { recommender: { coldUser: "random" } },
  "temperature one": { users: { temperature: 1 } },
  "no drift": { users: { drift: 0 } },
  "nobody browses": { users: { organic: 0 } },
  "more patience than anybody needs": { users: { patience: 400 } },
  "full persistence is no attention lost": { users: { attention: { kind: "geometric", persistence: 1 } } },
  "a power of zero likewise": { users: { attention: { kind: "power", exponent: 0 } } },
};

test.each(Object.entries(neutral))("a neutral value gives the same bytes as leaving it out: %s", async (_, given) => {
  const base: Given = {
    users: { attention: { kind: "none" } },
    recommender: { model: ials, slate: 5 },
    data: { regime: "accumulate" },
  };
  const merged: Given = {
    users: { ...base.users, ...given.users },
    recommender: { ...base.recommender, ...given.recommender },
    data: { ...base.data, ...given.data },
  };
  expect(await outcome(merged)).toEqual(await outcome(base));
});

test.each([
  ["a window of one is replace", { regime: "window", window: 1 }, { regime: "replace" }],
  ["a window longer than the run is accumulate", { regime: "window", window: 9 }, { regime: "accumulate" }],
  ["a constant list is a number", { authentic: { share: [0.3] } }, { authentic: { share: 0.3 } }],
  [
    "a level line is a number",
    { synthetic: { share: { start: 0.3, end: 0.3, rounds: 3 } } },
    { synthetic: { share: 0.3 } },
  ],
  [
    "all rows, exactly or each for certain, by row or by user",
    { authentic: { share: 1, draw: "stratified", unit: "user" } },
    { authentic: { share: 1 } },
  ],
  ["all rows exactly", { authentic: { share: 1, draw: "stratified" } }, { authentic: { share: 1 } }],
  ["equal weights of two are no weights to shares", { weights: { authentic: 2, recommended: 2 } }, {}],
])("two ways to say the same: %s", async (_, a, b) => {
  const recommender = { model: { kind: "popularity" }, slate: 5 };
  const rows = async (data: object) =>
    (await run(optionsOf(core, world, { recommender, data, rounds: 4 }))).map(rowsText);
  expect(await rows(a)).toEqual(await rows(b));
});

test("one group is everybody to popularity", async () => {
  const of = async (model: object) => outcome({ recommender: { model: { kind: "popularity", ...model }, slate: 5 } });
  expect(await of({ by: "group", pooling: 0 })).toEqual(await of({ by: "all" }));
});

test("rows a round as many as the activity are no schedule", async () => {
  const recommender = { model: { kind: "popularity" }, slate: 5 };
  const plain = await run(optionsOf(core, world, { recommender }));
  const sizes = plain.slice(1).map(({ interactions }) => interactions.rows.item.length);
  const listed = await run(optionsOf(core, world, { recommender, data: { rows: sizes } }));
  expect(listed.map(rowsText)).toEqual(plain.map(rowsText));
});
