import { beforeAll, expect, test } from "vitest";
import { type Core, type Logit, loadCore } from "../../src/core/index.ts";
import { countBy, emptyRows, type LogColumns } from "../../src/log/index.ts";
import { occasionsPerChoice, organicShares } from "../../src/simulation/organic.ts";
import {
  type Demand,
  expectedDemand,
  type FreeChoices,
  fittedWorld,
  logLikelihood,
  matchShares,
  totalActivity,
  truthOf,
  utility,
  utilityFactors,
  type World,
  worldSchema,
} from "../../src/world/index.ts";
import { splitInTime } from "../../src/world/splits.ts";
import { generator, zOfCounts } from "../simulation/statistics.ts";
import { optionsOf, run, smallWorld } from "../simulation/support.ts";
import { naiveDeclines } from "./naive.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core, { users: 200, items: 40, tasteStrength: 4, history: 4 });
});

const sum = (values: Float64Array) => values.reduce((a, b) => a + b, 0);

/** Declines over declines and choices, when every user makes the choices of their activity from the whole catalogue. */
async function outsideShareOf(logit: Logit, { activity, repeats }: FreeChoices): Promise<number> {
  const users = Int32Array.from(activity.keys());
  const declines =
    repeats === "allow"
      ? activity.reduce((total, n, u) => total + n * naiveDeclines(logit, u), 0)
      : (await core.expectedInclusions({ ...logit, outside: true }, users, activity, {})).outside;
  return declines / (declines + sum(activity));
}

/** Counts that no symmetry explains, for which no item needs more takers than there are. */
function demandOf(repeats: "allow" | "deny"): Demand {
  const random = generator(3);
  const counts = Float64Array.from({ length: world.items }, () => 1 + Math.floor(60 * random() ** 2));
  const total = sum(counts);
  const activity = new Float64Array(world.users).fill(total / world.users);
  return { counts, activity, outsideShare: 0.4, repeats };
}

test.each(["allow", "deny"] as const)(
  "intercepts match the shares of the very process, repeats: %s",
  async (repeats) => {
    const demand = demandOf(repeats);
    const start = { ...world.preferences, intercepts: new Float32Array(world.items) };
    const { logit, worst } = await matchShares(core, start, demand, 1e-4);
    expect(worst).toBeLessThan(1e-4);
    const items = await expectedDemand(core, logit, demand);
    const target = sum(demand.counts);
    for (let i = 0; i < world.items; i++) {
      // the tolerance, which the last step can only have bettered, and float32 utilities up to 16 in size
      expect(Math.abs(Math.log(items[i]! / sum(items)) - Math.log(demand.counts[i]! / target))).toBeLessThan(1.1e-4);
    }
    // the level follows in closed form: what is left is the float32 of intercepts and utilities, below 16 in size
    expect(Math.abs((await outsideShareOf(logit, demand)) - 0.4)).toBeLessThan(64 * 2 ** -24);
  },
);

test("items never chosen move with the level only, which a declared share sets for all alike", async () => {
  const demand = demandOf("allow");
  const counts = demand.counts.map((n, i) => (i === 7 || i === 9 ? 0 : n));
  const start = { ...world.preferences, intercepts: new Float32Array(world.items).fill(-9) };
  start.intercepts[9] = -6;
  const at = async (outsideShare: number) =>
    (await matchShares(core, start, { ...demand, counts, outsideShare }, 1e-2, 30)).logit.intercepts;
  const [low, high] = [await at(0.2), await at(0.6)];
  // intercepts below 16 in size, rounded to float32 once each: half of 2⁻²⁰, a difference of two twice that
  const rounding = 2 ** -20;
  for (const intercepts of [low, high]) expect(Math.abs(intercepts[9]! - intercepts[7]! - 3)).toBeLessThan(rounding);
  const apart = Math.log(0.6 / 0.4) - Math.log(0.2 / 0.8);
  for (let i = 0; i < world.items; i++) expect(Math.abs(low[i]! - high[i]! - apart)).toBeLessThan(rounding);
  expect(low[7]).not.toBe(-9);
  // beside an item that one step moves by the gap between observed and expected, one never chosen has stood still
  const step = (await matchShares(core, start, { ...demand, counts }, 1e-2, 1)).logit.intercepts;
  const expected = await expectedDemand(core, start, demand);
  const gap = Math.log(counts[3]! / sum(counts)) - Math.log(expected[3]! / sum(expected));
  expect(Math.abs(step[3]! - step[7]! - gap)).toBeLessThan(2 * rounding);
});

test.each(["allow", "deny"] as const)(
  "known intercepts come back from the shares they give, repeats: %s",
  async (repeats) => {
    const truth = world.preferences;
    const activity = totalActivity(world.activity);
    const counts = await expectedDemand(core, truth, { activity, repeats });
    const outsideShare = await outsideShareOf(truth, { activity, repeats });
    const demand: Demand = { counts, activity, outsideShare, repeats };
    const start = { ...truth, intercepts: truth.intercepts.map((_, i) => (i % 2) - 3) };
    const { logit } = await matchShares(core, start, demand, 1e-6, 400);
    // shares to 10⁻⁶, relatively, and float32 intercepts; their sensitivity to a share is below 1 / (share left to others)
    for (let i = 0; i < world.items; i++)
      expect(Math.abs(logit.intercepts[i]! - truth.intercepts[i]!)).toBeLessThan(1e-3);
  },
);

/** Rows that users of a logit choose freely, `each` a user. */
async function chosenFrom(logit: Logit, users: number, each: number) {
  const user = Int32Array.from({ length: users * each }, (_, n) => Math.trunc(n / each));
  const draws = user.map((_, n) => n % each);
  const stream = { key: { seed: 2, replicate: 1 }, purpose: 4, round: 0 };
  const item = await core.chooseFromCatalogue({ ...logit, outside: false }, user, draws, {}, stream);
  return { ...emptyRows(user.length), user, item };
}

test("the likelihood is the mean log-probability of a row, by hand", async () => {
  const rows = await chosenFrom(world.preferences, world.users, 2);
  let total = 0;
  rows.user.forEach((u, r) => {
    const weights = Array.from({ length: world.items }, (_, i) => Math.exp(utility(world.preferences, u, i)));
    total += Math.log(weights[rows.item[r]!]! / weights.reduce((a, b) => a + b, 0));
  });
  // utilities below 16 in float32 inside the core: 16 · 2⁻²⁴ each, and the sum's roundings
  expect(Math.abs((await logLikelihood(core, world.preferences, rows)) - total / rows.user.length)).toBeLessThan(
    64 * 2 ** -24,
  );
});

test("the scale under which a log is likeliest, intercepts following, is the one it was drawn with, to 10 %", async () => {
  const rows = await chosenFrom(world.preferences, world.users, 40);
  const demand: Demand = {
    counts: countBy(rows.item, world.items),
    activity: countBy(rows.user, world.users),
    outsideShare: 0.3,
    repeats: "allow",
  };
  const likelihood = async (scale: number) => {
    const { logit } = await matchShares(core, { ...world.preferences, scale }, demand, 1e-3);
    return logLikelihood(core, logit, rows);
  };
  const at = await Promise.all([0, 0.5, 0.9, 1, 1.1, 1.5].map((factor) => likelihood(4 * factor)));
  expect(at[3]!).toBeGreaterThan(Math.max(at[0]!, at[1]!, at[5]!));
  // the vertex of the parabola through .9, 1 and 1.1 of the scale
  const vertex = 0.05 * ((at[4]! - at[2]!) / (2 * at[3]! - at[2]! - at[4]!));
  expect(Math.abs(vertex)).toBeLessThan(0.1);
});

/** A log of a known world: rows in an order of time that has nothing to do with users. */
async function loggedColumns(each: number): Promise<LogColumns> {
  const rows = await chosenFrom(world.preferences, world.users, each);
  const order = Array.from(rows.user.keys()).sort((a, b) => ((a * 7919) % 10007) - ((b * 7919) % 10007) || a - b);
  return {
    users: world.users,
    items: world.items,
    rows: order.length,
    user: Int32Array.from(order, (r) => rows.user[r]!),
    item: Int32Array.from(order, (r) => rows.item[r]!),
    time: Float64Array.from(order, (_, n) => n * 3_600_000),
    userIds: Array.from({ length: world.users }, (_, u) => String(u)),
    itemIds: Array.from({ length: world.items }, (_, i) => String(i)),
  };
}

function fittedOptions(given: object = {}) {
  const log = { file: "log.csv", columns: { user: "u", item: "i", time: "t" } };
  const parsed = worldSchema.parse({ kind: "log", log, fit: { factors: 3 }, outsideShare: 0.25, ...given });
  if (parsed.kind !== "log") throw new Error("a world of a log was expected");
  return parsed;
}

test.each(["allow", "deny"] as const)(
  "a world fitted to a log has its shares, its outside share and better likelihood than popularity: %s",
  async (repeats) => {
    const log = await loggedColumns(repeats === "allow" ? 30 : 8);
    const { world: fitted, evidence } = await fittedWorld(core, log, fittedOptions(), repeats);
    const { demand, test: held } = evidence;
    const expected = await expectedDemand(core, fitted.preferences, demand);
    const total = sum(demand.counts);
    for (let i = 0; i < fitted.items; i++) {
      expect(Math.abs(Math.log(expected[i]! / sum(expected)) - Math.log(demand.counts[i]! / total))).toBeLessThan(
        1.1e-4,
      );
    }
    expect(Math.abs((await outsideShareOf(fitted.preferences, demand)) - 0.25)).toBeLessThan(64 * 2 ** -24);
    expect(evidence.fitRows + evidence.tuneRows + held.user.length + evidence.unknownRows).toBe(log.rows);
    expect(fitted.log.user.length).toBe(evidence.fitRows);
    if (repeats === "deny") return;
    expect(fitted.preferences.scale).toBeGreaterThan(0);
    const popularity = held.item.reduce((a, i) => a + Math.log(demand.counts[i]! / total), 0) / held.item.length;
    expect(await logLikelihood(core, fitted.preferences, held)).toBeGreaterThan(popularity + 0.1);
  },
);

test("the fitted scale is likelier on the tune part than a fifth less or a quarter more, intercepts following", async () => {
  const log = await loggedColumns(30);
  const { world: fitted, evidence } = await fittedWorld(core, log, fittedOptions(), "allow");
  const { tune } = splitInTime(log, fittedOptions());
  const likelihood = async (factor: number) => {
    const { scale } = fitted.preferences;
    const { logit } = await matchShares(core, { ...fitted.preferences, scale: scale * factor }, evidence.demand, 1e-4);
    return logLikelihood(core, logit, tune);
  };
  const [less, best, more] = [await likelihood(0.8), await likelihood(1), await likelihood(1.25)];
  expect(best).toBeGreaterThan(less);
  expect(best).toBeGreaterThan(more);
});

test.each([
  ["repeats allowed, with the outside option", { repeats: "allow", outside: true }, 4],
  ["repeats allowed, without", { repeats: "allow", outside: false }, 4],
  ["repeats denied, without", { repeats: "deny", outside: false }, 1],
] as const)(
  "what users choose freely in the loop has the expected shares, within sampling: %s",
  async (_, users, history) => {
    // one period where repeats are denied: expected shares are those of the mean activity, which is then everybody's own
    const sampled = await smallWorld(core, { users: 200, items: 40, tasteStrength: 4, history });
    const counts = new Float64Array(40);
    let rows = 0;
    let shares: Float64Array = new Float64Array(0);
    for (let replicate = 1; replicate <= 12; replicate++) {
      const recommender = { model: { kind: "random" }, slate: 3 };
      const given = { users: { organic: 1, ...users }, recommender, rounds: 1, replicate };
      const options = optionsOf(core, sampled, given);
      const [start, round] = await run(options);
      for (const i of round!.interactions.rows.item) counts[i]!++;
      rows += round!.interactions.rows.item.length;
      shares = await organicShares(options, truthOf(sampled), start!.state.consumed, await occasionsPerChoice(options));
    }
    expect(Math.abs(sum(shares) - 1)).toBeLessThan(40 * 2 ** -52);
    expect(rows).toBeGreaterThan(8000);
    // users differ, so counts vary a little less than a multinomial sample; activity varies by round, a little more
    expect(zOfCounts(counts, shares)).toBeLessThan(4);
  },
);

test("utilities as an inner product", () => {
  const { dims, users, items } = utilityFactors(world);
  for (const [u, i] of [
    [0, 0],
    [7, 39],
    [199, 5],
  ] as const) {
    let dot = 0;
    for (let k = 0; k < dims; k++) dot += users[u * dims + k]! * items[i * dims + k]!;
    expect(Math.abs(dot - utility(world.preferences, u, i))).toBeLessThan(16 * 2 ** -24);
  }
});
