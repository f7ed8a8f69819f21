/** Times the core on seeded data of a real log's size. Bundle it with esbuild, or run it under any TypeScript runner. */
import { Bench } from "tinybench";
import { type AlsProblem, loadCore, type WeightedCsr } from "../src/core/index.ts";

const USERS = 4338;
const ITEMS = 3665;
const DIMS = 24;
const PAIRS = 300_000;

const core = await loadCore();
const stream = { key: { seed: 1, replicate: 0 }, purpose: 1, round: 0 };

let drawn = 0;
const random = () => core.uniform(stream, 0, 0, drawn++);
const factors = (rows: number) => Float32Array.from({ length: rows * DIMS }, () => random() - 0.5);

/** Rows of pairs given as row · columns + column, weights 1. */
function csr(cells: Float64Array, rows: number, columns: number): WeightedCsr {
  const sorted = cells.toSorted();
  const indptr = new Int32Array(rows + 1);
  for (const cell of sorted) indptr[Math.floor(cell / columns) + 1]!++;
  for (let r = 0; r < rows; r++) indptr[r + 1]! += indptr[r]!;
  const ones = new Float32Array(sorted.length).fill(1);
  return { indptr, indices: Int32Array.from(sorted, (cell) => cell % columns), left: ones, right: ones };
}

function problem(): AlsProblem {
  const cells = new Set<number>();
  while (cells.size < PAIRS) cells.add(Math.floor(USERS * random() ** 2) * ITEMS + Math.floor(ITEMS * random() ** 2));
  const byUser = Float64Array.from(cells);
  return {
    users: csr(byUser, USERS, ITEMS),
    items: csr(
      byUser.map((cell) => (cell % ITEMS) * USERS + Math.floor(cell / ITEMS)),
      ITEMS,
      USERS,
    ),
    unobservedWeight: 0.1,
    userRegularization: new Float32Array(USERS).fill(1),
    itemRegularization: new Float32Array(ITEMS).fill(1),
  };
}

const training = problem();
const model = { dims: DIMS, users: factors(USERS), items: factors(ITEMS) };
const random0 = { dims: 1, users: new Float32Array(USERS), items: new Float32Array(ITEMS) };
const logit = { factors: model, scale: 5, intercepts: new Float32Array(ITEMS), outside: true };
const users = Int32Array.from({ length: USERS }, (_, u) => u);
const ones = new Float64Array(USERS).fill(1);
const five = new Float64Array(USERS).fill(5);

/** Multiply-adds count as two: symmetric updates, Cholesky and Gram matrices of a sweep; scores of all pairs. */
const sweepFlops = 2 * PAIRS * DIMS ** 2 + (USERS + ITEMS) * (DIMS ** 3 / 3 + DIMS ** 2);
const scoreFlops = 2 * USERS * ITEMS * DIMS;

const tasks: [string, number, () => Promise<unknown>][] = [
  ["als, one sweep", sweepFlops, () => core.als(training, model, 1)],
  ["topK, k = 10", scoreFlops, () => core.topK(model, users, 10, { excluded: training.users }, stream)],
  ["topK, all ties", 0, () => core.topK(random0, users, 10, { excluded: training.users }, stream)],
  ["sampleSlates, k = 10", scoreFlops, () => core.sampleSlates(model, users, users, 10, {}, stream)],
  ["chooseFromCatalogue", scoreFlops, () => core.chooseFromCatalogue(logit, users, users, {}, stream)],
  ["expectedShares", scoreFlops, () => core.expectedShares(logit, users, ones, {})],
  ["expectedInclusions", scoreFlops, () => core.expectedInclusions(logit, users, five, {})],
];

const bench = new Bench({ iterations: 5, warmupIterations: 1, time: 0 });
for (const [name, , run] of tasks) bench.add(name, run);
await bench.run();
console.table(
  bench.tasks.map(({ name, result }, at) => {
    const ms = "latency" in result ? result.latency.p50 : Number.NaN;
    return {
      name,
      ms: ms.toFixed(1),
      "calls/s": (1e3 / ms).toFixed(1),
      "GFLOP/s": (tasks[at]![1] / ms / 1e6).toFixed(1),
    };
  }),
);
