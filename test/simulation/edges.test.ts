import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { metricNames } from "../../src/metrics/index.ts";
import { factorsOf } from "../../src/models/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import type { World } from "../../src/world/index.ts";
import { type Given, ials, optionsOf, run, smallWorld, worldOfShares } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const all = (of: World, given: Given = {}) => run(optionsOf(core, of, { metrics: metricNames, ...given }));

test("the oracle's slates are the best: no regret, and more to every other recommender", async () => {
  const regrets = async (kind: string, more: object = {}) =>
    (await all(world, { recommender: { model: { kind }, slate: 5 }, ...more }))
      .slice(1)
      .map(({ metrics }) => metrics.regret_current!);
  // ranking is in float32, worth in float64: items within a few 2⁻²⁴ of a utility of size 10 may change places
  const slack = 10 * 8 * 2 ** -24;
  for (const regret of await regrets("oracle")) expect(Math.abs(regret)).toBeLessThan(slack);
  for (const regret of await regrets("oracle", { users: { repeats: "deny", drift: 0.3 } })) {
    expect(Math.abs(regret)).toBeLessThan(slack);
  }
  for (const regret of [...(await regrets("random")), ...(await regrets("popularity"))])
    expect(regret).toBeGreaterThan(0.1);
});

test("utility and regret under initial and current preferences agree until preferences move", async () => {
  const still = await all(world, { recommender: { model: ials } });
  for (const { metrics } of still.slice(1)) {
    expect(metrics.utility_current).toBe(metrics.utility_initial);
    expect(metrics.regret_current).toBe(metrics.regret_initial);
    expect(metrics.total_variation_current).toBe(metrics.total_variation_original);
  }
  const moving = await all(world, { recommender: { model: ials }, users: { drift: 0.3 } });
  expect(moving[1]!.metrics.utility_current).toBe(moving[1]!.metrics.utility_initial);
  expect(moving[2]!.metrics.utility_current).not.toBe(moving[2]!.metrics.utility_initial);
});

const shownPairs = (rounds: readonly SimulatedRound[]) =>
  rounds.flatMap(({ round, interactions }) =>
    interactions.impressions.flatMap((slates) =>
      Array.from(slates.users, (user, n) => {
        const row = slates.rows[n]!;
        return { round, user, items: [...slates.items.subarray(row * slates.k, (row + 1) * slates.k)] };
      }),
    ),
  );

test("running out of items: slates grow short, nothing is chosen twice, and the loop goes on without rows", async () => {
  const tiny = await smallWorld(core, { users: 12, items: 6, history: 1, activity: { mean: 2, sigma: 0 } });
  const given: Given = {
    users: { repeats: "deny", patience: 5 },
    recommender: { model: { ...ials, factors: 2 }, slate: 3 },
    rounds: 12,
    log: "all",
  };
  for (const more of [{}, { explore: 0.3 }, { rank: "proportional" }, { model: { kind: "oracle" } }]) {
    const rounds = await all(tiny, { ...given, recommender: { ...given.recommender, ...more } });
    expect(rounds.length).toBe(13);
    const consumed = tiny.log.user.reduce((pairs, u, r) => pairs.add(`${u} ${tiny.log.item[r]}`), new Set<string>());
    for (const round of rounds) {
      const { rows } = round.interactions;
      rows.user.forEach((u, r) => {
        const pair = `${u} ${rows.item[r]}`;
        expect(consumed.has(pair)).toBe(false);
        consumed.add(pair);
      });
    }
    const shown = shownPairs(rounds);
    expect(shown.some(({ items }) => items.includes(-1))).toBe(true);
    expect(shown.every(({ items }) => items.every((i, n) => i < 0 || items.indexOf(i) === n))).toBe(true);
    expect(rounds.at(-1)!.interactions.rows.item.length).toBe(0);
  }
});

test("without the outside option and with nothing left to show, utility is left out and the rows are missing", async () => {
  const tiny = await smallWorld(core, { users: 8, items: 4, history: 1, activity: { mean: 2, sigma: 0 } });
  const rounds = await all(tiny, {
    users: { repeats: "deny", outside: false, patience: 4 },
    recommender: { model: { ...ials, factors: 2 }, slate: 3 },
    data: { rows: 20 },
    rounds: 5,
  });
  const rows = rounds.map(({ interactions }) => interactions.rows.item.length);
  expect(rows.at(-1)).toBe(0);
  expect("utility_current" in rounds[1]!.metrics).toBe(true);
  const last = rounds.at(-1)!;
  for (const name of ["utility_initial", "utility_current", "regret_initial", "regret_current"]) {
    expect(name in last.metrics).toBe(false);
  }
  expect(last.interactions.missing).toBe(20);
  expect(last.state.missing).toBe(5 * 20 - rows.reduce((a, b) => a + b, 0));
});

test("nobody comes: no rows, no slates, and the metrics that need them are left out", async () => {
  const idle = { ...world, activity: { periods: 1, counts: new Int32Array(world.users) } };
  for (const data of [{ regime: "replace" }, { regime: "accumulate", synthetic: { share: 0.5 }, rows: 20 }]) {
    const rounds = await all(idle, { recommender: { model: ials }, data, rounds: 3 });
    expect(rounds.length).toBe(4);
    for (const { metrics, interactions } of rounds.slice(1)) {
      expect(interactions.rows.item.length).toBe(0);
      expect(metrics.rows).toBe(0);
      expect(metrics.users_served).toBe(0);
      expect(["coverage", "choice_gini", "acceptance", "utility_current"].filter((name) => name in metrics)).toEqual(
        [],
      );
    }
  }
});

test("one user has no pairs to compare, and everything else", async () => {
  const alone = worldOfShares(core, { items: 8, exponent: 1 }, 1, 20);
  for (const data of [{}, { regime: "replace" }, { synthetic: { share: 1 } }]) {
    const rounds = await all(alone, { recommender: { model: { kind: "popularity" }, slate: 3 }, data, rounds: 3 });
    for (const { metrics } of rounds.slice(1)) {
      expect(metrics.rows).toBe(20);
      expect("slate_jaccard" in metrics).toBe(false);
      expect("consumption_jaccard" in metrics).toBe(false);
    }
  }
});

test("an item that nobody can want is never chosen freely, and a slate of nothing else is refused", async () => {
  const dull = worldOfShares(core, [1, 1, 0], 50, 4);
  const rounds = await all(dull, {
    users: { organic: 1, outside: false },
    recommender: { model: { kind: "random" }, slate: 1 },
  });
  expect(rounds.slice(1).flatMap(({ interactions }) => [...interactions.rows.item])).not.toContain(2);
});

test("rows say where they come from: position, propensity and provenance go together", async () => {
  const given: Given = {
    users: { organic: 0.2 },
    recommender: { model: ials, slate: 4, rank: "proportional", explore: 0.2 },
    data: { authentic: { share: 0.2 }, synthetic: { share: 0.2 } },
    log: "all",
  };
  const rounds = await run(optionsOf(core, world, given));
  for (const { round, interactions } of rounds.slice(1)) {
    const { rows, impressions } = interactions;
    const shown = new Map<string, Set<string>>();
    for (const slates of impressions) {
      slates.users.forEach((user, n) => {
        for (let slot = 0; slot < slates.k; slot++) {
          const at = slates.rows[n]! * slates.k + slot;
          const key = `${user} ${slates.items[at]} ${slot}`;
          shown.set(key, (shown.get(key) ?? new Set()).add(String(slates.propensity[at])));
        }
      });
    }
    rows.user.forEach((user, r) => {
      expect(rows.round[r]).toBe(round);
      const recommended = rows.provenance[r] === 1;
      expect(rows.position[r]! >= 0).toBe(recommended);
      expect(rows.propensity[r]! > 0).toBe(recommended);
      if (recommended) {
        const propensities = shown.get(`${user} ${rows.item[r]} ${rows.position[r]}`);
        expect(propensities?.has(String(rows.propensity[r]))).toBe(true);
      }
    });
  }
});

test("every slate that counts as shown is in the whole log, and no other", async () => {
  for (const users of [{}, { repeats: "deny" }, { organic: 0.3 }]) {
    for (const data of [{}, { rows: 30 }, { authentic: { share: 0.4 } }]) {
      const rounds = await run(optionsOf(core, world, { users, data, recommender: { model: ials }, log: "all" }));
      for (const { interactions } of rounds.slice(1)) {
        const logged = interactions.impressions.reduce((sum, slates) => sum + slates.users.length, 0);
        expect(logged).toBe(interactions.slatesShown);
        expect(interactions.slatesAccepted).toBe(interactions.rows.provenance.filter((p) => p === 1).length);
      }
    }
  }
});

test("slates are measured once for every user who comes, whatever the user's activity", async () => {
  const rounds = await all(world, { recommender: { model: ials, slate: 5 }, data: { authentic: { share: 0.5 } } });
  for (const { metrics, interactions, round } of rounds.slice(1)) {
    const users = interactions.firstSlates.flatMap((slates) => [...slates.users]);
    expect(new Set(users).size).toBe(users.length);
    expect(metrics.users_served).toBe(users.length);
    expect(round).toBeGreaterThan(0);
  }
});

test("a round without rows does not stop the next from learning: warm iALS after an empty round", async () => {
  // everybody is away in the odd period; with accumulate the log stays, so the model must too
  const given = { recommender: { model: ials }, data: { regime: "accumulate" }, rounds: 4 };
  const idle = { ...world, activity: { periods: 1, counts: new Int32Array(world.users) } };
  const rounds = await run(optionsOf(core, idle, given));
  const factors = factorsOf(rounds.at(-1)!.state.trained!.models[0]!);
  expect(factors.items.some((x) => Math.abs(x) > 0.01)).toBe(true);
});
