import { expect, test } from "vitest";
import { type Core, type Csr, loadCore, type WeightedCsr } from "../../src/core/index.ts";
import * as plan from "../../src/core/plan.ts";
import { generator, randomFactors } from "./fixtures.ts";
import { streamOf } from "./reference/scoring.ts";

interface Size {
  readonly users: number;
  readonly items: number;
  readonly each: number;
  readonly dims: number;
}

/** `each` entries a row, columns in a turn. */
function striped(rows: number, columns: number, each: number): WeightedCsr & { ratings: Float32Array } {
  const ones = new Float32Array(rows * each).fill(1);
  return {
    indptr: Int32Array.from({ length: rows + 1 }, (_, r) => r * each),
    indices: Int32Array.from({ length: rows * each }, (_, e) => e % columns),
    left: ones,
    right: ones,
    ratings: ones,
  };
}

/** The same ones by column. */
function turned({ indptr, indices }: Csr, columns: number) {
  const cells = Array.from(upTo(indptr.length - 1), (r) => indices.subarray(indptr[r], indptr[r + 1]));
  const rows: number[][] = Array.from({ length: columns }, () => []);
  cells.forEach((row, r) => {
    for (const column of row) rows[column]!.push(r);
  });
  const starts = new Int32Array(columns + 1);
  rows.forEach((row, c) => {
    starts[c + 1] = starts[c]! + row.length;
  });
  return { indptr: starts, indices: Int32Array.from(rows.flat()), values: ones(indices.length) };
}

const ones = (n: number) => new Float32Array(n).fill(1);
const upTo = (n: number) => Int32Array.from({ length: n }, (_, u) => u);

function factorsOf({ users, items, dims }: Size) {
  return { dims, users: randomFactors(generator(1), users, dims), items: randomFactors(generator(2), items, dims) };
}

function problemOf({ users, items, each }: Size) {
  const byItem = striped(items, users, (users * each) / items);
  const regularization = { userRegularization: ones(users), itemRegularization: ones(items) };
  return { users: striped(users, items, each), items: byItem, unobservedWeight: 0.1, ...regularization };
}

const logitOf = (size: Size) => ({
  factors: factorsOf(size),
  scale: 1,
  intercepts: new Float32Array(size.items),
  outside: true,
});

/** Every user's entries 0 and 1. */
const twice = (users: number) => ({
  users: Int32Array.from({ length: 2 * users }, (_, e) => e >> 1),
  draws: Int32Array.from({ length: 2 * users }, (_, e) => e & 1),
});

/** Two items excluded a user, every second item blocked. */
const eligibility = ({ users, items }: Size) => ({
  excluded: striped(users, items, 2),
  available: Uint8Array.from({ length: items }, (_, i) => i % 2),
});
const lists = ({ items }: Size) => ({
  count: 6,
  items: new Int32Array(6 * items),
  similarities: new Float32Array(6 * items),
});
const valued = (rows: WeightedCsr) => ({ ...rows, values: rows.left });
const barred = ({ users, items }: Size) => ({ excluded: 2 * users, blocked: items / 2 });

type Case = [string, (core: Core, size: Size) => Promise<unknown>, (size: Size) => plan.CallPlan];
const trained = ({ users, items, each, dims }: Size) => ({ users, items, entries: users * each, dims });
const cases: Case[] = [
  ["als", (core, size) => core.als(problemOf(size), factorsOf(size), 1), (size) => plan.planAls(trained(size))],
  [
    "solveRows",
    (core, size) => {
      const { users, items, each, dims } = size;
      return core.solveRows(striped(users, items, each), factorsOf(size).items, dims, 0.1, ones(users));
    },
    (size) => plan.planSolveRows(trained(size)),
  ],
  [
    "explicitAls",
    (core, size) => core.explicitAls(problemOf(size), factorsOf(size), 1),
    (size) => plan.planExplicit(trained(size)),
  ],
  [
    "samplePosterior",
    (core, size) => {
      const { users, items, each, dims } = size;
      const rows = striped(users, items, each);
      const who = [upTo(users), new Int32Array(users)] as const;
      return core.samplePosterior(rows, factorsOf(size).items, dims, 0.1, ones(users), 1, ...who, streamOf(1));
    },
    (size) => plan.planPosterior(trained(size)),
  ],
  [
    "topK",
    (core, size) => core.topK(factorsOf(size), upTo(size.users), 7, eligibility(size), streamOf(1)),
    (size) => plan.planTopK({ ...size, ...barred(size) }, 7),
  ],
  [
    "topKAmong",
    (core, size) => {
      const candidates = striped(size.users, size.items, size.each);
      return core.topKAmong(factorsOf(size), upTo(size.users), candidates, 7, eligibility(size), streamOf(1));
    },
    (size) => plan.planTopKAmong({ ...size, ...barred(size) }, 7, size.users * size.each, size.each),
  ],
  [
    "marginalRelevance",
    (core, size) => {
      const { users, items, each, dims } = size;
      const lists = { depth: each, items: striped(users, items, each).indices, scores: ones(users * each) };
      return core.marginalRelevance({ dims, values: factorsOf(size).items }, lists, 7, 0.5);
    },
    (size) => plan.planMarginal(size, size.each),
  ],
  [
    "bpr",
    (core, size) => {
      const positives = striped(size.users, size.items, size.each);
      const rates = { learningRate: 0.1, regularization: 0.1, itemBias: true, stream: streamOf(1) };
      return core.bpr({ ...rates, positives, negatives: { popularityExponent: 1 } }, factorsOf(size), 1);
    },
    (size) => plan.planBpr({ ...trained(size), longest: size.each, itemBias: true, byPopularity: true }),
  ],
  [
    "itemNeighbours",
    (core, { users, items, each }) => {
      const byUser = valued(striped(users, items, each));
      return core.itemNeighbours({ byUser, byItem: turned(byUser, items) }, 6, 1, streamOf(1));
    },
    (size) => plan.planNeighbours(trained(size), 6),
  ],
  [
    "knnTopK",
    (core, size) => {
      const histories = valued(striped(size.users, size.items, size.each));
      return core.knnTopK(lists(size), histories, upTo(size.users), 7, eligibility(size), streamOf(1));
    },
    ({ users, items, each }) => {
      const size = { users, items, count: 6, visited: users * each, k: 7 };
      return plan.planKnnTopK({ ...size, removed: 2 * users, blocked: items / 2 });
    },
  ],
  [
    "gumbelTopK",
    (core, size) => {
      const { users, draws } = twice(size.users);
      return core.gumbelTopK(logitOf(size), users, draws, 3, eligibility(size), streamOf(1));
    },
    (size) => plan.planGumbelTopK({ ...size, ...barred(size) }, 2 * size.users, 3),
  ],
  [
    "sampleSlates",
    (core, size) => {
      const { users, draws } = twice(size.users);
      return core.sampleSlates(factorsOf(size), users, draws, 3, eligibility(size), streamOf(1));
    },
    (size) => plan.planSampleSlates({ ...size, ...barred(size) }, 2 * size.users, 3),
  ],
  [
    "chooseFromCatalogue",
    (core, size) => {
      const { users, draws } = twice(size.users);
      return core.chooseFromCatalogue(logitOf(size), users, draws, {}, streamOf(1));
    },
    (size) => plan.planChoices(size, 2 * size.users),
  ],
  [
    "chooseSlots",
    (core, { users, items }) => {
      const slates = { k: 5, items: new Int32Array(5 * items), weights: new Float64Array(6 * items).fill(1) };
      const rows = Int32Array.from({ length: users }, (_, e) => e % items);
      return core.chooseSlots(slates, upTo(users), new Int32Array(users), rows, streamOf(1));
    },
    ({ users, items }) => plan.planSlots(users, items, 5),
  ],
  ["logitMoments", (core, size) => core.logitMoments(logitOf(size), upTo(size.users)), plan.planMoments],
  [
    "expectedShares",
    (core, size) => {
      const weights = new Float64Array(size.users).fill(1);
      return core.expectedShares(logitOf(size), upTo(size.users), weights, eligibility(size));
    },
    (size) => plan.planShares({ ...size, ...barred(size) }),
  ],
];

const sizes: Size[] = [
  { users: 40, items: 20, each: 4, dims: 5 },
  { users: 5000, items: 20, each: 4, dims: 5 },
  { users: 40, items: 4000, each: 100, dims: 5 },
  { users: 3000, items: 1500, each: 20, dims: 5 },
];

test.each(cases)("%s grows with users, items and entries as planned", async (call, run, planned) => {
  const peaks: number[] = [];
  for (const size of sizes) {
    const core = await loadCore();
    await run(core, size);
    peaks.push(core.peakBytes);
  }
  for (let n = 1; n < sizes.length; n++) {
    const growth = planned(sizes[n]!).bytes - planned(sizes[0]!).bytes;
    expect(planned(sizes[n]!).call).toBe(call);
    // each of at most 40 arrays is rounded up to 64 bytes
    expect(Math.abs(growth - (peaks[n]! - peaks[0]!))).toBeLessThanOrEqual(64 * 40);
    // what depends on dims alone is counted generously: matrices of (8, 8), and scratch for some hundred rows of 8
    expect(planned(sizes[n]!).bytes - peaks[n]!).toBeGreaterThanOrEqual(-64 * 40);
    expect(planned(sizes[n]!).bytes - peaks[n]!).toBeLessThan(32_768);
  }
});

test("threads multiply scratch alone", () => {
  const size = { users: 100, items: 800, dims: 5 };
  const one = plan.planTopK(size, 10);
  const four = plan.planTopK({ ...size, threads: 4 }, 10);
  expect(four.bytes - one.bytes).toBe(3 * one.arrays.scratch!);
  expect(one.arrays.scratch).toBe(13_056); // 16 · 800 + 16 · 13 = 13,008 up to a multiple of 128
});

test("a plan is arithmetic: its bytes at a size that no memory holds", () => {
  const { bytes, arrays } = plan.planAls({ users: 2e9, items: 1e6, entries: 1e10, dims: 64 });
  expect(arrays.userFactors).toBe(2e9 * 64 * 4);
  expect(arrays.itemLeft).toBe(4e10);
  // 66 floats a row of either side, and three of either side's an entry; Gram matrices are below 20 MB
  expect(Math.abs(bytes - 4 * 66 * (2e9 + 1e6) - 24e10)).toBeLessThan(2e7);
  expect(bytes).toBeGreaterThan(plan.CORE_BYTES);
});
