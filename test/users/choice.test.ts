import { beforeAll, expect, test } from "vitest";
import { type Core, type Logit, loadCore } from "../../src/core/index.ts";
import { purposes } from "../../src/core/purposes.ts";
import { logAttention, slateUtilities, slateWeights, usersSchema } from "../../src/users/index.ts";
import { logitOf, truthOf, type World } from "../../src/world/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const key = { seed: 3, replicate: 1 };
const DRAWS = 20_000;
const noAttention = new Float64Array(3);

/** One user whose utilities are those given, and a choice temperature. */
function logit(utilities: readonly number[], outside: boolean, temperature = 1): Logit {
  const factors = { dims: 1, users: Float32Array.of(0), items: new Float32Array(utilities.length) };
  const preferences = { factors, scale: 1, intercepts: Float32Array.from(utilities), outside: true };
  const world = { preferences } as World;
  return logitOf(world, truthOf(world), temperature, outside);
}

/** Weights of one slate of a single user as probabilities, the outside option last. */
function probabilities(of: Logit, attention: Float64Array, items: readonly number[]): number[] {
  const slates = { k: items.length, owner: Int32Array.of(0), items: Int32Array.from(items) };
  const weights = slateWeights(core, of, attention, slates);
  const total = weights.reduce((sum, w) => sum + w, 0);
  return [...weights].map((w) => w / total);
}

/** The slot of each of many occasions on which the user sees the slate; -1 is the outside option. */
async function choices(of: Logit, attention: Float64Array, items: readonly number[], round = 1): Promise<Int32Array> {
  const slates = { k: items.length, owner: Int32Array.of(0), items: Int32Array.from(items) };
  const weights = slateWeights(core, of, attention, slates);
  const users = new Int32Array(DRAWS);
  const draws = users.map((_, n) => n);
  return core.chooseSlots({ ...slates, weights }, users, draws, users, { key, round, purpose: purposes.choice });
}

function shares(slots: Int32Array, k: number): Float64Array {
  const counts = new Float64Array(k + 1);
  for (const slot of slots) counts[slot < 0 ? k : slot]!++;
  return counts;
}

/** Printed to six digits: half a unit of the last. */
const printed = (actual: readonly number[], expected: readonly number[]) =>
  expected.forEach((p, n) => {
    expect(Math.abs(actual[n]! - p)).toBeLessThanOrEqual(5.001e-7);
  });

const v = [1, 0.5, 0];

test.each([
  ["with outside option", true, 1, [0.426933, 0.258948, 0.15706, 0.15706]],
  ["without", false, 1, [0.50648, 0.307196, 0.186324, 0]],
  ["without, at temperature one half", false, 0.5, [0.665241, 0.244728, 0.090031, 0]],
] as const)(
  "multinomial logit %s: published vectors, and frequencies by χ²",
  async (_, outside, temperature, expected) => {
    const of = logit(v, outside, temperature);
    printed(probabilities(of, noAttention, [0, 1, 2]), expected);
    const counts = shares(await choices(of, noAttention, [0, 1, 2]), 3);
    expect(Math.abs(zOfCounts(counts, probabilities(of, noAttention, [0, 1, 2])))).toBeLessThan(4);
  },
);

test("attention multiplies a slot's weight", async () => {
  const attention = logAttention(core, usersSchema.parse({ attention: { kind: "power" } }).attention, 3);
  const weights = v.map((value, n) => Math.exp(value) * [1, 0.574349, 0.415244][n]!);
  const total = 1 + weights.reduce((a, b) => a + b, 0);
  const expected = [...weights, 1].map((w) => w / total);
  const actual = probabilities(logit(v, true), attention, [0, 1, 2]);
  printed(actual, expected);
  const counts = shares(await choices(logit(v, true), attention, [0, 1, 2]), 3);
  expect(Math.abs(zOfCounts(counts, actual))).toBeLessThan(4);
});

test("attention by rank: rank^-0.8 as published, 1/log2(1 + rank), persistence^(rank - 1), none", () => {
  const of = (attention: object) => [
    ...logAttention(core, usersSchema.parse({ attention }).attention, 4).map((x) => Math.exp(x)),
  ];
  printed(of({ kind: "power" }), [1, 0.574349, 0.415244, 0.329877]);
  const close = (actual: number[], expected: number[]) =>
    expected.forEach((a, n) => {
      // a handful of float64 roundings in logarithms of size below 2
      expect(Math.abs(actual[n]! - a)).toBeLessThanOrEqual(16 * 2 ** -53);
    });
  close(of({ kind: "log" }), [1, 1 / Math.log2(3), 1 / 2, 1 / Math.log2(5)]);
  close(of({ kind: "geometric", persistence: 0.5 }), [1, 0.5, 0.25, 0.125]);
  expect(of({ kind: "none" })).toEqual([1, 1, 1, 1]);
});

test("what a slate is worth: the published log-sum, attention and empty slots, the outside option alone", () => {
  const worth = (of: Logit, items: number[], attention = noAttention) => {
    const slates = { k: items.length, owner: Int32Array.of(0), items: Int32Array.from(items) };
    return slateUtilities(core, of, attention, slates)[0]!;
  };
  printed([worth(logit(v, true), [0, 1, 2])], [1.851129]);
  const rounding = 16 * 2 ** -53;
  expect(Math.abs(worth(logit(v, false), [0]) - 1)).toBeLessThanOrEqual(rounding);
  expect(Math.abs(worth(logit(v, true), [-1, 2, -1]) - Math.LN2)).toBeLessThanOrEqual(rounding);
  expect(worth(logit(v, true), [-1, -1, -1])).toBe(0);
  expect(worth(logit(v, false), [-1, -1, -1])).toBe(Number.NEGATIVE_INFINITY);
  const half = Float64Array.of(-Math.LN2, 0, 0);
  expect(Math.abs(worth(logit(v, true), [2, -1, -1], half) - Math.log(1.5))).toBeLessThanOrEqual(rounding);
  expect(worth(logit([800, 800, 0], true), [0, 1, -1])).toBeCloseTo(800 + Math.LN2, 10);
});

test("noise is the item's: a user who leaves an item for a better one keeps to it when the slate is reordered", async () => {
  const of = logit([0.3, 0.3, 0.3, 0.3], true);
  const flat = new Float64Array(2);
  const [ab, ba] = [await choices(of, flat, [0, 1]), await choices(of, flat, [1, 0])];
  expect(ab.map((slot) => (slot < 0 ? -1 : 1 - slot))).toEqual(ba);
  // independence of irrelevant alternatives, draw by draw: adding item 2 turns choices to it and changes no other
  const more = await choices(of, noAttention, [0, 1, 2]);
  expect(ab.every((slot, n) => more[n] === 2 || more[n] === slot)).toBe(true);
  expect(more.includes(2)).toBe(true);
});

test("an empty slot is never chosen, an empty slate is declined, and a round has its own noise", async () => {
  const of = logit(v, false);
  expect((await choices(of, noAttention, [-1, 2, -1])).every((slot) => slot === 1)).toBe(true);
  expect((await choices(of, noAttention, [-1, -1, -1])).every((slot) => slot === -1)).toBe(true);
  expect((await choices(logit(v, true), noAttention, [-1, -1, -1])).every((slot) => slot === -1)).toBe(true);
  expect(await choices(of, noAttention, [0, 1, 2], 1)).not.toEqual(await choices(of, noAttention, [0, 1, 2], 2));
});
