import { beforeAll, expect, test } from "vitest";
import { type Core, loadCore } from "../../src/core/index.ts";
import { emptyRows, type Rows } from "../../src/log/index.ts";
import { type Minds, move, truthUnder, usersSchema } from "../../src/users/index.ts";
import type { Shown } from "../../src/users/preferences/index.ts";
import type { Truth, World } from "../../src/world/index.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

/** Users and items in two dimensions, under a scale of 2. */
const worldOf = (users: number, items: number) =>
  ({ users, items, preferences: { scale: 2, factors: { dims: 2 } } }) as World;
const Y = Float32Array.of(2, 0, 0, 1); // two items

const chosen = (...rows: [user: number, item: number, position?: number][]): Rows => ({
  ...emptyRows(rows.length),
  user: Int32Array.from(rows, ([u]) => u),
  item: Int32Array.from(rows, ([, i]) => i),
  position: Int16Array.from(rows, ([, , position]) => position ?? -1),
});

interface Given {
  readonly residents?: number;
  readonly users?: number;
  readonly chosen?: Rows;
  readonly shown?: readonly Shown[];
  readonly round?: number;
}

function after(minds: Minds, options: object, { users = 2, round = 1, ...given }: Given = {}): Minds {
  return move(minds, {
    core,
    key: { seed: 5, replicate: 1 },
    world: worldOf(users, 2),
    residents: given.residents ?? users,
    options: usersSchema.parse(options),
    round,
    items: Y,
    chosen: given.chosen ?? chosen(),
    shown: given.shown ?? [],
  });
}

const X = Float32Array.of(1, 1, 0.5, -1);
const atFirst: Minds = { tastes: X };
const utilityOf = (minds: Minds, satiation: object, user: number, item: number) => {
  const truth: Truth = { users: X, items: Y, intercepts: new Float32Array(2) };
  const { users } = truthUnder(truth, minds, worldOf(2, 2), usersSchema.parse({ satiation }));
  return 2 * (users[user * 2]! * Y[item * 2]! + users[user * 2 + 1]! * Y[item * 2 + 1]!);
};

test("nothing moves where every option is neutral, and the truth stays the same object", () => {
  const minds = after(atFirst, {}, { chosen: chosen([0, 0, 0]) });
  expect(minds).toBe(atFirst);
  const truth: Truth = { users: X, items: Y, intercepts: new Float32Array(2) };
  expect(truthUnder(truth, minds, worldOf(2, 2), usersSchema.parse({}))).toBe(truth);
});

test("satiation: an item had twice loses twice the strength, and gets back what recovery says", () => {
  const satiation = { strength: 0.75, recovery: 0.25 };
  const before = utilityOf(atFirst, satiation, 0, 0);
  const once = after(atFirst, { satiation }, { chosen: chosen([0, 0], [0, 0]) });
  expect(utilityOf(once, satiation, 0, 0)).toBeCloseTo(before - 2 * 0.75, 6);
  expect(utilityOf(once, satiation, 0, 1)).toBe(utilityOf(atFirst, satiation, 0, 1)); // nothing like it
  expect(utilityOf(once, satiation, 1, 0)).toBe(utilityOf(atFirst, satiation, 1, 0));
  const rested = after(once, { satiation });
  expect(utilityOf(rested, satiation, 0, 0)).toBeCloseTo(before - 0.75 * 2 * 0.75, 6);
});

test("satiation: below its threshold nobody is tired", () => {
  // item 1 has length 1: one unit of tiredness each time
  const satiation = { strength: 1, recovery: 0, threshold: 1.5 };
  const twice = after(atFirst, { satiation }, { chosen: chosen([0, 1], [0, 1]) });
  expect(utilityOf(twice, satiation, 0, 1)).toBeCloseTo(utilityOf(atFirst, satiation, 0, 1) - 0.5, 6);
  const once = after(atFirst, { satiation }, { chosen: chosen([0, 1]) });
  expect(utilityOf(once, satiation, 0, 1)).toBe(utilityOf(atFirst, satiation, 0, 1));
});

test("reinforcement: interest rises with what is taken from a slate and falls with what is passed over", () => {
  const slates: Shown = {
    k: 2,
    users: Int32Array.of(0, 1, 1),
    rows: Int32Array.of(0, 1, 1),
    items: Int32Array.of(0, 1, 1, -1),
  };
  const options = { reinforcement: { rate: 0.25 } };
  // user 0 takes item 0 and passes over 1; user 1 passes over item 1 twice, and finds item 0 without a slate
  const given = { shown: [slates], chosen: chosen([0, 0, 0], [1, 0, -1]) };
  const { interest } = after(atFirst, options, given);
  expect([...interest!.indptr]).toEqual([0, 2, 3]);
  expect([...interest!.indices]).toEqual([0, 1, 1]);
  expect([...interest!.weights]).toEqual([0.25, -0.25, -0.5]);
  const again = after({ tastes: X, interest: interest! }, options, given);
  expect([...again.interest!.weights]).toEqual([0.5, -0.5, -1]);
  const truth: Truth = { users: X, items: Y, intercepts: new Float32Array(2) };
  const { lift } = truthUnder(truth, again, worldOf(2, 2), usersSchema.parse(options));
  expect([...lift!.values]).toEqual([0.5, -0.5, -1]);
});

test("a shock takes its share of the users its way to another's taste, just before its round", () => {
  const users = 20_000;
  const tastes = Float32Array.from({ length: 2 * users }, (_, n) => Math.trunc(n / 2));
  const shocks = [{ round: 4, share: 0.3, size: 0.5 }];
  expect(after({ tastes }, { shocks }, { users, round: 2 }).tastes).toBe(tastes);
  expect(after({ tastes }, { shocks }, { users, round: 4 }).tastes).toBe(tastes);
  const { tastes: moved } = after({ tastes }, { shocks }, { users, round: 3 });
  let hit = 0;
  for (let u = 0; u < users; u++) {
    const other = 2 * moved[2 * u]! - u; // half way from u to another user's number
    expect(Number.isInteger(other) && other >= 0 && other < users).toBe(true);
    if (moved[2 * u] !== u) hit++;
  }
  expect(Math.abs(hit - 0.3 * users) / Math.sqrt(users * 0.3 * 0.7)).toBeLessThan(4);
});

test("a shock goes to the taste of another resident, whoever may come later", () => {
  const tastes = (users: number) => Float32Array.from({ length: 2 * users }, (_, n) => Math.trunc(n / 2));
  const shocks = [{ round: 2, share: 1, size: 1 }];
  const few = after({ tastes: tastes(50) }, { shocks }, { users: 50 }).tastes;
  const many = after({ tastes: tastes(500) }, { shocks }, { users: 500, residents: 50 }).tastes;
  expect(many.subarray(0, few.length)).toEqual(few);
  for (let u = 0; u < 50; u++) expect(few[2 * u]).not.toBe(u);
  expect(many.every((other) => other < 50)).toBe(true);
});
