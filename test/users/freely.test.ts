import { beforeAll, expect, test } from "vitest";
import { type Core, type Csr, loadCore, type ValuedCsr } from "../../src/core/index.ts";
import { bestItems } from "../../src/simulation/bestItems.ts";
import { chooseFreely, expectedChoices } from "../../src/users/index.ts";
import { type LiftedLogit, type Truth, utility, type World } from "../../src/world/index.ts";
import { zOfCounts } from "../simulation/statistics.ts";

let core: Core;
beforeAll(async () => {
  core = await loadCore();
});

const ITEMS = 12;
const factors = {
  dims: 2,
  users: Float32Array.of(1, 0, 0, 1, -1, 0.5),
  items: Float32Array.from({ length: 2 * ITEMS }, (_, n) => ((n * 7) % 5) / 4 - 0.5),
};
const lift: ValuedCsr = {
  indptr: Int32Array.of(0, 3, 3, 5),
  indices: Int32Array.of(1, 4, 7, 0, 11),
  values: Float32Array.of(2, -1.5, 0.5, 3, -3),
};
const intercepts = Float32Array.from({ length: ITEMS }, (_, i) => -i / 7.3);
const logit: LiftedLogit = { factors, scale: 1.5, intercepts, outside: true, lift };
const available = new Uint8Array(ITEMS).fill(1).fill(0, 3, 5); // item 4, which is lifted, is gone
const excluded: Csr = { indptr: Int32Array.of(0, 2, 2, 3), indices: Int32Array.of(2, 7, 5) };
const eligibility = { available, excluded };

/** Choice probabilities by hand, the outside option last. */
function probabilities(user: number, within: typeof eligibility | Record<string, never>): number[] {
  const barred = (i: number) =>
    within.excluded !== undefined &&
    excluded.indices.subarray(excluded.indptr[user]!, excluded.indptr[user + 1]!).includes(i);
  const weights = Array.from({ length: ITEMS }, (_, i) =>
    within.available?.[i] === 0 || barred(i) ? 0 : Math.exp(utility(logit, user, i)),
  );
  const total = weights.reduce((sum, w) => sum + w, 1);
  return [...weights, 1].map((w) => w / total);
}

test.each([
  ["everything", {}],
  ["what is available and not excluded", eligibility],
] as const)(
  "free choices among %s have the probabilities of the lifted utilities, 20,000 draws a user",
  async (_, within) => {
    const draws = 20_000;
    for (let user = 0; user < 3; user++) {
      const users = new Int32Array(draws).fill(user);
      const numbers = Int32Array.from({ length: draws }, (_, n) => n);
      const stream = { key: { seed: 2, replicate: 1 }, round: 3 };
      const items = await chooseFreely(core, { ...logit }, users, numbers, within, stream);
      const counts = new Float64Array(ITEMS + 1);
      for (const item of items) counts[item < 0 ? ITEMS : item]!++;
      expect(zOfCounts(counts, probabilities(user, within))).toBeLessThan(4);
    }
  },
);

test("a user without lifted items chooses as if there were none", async () => {
  const users = new Int32Array(50).fill(1);
  const numbers = Int32Array.from({ length: 50 }, (_, n) => n);
  const stream = { key: { seed: 2, replicate: 1 }, round: 3 };
  const { lift: _, ...plain } = logit;
  expect(await chooseFreely(core, { ...logit }, users, numbers, eligibility, stream)).toEqual(
    await chooseFreely(core, plain, users, numbers, eligibility, stream),
  );
});

test("expected choices are the sum of the users' probabilities", async () => {
  for (const within of [{}, eligibility]) {
    const weights = Float64Array.of(2, 0.5, 3);
    const { items, outside } = await expectedChoices(core, { ...logit }, Int32Array.of(0, 1, 2), weights, within);
    const wanted = new Float64Array(ITEMS + 1);
    for (let user = 0; user < 3; user++) {
      probabilities(user, within).forEach((p, i) => {
        wanted[i]! += weights[user]! * p;
      });
    }
    // float32 utilities below 8, so that weights are off by 8 · 2⁻²⁴ each way, relative; a dozen roundings around it
    for (let i = 0; i <= ITEMS; i++) {
      expect(Math.abs((i < ITEMS ? items[i]! : outside) - wanted[i]!)).toBeLessThanOrEqual(64 * 2 ** -24 * wanted[i]!);
    }
  }
});

test("the best items are those of the highest lifted utility", async () => {
  const world = { items: ITEMS, preferences: { factors, scale: 1.5, intercepts, outside: true } } as World;
  const truth: Truth = { users: factors.users, items: factors.items, intercepts, lift };
  const ties = { key: { seed: 1, replicate: 1 }, round: 1, purpose: 1 };
  for (const within of [{}, eligibility]) {
    const { items } = await bestItems(core, world, truth, Int32Array.of(0, 1, 2), 4, within, ties);
    for (let user = 0; user < 3; user++) {
      const chances = probabilities(user, within).slice(0, ITEMS);
      const best = chances.map((p, i) => [p, i] as const).sort((a, b) => b[0] - a[0]);
      expect([...items.subarray(user * 4, user * 4 + 4)]).toEqual(best.slice(0, 4).map(([, i]) => i));
    }
  }
});
