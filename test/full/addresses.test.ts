import { expect, test } from "vitest";
import { createCore } from "../../src/core/create.ts";
import type { Core, WeightedCsr } from "../../src/core/index.ts";
import { instantiateKernels } from "../../src/core/load.ts";
import { Arena, CORE_BYTES, extentOf, type LinearMemory } from "../../src/core/memory.ts";
import { startThreads } from "../../src/core/threads.ts";
import { generator, inFloat32, type Pair, randomEligibility, randomFactors, rendle } from "../core/fixtures.ts";
import { streamOf } from "../core/reference/scoring.ts";

/** Lays a call's arrays out behind an array that nothing touches, so that the system never has to back it. */
class HighArena extends Arena {
  private readonly below: (bytes: number) => number;

  constructor(memory: LinearMemory, below: (bytes: number) => number) {
    super(memory);
    this.below = below;
  }

  override layout<K extends string>(call: string, bytes: Record<K, number>): Record<K, number> {
    return super.layout(call, { untouched: this.below(extentOf(bytes)), ...bytes });
  }
}

async function coreAbove(below: (bytes: number) => number): Promise<Core> {
  const { kernels, memory, module } = await instantiateKernels();
  return createCore(kernels, new HighArena(memory, below), await startThreads(1, module, memory));
}

const USERS = 300;
const ITEMS = 90;
const dims = 9;
const random = generator(1);
const pairs: Pair[] = [];
for (let u = 0; u < USERS; u++) for (let i = 0; i < ITEMS; i++) if (random() < 0.2) pairs.push([u, i]);
const problem = inFloat32(rendle(pairs, USERS, ITEMS, { lambda: 0.5, a0: 0.1, nu: 0.5 }));
const factors = { dims, users: randomFactors(random, USERS, dims), items: randomFactors(random, ITEMS, dims) };
const logit = { factors, scale: 1.5, intercepts: randomFactors(random, ITEMS, 1), outside: true };
const eligibility = randomEligibility(2, USERS, ITEMS, 0.1);
const users = Int32Array.from({ length: USERS }, (_, u) => u);
const draws = users.map((u) => u % 3);
const weights = new Float64Array(USERS).fill(1.5);
const rated = (rows: WeightedCsr) => ({ ...rows, ratings: Float32Array.from(rows.indices, (i) => i % 5) });
const ratings = { ...problem, users: rated(problem.users), items: rated(problem.items) };
const slates = {
  k: 4,
  items: Int32Array.from({ length: 4 * USERS }, (_, s) => (7 * s) % ITEMS),
  weights: Float64Array.from({ length: 5 * USERS }, random),
};

const wide = { dims: 9, users: randomFactors(random, 40, 9), items: randomFactors(random, 600, 9) };
const binary = (rows: WeightedCsr) => ({ ...rows, values: rows.left });
const matrix = { byUser: binary(problem.users), byItem: binary(problem.items) };
const lists = {
  count: 10,
  items: Int32Array.from({ length: 10 * ITEMS }, (_, at) => (7 * at + 3) % ITEMS),
  similarities: randomFactors(random, ITEMS, 10),
};
const ranked = { depth: 10, items: lists.items, scores: randomFactors(random, ITEMS, 10).sort().reverse() };
const positives = { positives: problem.users, learningRate: 0.1, regularization: 0.01, stream: streamOf(8) };

const calls: Record<string, (core: Core) => Promise<unknown>> = {
  als: (core) => core.als(problem, factors, 2, { loss: true }),
  solveRows: (core) => core.solveRows(problem.users, factors.items, dims, 0.1, problem.userRegularization),
  explicitAls: (core) => core.explicitAls(ratings, factors, 2, { loss: true }),
  samplePosterior: (core) => {
    const { userRegularization: lambda } = problem;
    return core.samplePosterior(problem.users, factors.items, dims, 0.1, lambda, 1, users, draws, streamOf(3));
  },
  gram: (core) => core.gram(factors.users, dims),
  topK: (core) => core.topK(factors, users, 12, eligibility, streamOf(4)),
  "topK, screened": (core) => core.topK(wide, users.subarray(0, 40), 12, {}, streamOf(4)),
  topKAmong: (core) => core.topKAmong(factors, users, problem.users, 12, eligibility, streamOf(4)),
  marginalRelevance: (core) => core.marginalRelevance({ dims, values: factors.items }, ranked, 5, 0.6),
  bpr: (core) => core.bpr({ ...positives, itemBias: true, negatives: { popularityExponent: 1 } }, factors, 2),
  itemNeighbours: (core) => core.itemNeighbours(matrix, 12, 3, streamOf(9)),
  knnTopK: (core) => core.knnTopK(lists, matrix.byUser, users, 12, eligibility, streamOf(9)),
  gumbelTopK: (core) => core.gumbelTopK(logit, users, draws, 6, eligibility, streamOf(10)),
  sampleSlates: (core) => core.sampleSlates(factors, users, draws, 6, eligibility, streamOf(5)),
  chooseFromCatalogue: (core) => core.chooseFromCatalogue(logit, users, draws, eligibility, streamOf(6)),
  chooseSlots: (core) => core.chooseSlots(slates, users, draws, users, streamOf(7)),
  logitMoments: (core) => core.logitMoments(logit, users),
  expectedShares: (core) => core.expectedShares(logit, users, weights, eligibility),
  expectedInclusions: (core) => core.expectedInclusions(logit, users, weights, eligibility),
};

/** What lies below a call's arrays: so much that they straddle 2 GiB in the middle, or end where memory does. */
const places: [string, (bytes: number) => number][] = [
  ["across 2 GiB", (bytes) => 2 ** 31 - 16 * Math.round(bytes / 32)],
  ["at the end of 4 GiB", (bytes) => CORE_BYTES - bytes],
];

test.each(places)("every call has the same bits %s as at the bottom of memory", async (_, below) => {
  const low = await coreAbove(() => 0);
  const high = await coreAbove(below);
  for (const [name, call] of Object.entries(calls)) {
    expect(await call(high), name).toEqual(await call(low));
  }
  expect(low.peakBytes).toBeLessThan(2 ** 20);
  expect(high.peakBytes).toBeGreaterThan(2 ** 31);
});

test("an array of more than 2 GiB is checked to its end", async () => {
  const { kernels, memory } = await instantiateKernels();
  const arena = new Arena(memory);
  const count = 2 ** 29 + 4096; // float32: 2 GiB and 16 KiB
  const { F } = arena.layout("test", { F: 4 * count });
  arena.f32[F / 4 + count - 1] = -3;
  expect(kernels.largest(F, count)).toBe(3);
  arena.i32[F / 4 + count - 1] = 7;
  expect(kernels.firstOutside(F, count, 7)).toBe(count - 1);
  expect(kernels.firstOutside(F, count, 8)).toBe(-1);
});
