import fc from "fast-check";
import { expect, test } from "vitest";
import { type Eligibility, type Factors, loadCore } from "../../src/core/index.ts";
import { generator, randomEligibility, randomFactors } from "./fixtures.ts";
import { streamOf } from "./reference/scoring.ts";

const core = await loadCore();
const FEW = 8;

/** Top-k of all users at once, which is screened, and in parts of so few that everything is scored. */
async function bothWays(factors: Factors, k: number, eligibility: Eligibility = {}) {
  const users = Int32Array.from({ length: factors.users.length / factors.dims }, (_, u) => u);
  const screened = await core.topK(factors, users, k, eligibility, streamOf(1));
  const plain = { items: new Int32Array(users.length * k), scores: new Float32Array(users.length * k) };
  for (let from = 0; from < users.length; from += FEW) {
    const part = await core.topK(factors, users.subarray(from, from + FEW), k, eligibility, streamOf(1));
    plain.items.set(part.items, from * k);
    plain.scores.set(part.scores, from * k);
  }
  return { screened, plain };
}

async function expectSame(factors: Factors, k: number, eligibility?: Eligibility) {
  const { screened, plain } = await bothWays(factors, k, eligibility);
  expect(screened.items).toEqual(plain.items);
  expect(screened.scores).toEqual(plain.scores);
  return screened;
}

test("screening changes no result, whatever the shape", async () => {
  const shape = fc.record({
    dims: fc.integer({ min: 8, max: 70 }),
    items: fc.integer({ min: 512, max: 1500 }),
    users: fc.integer({ min: 16, max: 40 }),
    k: fc.integer({ min: 1, max: 64 }),
    fill: fc.constantFrom(0, 0.02, 0.5),
    skew: fc.constantFrom(0, 1, 6),
    seed: fc.integer(),
  });
  await fc.assert(
    fc.asyncProperty(shape, async ({ dims, items, users, k, fill, skew, seed }) => {
      const random = generator(seed);
      const factors = { dims, users: randomFactors(random, users, dims), items: randomFactors(random, items, dims) };
      // lengths of items differ by up to e^skew, as they do between popular and rare items
      for (let i = 0; i < items; i++) {
        const length = Math.exp(-skew * random());
        for (let j = 0; j < dims; j++) factors.items[i * dims + j]! *= length;
      }
      await expectSame(factors, k, fill > 0 ? randomEligibility(seed, users, items, fill) : {});
    }),
    { seed: 3, numRuns: 60 },
  );
});

const random = generator(8);
const DIMS = 16;
const ITEMS = 1200;
const usual: Factors = {
  dims: DIMS,
  users: randomFactors(random, 48, DIMS),
  items: randomFactors(random, ITEMS, DIMS),
};

test("ties stay ties: items in groups of identical factors", async () => {
  const items = usual.items.map((_, at) => usual.items[(Math.floor(at / DIMS) % 40) * DIMS + (at % DIMS)]!);
  const { scores } = await expectSame({ ...usual, items }, 20);
  expect(scores[0]).toBe(scores[19]);
});

test("all items alike, and users of no length, of next to none and of a great one", async () => {
  await expectSame({ ...usual, items: usual.items.map((_, at) => usual.items[at % DIMS]!) }, 10);
  const users = usual.users.slice();
  users.fill(0, 0, 3 * DIMS);
  for (let at = 3 * DIMS; at < 6 * DIMS; at++) users[at]! *= 1e-36;
  for (let at = 6 * DIMS; at < 9 * DIMS; at++) users[at]! *= 1e34;
  await expectSame({ ...usual, users }, 10);
  await expectSame({ ...usual, items: new Float32Array(ITEMS * DIMS) }, 10);
});

test("scores that differ by less than the screen can see are told apart", async () => {
  // Items of random coordinates that sum to 1 + i 10⁻⁵ for users of equal ones: rounding to whole numbers moves a product by
  // about nine of these steps
  const items = usual.items.slice();
  for (let i = 0; i < ITEMS; i++) {
    const row = items.subarray(i * DIMS, (i + 1) * DIMS);
    const rest = row.subarray(0, DIMS - 1).reduce((sum, x) => sum + x, 0);
    row[DIMS - 1] = 1 + ((i * 7) % ITEMS) * 1e-5 - rest;
  }
  const users = new Float32Array(48 * DIMS).fill(1);
  const { items: best } = await expectSame({ ...usual, users, items }, 5);
  for (const item of best.subarray(0, 5)) expect((item * 7) % ITEMS).toBeGreaterThan(ITEMS - 8);
});

test("short slates: nearly everything excluded, or out of the catalogue", async () => {
  const available = new Uint8Array(ITEMS).fill(1, 0, 600);
  const indptr = Int32Array.from({ length: 49 }, (_, u) => u * 597);
  const indices = Int32Array.from({ length: 48 * 597 }, (_, e) => e % 597);
  const { items } = await expectSame(usual, 8, { available, excluded: { indptr, indices } });
  expect([...items.subarray(0, 8)].sort((a, b) => b - a)).toEqual([599, 598, 597, -1, -1, -1, -1, -1]);
});

test("the largest k that is screened", async () => {
  await expectSame(usual, ITEMS / 8);
});
