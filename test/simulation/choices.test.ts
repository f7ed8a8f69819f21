import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import { planArms } from "../../src/experiment/index.ts";
import { AUTHENTIC, RECOMMENDED } from "../../src/log/index.ts";
import type { SimulatedRound } from "../../src/simulation/index.ts";
import { drawActivity, follows } from "../../src/users/index.ts";
import type { World } from "../../src/world/index.ts";
import { zOfMean, zOfShare } from "./statistics.ts";
import { ials, optionsOf, rowsText, run, smallWorld, worldOfShares } from "./support.ts";

let core: Core;
let world: World;
beforeAll(async () => {
  core = await loadCore();
  world = await smallWorld(core);
});

const popular = { model: { kind: "popularity" }, slate: 5 } as const;
const texts = (rounds: readonly SimulatedRound[]) => rounds.map(rowsText);

test("neutral values leave the bytes as they are without them", async () => {
  const recommender = { model: ials, rank: "proportional", slate: 5 };
  const given = { recommender, metrics: ["utility_initial", "exposure_gini"] };
  const plain = await run(optionsOf(core, world, given));
  const users = { choice: { kind: "logit" }, choices: 1, adoption: 1 };
  const neutral = await run(optionsOf(core, world, { ...given, users }));
  expect(texts(neutral)).toEqual(texts(plain));
  expect(neutral.map(({ metrics }) => metrics)).toEqual(plain.map(({ metrics }) => metrics));
});

test.each(["logit", "cascade", "best", "rank", "always"])(
  "%s: several choices from a slate are rows of it, slates count once, and a round has its rows",
  async (kind) => {
    for (const repeats of ["allow", "deny"]) {
      const many = await smallWorld(core, { items: 200 });
      const users = { choice: { kind }, choices: 3, outside: false, organic: 0.2, repeats };
      const recommender = { model: { kind: "random" }, slate: 6 };
      const options = optionsOf(core, many, { users, recommender, log: "all" });
      const rounds = await run(options);
      expect(texts(await run(options))).toEqual(texts(rounds));
      for (const { round, interactions } of rounds.slice(1)) {
        const { rows, chosen, slatesShown, slatesAccepted, impressions, missing } = interactions;
        const activity = drawActivity(core, options.key, round, many).reduce((a, b) => a + b, 0);
        expect([rows.user.length, missing]).toEqual([activity, 0]);
        expect(chosen.user.length).toBe(activity);
        const recommended = rows.provenance.reduce((n, p) => n + (p === RECOMMENDED ? 1 : 0), 0);
        expect(slatesAccepted).toBe(slatesShown);
        expect(recommended).toBeLessThanOrEqual(3 * slatesAccepted);
        // who goes down a slate may leave it after one or two
        expect(recommended).toBeGreaterThanOrEqual(kind === "cascade" ? slatesAccepted : 3 * slatesAccepted - 2);
        expect(impressions.reduce((n, slates) => n + slates.users.length, 0)).toBe(slatesShown);
        standInSlates(interactions);
        if (repeats === "deny") {
          const pairs = Array.from(rows.user, (u, r) => u * 1000 + rows.item[r]!);
          expect(new Set(pairs).size).toBe(pairs.length);
        }
      }
    }
  },
);

/** Every recommended row is a slot of a slate that its user was shown, item and propensity alike. */
function standInSlates({ rows, impressions }: SimulatedRound["interactions"]): void {
  const shown = new Set<string>();
  for (const { k, users, rows: at, items, propensity } of impressions) {
    for (let n = 0; n < users.length; n++) {
      for (let slot = 0; slot < k; slot++) {
        const s = at[n]! * k + slot;
        shown.add([users[n], slot, items[s], propensity[s]].join());
      }
    }
  }
  for (let r = 0; r < rows.user.length; r++) {
    if (rows.provenance[r] !== RECOMMENDED) continue;
    expect(shown).toContain([rows.user[r], rows.position[r], rows.item[r], rows.propensity[r]].join());
  }
}

test("which rows a full round leaves out does not hang on who chooses how much from a slate", async () => {
  // rank, rate 0: all six of a slate are taken, whoever looks; rows a user are then in proportion to activity
  const activity = Int32Array.from({ length: 400 }, (_, u) => (u < 200 ? 3 : 9));
  const flat = worldOfShares(core, { items: 2000, exponent: 0 }, 400);
  for (const repeats of ["allow", "deny"]) {
    const users = { choice: { kind: "rank", rate: 0 }, choices: 6, outside: false, repeats };
    const options = optionsOf(core, { ...flat, activity: { periods: 1, counts: activity } } as World, {
      users,
      recommender: { model: { kind: "random" }, slate: 6 },
      rounds: 12,
    });
    const shares = (await run(options)).slice(1).map(({ interactions: { rows } }) => {
      expect(rows.user.length).toBe(2400);
      return rows.user.reduce((n, u) => n + (u < 200 ? 0 : 1), 0) / 2400;
    });
    // twelve rounds, each with other noise: three quarters of the rows are the busy half's
    expect(Math.abs(zOfMean(shares, 0.75))).toBeLessThan(4);
  }
});

test("adoption: just those users follow, in every round and arm, and the others choose freely", async () => {
  const users = { adoption: 0.4 };
  const many = await smallWorld(core, { users: 2000, activity: { mean: 2, sigma: 0.5 } });
  const options = optionsOf(core, many, { users, recommender: popular, log: "all", metrics: ["coverage"] });
  const adopters = Uint8Array.from({ length: 2000 }, (_, u) =>
    core.uniform({ key: options.key, round: 0, purpose: purposes.adoption }, 0, u, 0) < 0.4 ? 1 : 0,
  );
  const count = adopters.reduce((a, b) => a + b, 0);
  expect(Math.abs(zOfShare(count, 2000, 0.4))).toBeLessThan(4);
  expect(adopters.every((a, u) => follows(core, options.key, options.treatment.users, u) === (a === 1))).toBe(true);
  for (const { interactions } of (await run(options)).slice(1)) {
    const { rows, firstSlates, impressions } = interactions;
    rows.user.forEach((u, r) => {
      expect(rows.provenance[r]).toBe(adopters[u] ? RECOMMENDED : AUTHENTIC);
      expect(rows.position[r]! >= 0).toBe(adopters[u] === 1);
    });
    expect(rows.provenance.includes(AUTHENTIC)).toBe(true);
    for (const slates of [...firstSlates, ...impressions])
      expect(slates.users.every((u) => adopters[u] === 1)).toBe(true);
  }
});

test("adoption 0 is the twin without a recommender; in a control only adopters are shown slates to measure", async () => {
  const given = { recommender: popular, metrics: ["coverage"] };
  const nobody = await run(optionsOf(core, world, { ...given, users: { adoption: 0 } }));
  expect(texts(nobody)).toEqual(texts(await run(optionsOf(core, world, { ...given, users: { organic: 1 } }))));
  expect(nobody.every(({ interactions }) => interactions.slatesShown === 0)).toBe(true);
  expect(nobody[1]!.interactions.firstSlates).toEqual([]);
  const options = optionsOf(core, world, { ...given, users: { adoption: 0.5 } });
  const arms = { only: { description: "", ...options.treatment } };
  const plan = planArms({ ...({} as Parameters<typeof planArms>[0]), arms, control: true, twins: [] });
  const treatment = plan.find(({ kind }) => kind === "control")!.treatment;
  for (const { interactions } of (await run({ ...options, treatment })).slice(1)) {
    const served = interactions.firstSlates.flatMap((slates) => [...slates.users]);
    expect(served.length).toBeGreaterThan(0);
    expect(served.every((u) => follows(core, options.key, treatment.users, u))).toBe(true);
  }
});

test("users who follow see and choose the same, whoever else follows", async () => {
  const of = async (adoption: number) => {
    const [, first] = await run(
      optionsOf(core, world, { users: { adoption }, recommender: popular, log: "all", rounds: 1 }),
    );
    return first!.interactions;
  };
  const [some, more] = [await of(0.4), await of(0.8)];
  const slateOf = ({ firstSlates }: SimulatedRound["interactions"]) =>
    new Map(
      firstSlates.flatMap(({ k, users, items }) => [...users].map((u, n) => [u, [...items.slice(n * k, (n + 1) * k)]])),
    );
  const [few, many] = [slateOf(some), slateOf(more)];
  expect(few.size).toBeGreaterThan(0);
  expect(many.size).toBeGreaterThan(few.size);
  for (const [user, slate] of few) expect(many.get(user)).toEqual(slate);
});
