import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import { planArms } from "../../src/experiment/index.ts";
import { AUTHENTIC, RECOMMENDED, SYNTHETIC, shareAt } from "../../src/log/index.ts";
import type { SimulatedRound, SimulationOptions } from "../../src/simulation/index.ts";
import { drawActivity } from "../../src/users/index.ts";
import type { World } from "../../src/world/index.ts";
import { zOfShare } from "./statistics.ts";
import { ials, optionsOf, rowsText, run, smallWorld, worldOfShares } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const clicked = ({ interactions: { rows } }: SimulatedRound) => new Set(rows.item);
const count = ({ interactions: { rows } }: SimulatedRound, provenance: number) =>
  rows.provenance.reduce((sum, p) => sum + (p === provenance ? 1 : 0), 0);

test.each([
  ["iALS", ials, "popularity"],
  ["iALS, folding in", ials, "foldIn"],
  ["iALS, cold users at random", ials, "random"],
  ["popularity", { kind: "popularity" }, "popularity"],
] as const)("under replace the set of clicked items is nested: %s", async (_, model, coldUser) => {
  for (const rank of ["greedy", "proportional"]) {
    const recommender = { model, coldUser, rank, slate: 5 };
    const rounds = await run(optionsOf(core, world, { recommender, data: { regime: "replace" }, rounds: 8 }));
    let before = new Set(world.log.item);
    for (const round of rounds.slice(1)) {
      const now = clicked(round);
      expect(now.size).toBeGreaterThan(0);
      expect([...now].filter((item) => !before.has(item))).toEqual([]);
      expect(count(round, RECOMMENDED)).toBe(round.interactions.rows.item.length);
      before = now;
    }
    expect(before.size).toBeLessThan(new Set(world.log.item).size);
  }
});

test("exploration and organic discovery break the nest", async () => {
  for (const given of [{ recommender: { explore: 0.5 } }, { users: { organic: 0.5 } }]) {
    const recommender = { model: { kind: "popularity" }, slate: 3, ...given.recommender };
    const rounds = await run(optionsOf(core, world, { ...given, recommender, data: { regime: "replace" }, rounds: 4 }));
    const [, , second, third] = rounds.map(clicked);
    expect([...third!].some((item) => !second!.has(item))).toBe(true);
  }
});

/** The options of an arm's control, as an experiment plans it. */
function controlOf(options: SimulationOptions): SimulationOptions {
  const arms = { only: { description: "", ...options.treatment } };
  const planned = planArms({ ...({} as Parameters<typeof planArms>[0]), arms, control: true, twins: [] });
  return { ...options, treatment: planned.find(({ kind }) => kind === "control")!.treatment };
}

test.each([
  ["the users' activity", "activity"],
  ["fewer rows than their activity", 37],
  ["more rows than their activity", 400],
  ["a list", [10, 300, 20]],
  ["a growing number", { start: 20, power: 2 }],
] as const)("an arm and its control have the same rows in every round: %s", async (_, rows) => {
  for (const users of [{}, { repeats: "deny" }] as const) {
    const given = { users, recommender: { model: ials }, data: { regime: "window", rows, synthetic: { share: 0.2 } } };
    const arm = optionsOf(core, world, { ...given, rounds: 3 });
    const sizes = async (options: SimulationOptions) =>
      (await run(options)).map(({ interactions }) => interactions.rows.item.length);
    const own = await sizes(arm);
    const planned = [1, 2, 3].map((t) =>
      rows === "activity"
        ? drawActivity(core, arm.key, t, world).reduce((a, b) => a + b, 0)
        : typeof rows === "number"
          ? rows
          : "start" in rows
            ? rows.start * t ** rows.power
            : rows[t - 1],
    );
    // without repeats 40 users × 30 items run out: what is equal there is what could be filled
    if (!("repeats" in users)) {
      expect(own).toEqual([0, ...planned]);
      expect(await sizes(controlOf(arm))).toEqual(own);
    } else if (rows === "activity" || rows === 37) expect(await sizes(controlOf(arm))).toEqual([0, ...planned]);
  }
});

test("a control's rows are all fresh and do not depend on the arm's recommender", async () => {
  const of = async (recommender: object) => {
    const rounds = await run(controlOf(optionsOf(core, world, { recommender, users: { organic: 0.3 } })));
    for (const round of rounds.slice(1)) {
      expect(count(round, AUTHENTIC)).toBe(round.interactions.rows.item.length);
      expect(round.interactions.rows.position.every((p) => p === -1)).toBe(true);
      expect(round.interactions.rows.propensity.every((p) => p === 0)).toBe(true);
      expect(round.interactions.slatesShown).toBe(0);
    }
    return rounds.map(rowsText);
  };
  const popular = await of({ model: { kind: "popularity" }, slate: 2 });
  expect(await of({ model: ials, rank: "proportional", explore: 0.4, slate: 7 })).toEqual(popular);
  expect(popular[1]).not.toBe(popular[2]);
});

/** Channels of the planned occasions of a round, by the keys that the design states. */
function planned(
  options: SimulationOptions,
  round: number,
): { authentic: number; synthetic: number; behaviour: number } {
  const { authentic, synthetic } = options.treatment.data;
  const counts = { authentic: 0, synthetic: 0, behaviour: 0 };
  drawActivity(core, options.key, round, options.world).forEach((n, user) => {
    for (let draw = 0; draw < n; draw++) {
      const u = core.uniform({ key: options.key, round, purpose: purposes.channel }, draw, user, 0);
      if (u < shareAt(authentic.share, round)) counts.authentic++;
      else if (u < shareAt(authentic.share, round) + shareAt(synthetic.share, round)) counts.synthetic++;
      else counts.behaviour++;
    }
  });
  return counts;
}

test.each(["fresh", "replayed"])(
  "rows of every channel are exactly the planned ones, authentic rows %s",
  async (by) => {
    const data = { authentic: { share: 0.3, by }, synthetic: { share: 0.2 }, regime: "replace" };
    for (const repeats of ["allow", "deny"]) {
      const options = optionsOf(core, await smallWorld(core, { items: 200 }), {
        users: { repeats },
        recommender: { model: ials, coldItem: "allow" },
        data,
        rounds: 4,
      });
      for (const round of (await run(options)).slice(1)) {
        const { authentic, synthetic, behaviour } = planned(options, round.round);
        expect([AUTHENTIC, RECOMMENDED, SYNTHETIC].map((p) => count(round, p))).toEqual([
          authentic,
          behaviour,
          synthetic,
        ]);
      }
    }
  },
);

test("the authentic share has the right mean, and organic discovery adds its own share to it", async () => {
  const wide = worldOfShares(core, { items: 10, exponent: 1 }, 400, 5);
  const of = async (users: object, share: number) => {
    const rounds = await run(
      optionsOf(core, wide, {
        users: { outside: false, ...users },
        recommender: { model: { kind: "popularity" }, slate: 2 },
        data: { authentic: { share } },
        rounds: 6,
      }),
    );
    const authentic = rounds.slice(1).reduce((sum, round) => sum + count(round, AUTHENTIC), 0);
    return { authentic, rows: 6 * 400 * 5 };
  };
  const plain = await of({}, 0.25);
  expect(Math.abs(zOfShare(plain.authentic, plain.rows, 0.25))).toBeLessThan(4);
  const organic = await of({ organic: 0.4 }, 0.25);
  expect(Math.abs(zOfShare(organic.authentic, organic.rows, 0.25 + 0.75 * 0.4))).toBeLessThan(4);
});

test("replayed rows stand in the log, in proportion to its value, and change nobody's consumption", async () => {
  const pairs = new Map<string, number>();
  world.log.user.forEach((u, r) => {
    const pair = `${u} ${world.log.item[r]}`;
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  });
  const data = { authentic: { share: 1, by: "replayed" } };
  const rounds = await run(optionsOf(core, world, { recommender: { model: ials }, data, rounds: 20 }));
  const drawn = rounds
    .slice(1)
    .flatMap(({ interactions: { rows } }) => Array.from(rows.user, (u, r) => `${u} ${rows.item[r]}`));
  expect(drawn.every((pair) => pairs.has(pair))).toBe(true);
  const [first] = [...pairs].sort((a, b) => b[1] - a[1]);
  const hits = drawn.filter((pair) => pair === first![0]).length;
  expect(Math.abs(zOfShare(hits, drawn.length, first![1] / world.log.user.length))).toBeLessThan(4);
  expect(rounds.at(-1)!.state.consumed).toEqual(rounds[0]!.state.consumed);
  expect(rounds[1]!.interactions.chosen.user.length).toBe(0);
});

test("a chain of synthetic rows: nobody chooses, users come in proportion to training rows, items by softmax(score / τ)", async () => {
  const given = { recommender: { model: ials }, data: { regime: "replace", synthetic: { share: 1 } } };
  const rounds = await run(optionsOf(core, world, { ...given, rounds: 5 }));
  const temperatures = rounds.map(({ state }) => state.temperature);
  expect(temperatures[0]).toBeGreaterThan(0);
  expect(new Set(temperatures).size).toBe(1);
  for (const round of rounds.slice(1)) {
    expect(count(round, SYNTHETIC)).toBe(round.interactions.rows.item.length);
    expect(round.interactions.chosen.user.length).toBe(0);
    expect(round.state.consumed).toEqual(rounds[0]!.state.consumed);
  }
  // a synthetic row is of a user and an item of the training set before it
  for (const t of [2, 3, 4, 5]) {
    const before = rounds[t - 1]!.interactions.rows;
    const [users, items] = [new Set(before.user), new Set(before.item)];
    expect(rounds[t]!.interactions.rows.user.every((u) => users.has(u))).toBe(true);
    expect(rounds[t]!.interactions.rows.item.every((i) => items.has(i))).toBe(true);
  }
  expect((await run(optionsOf(core, world, { rounds: 0 })))[0]!.state.temperature).toBeUndefined();
});

test("synthetic rows hold no item that cannot be retrieved, though the model's softmax would give it", async () => {
  const sparse = await smallWorld(core, { items: 300, history: 1 });
  const known = new Set(sparse.log.item);
  expect(known.size).toBeLessThan(200);
  const of = async (coldItem: string) => {
    const recommender = { model: { kind: "popularity" }, coldItem };
    const rounds = await run(optionsOf(core, sparse, { recommender, data: { synthetic: { share: 1 } }, rounds: 2 }));
    return rounds.slice(1).flatMap(({ interactions }) => [...interactions.rows.item]);
  };
  expect((await of("deny")).every((item) => known.has(item))).toBe(true);
  expect((await of("allow")).every((item) => known.has(item))).toBe(false);
});

test("tastes drift with what users choose, not with rows drawn in their name", async () => {
  const of = async (data: object) => {
    const rounds = await run(
      optionsOf(core, world, { users: { drift: 0.5 }, recommender: { model: ials }, data, rounds: 2 }),
    );
    return rounds.map(({ state }) => state.truth.users);
  };
  const before = world.preferences.factors.users;
  for (const data of [{ synthetic: { share: 1 } }, { authentic: { share: 1, by: "replayed" } }]) {
    expect((await of(data)).every((preferences) => preferences.every((x, n) => x === before[n]))).toBe(true);
  }
  expect((await of({ authentic: { share: 1, by: "fresh" } })).at(-1)).not.toEqual(before);
});

test("the temperature is the one under which the authentic log is most likely, rows counting by their value", async () => {
  // one user, two items with shares .8 and .2 and scores equal to them: the odds 4 = exp((.8 - .2) / τ)
  const options = optionsOf(core, worldOfShares(core, [8, 2], 1), {
    recommender: { model: { kind: "popularity" }, slate: 1 },
    data: { synthetic: { share: 1 } },
    rounds: 0,
  });
  const [{ state }] = (await run(options)) as [SimulatedRound];
  // Newton stops at steps below 10⁻⁶ of the value, having converged quadratically; scores are float32
  expect(Math.abs(state.temperature! / (0.6 / Math.log(4)) - 1)).toBeLessThan(1e-5);
});

test("synthetic rows follow the model in service", async () => {
  const shares = [0.5, 0.3, 0.15, 0.05];
  const options = optionsOf(core, worldOfShares(core, shares, 300, 10), {
    recommender: { model: { kind: "popularity" }, slate: 1 },
    data: { synthetic: { share: 1 } },
    rounds: 1,
  });
  const [, round] = await run(options);
  const tau = round!.state.temperature!;
  const weights = shares.map((p) => Math.exp(p / tau));
  const total = weights.reduce((a, b) => a + b, 0);
  weights.forEach((w, item) => {
    const hits = round!.interactions.rows.item.filter((i) => i === item).length;
    expect(Math.abs(zOfShare(hits, 3000, w / total))).toBeLessThan(4);
  });
});

test("rows whose provenance weighs nothing are left out of training", async () => {
  const data = { regime: "replace", authentic: { share: 0.1 }, weights: { recommended: 0 } };
  const recommender = { model: { kind: "popularity" }, rank: "proportional" };
  const rounds = await run(optionsOf(core, world, { recommender, data, rounds: 2 }));
  const { rows } = rounds[1]!.interactions;
  const authentic = new Set(rows.item.filter((_, r) => rows.provenance[r] === AUTHENTIC));
  const known = rounds[2]!.state.trained!.models[0]!.knowsItem;
  known.forEach((knows, item) => {
    expect(knows === 1).toBe(authentic.has(item));
  });
  expect(new Set(rows.item).size).toBeGreaterThan(authentic.size);
});
