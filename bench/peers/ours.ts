/** Our side: one process that reads a command a line and answers with one line of JSON, as the peers' processes do. */
import { join } from "node:path";
import { createInterface } from "node:readline";
import { type AlsProblem, type BiasedItems, type Factors, loadCore } from "../../src/core/index.ts";
import { transpose } from "../../src/log/pairs.ts";
import { everyone } from "../../src/world/index.ts";
import type { Command, Timed, Timing, Training, Versions } from "./command.ts";
import { type Matrix, readF32, readMatrix, writeArray } from "./matrix.ts";
import { prepareRound } from "./round.ts";
import { purpose } from "./streams.ts";

interface Loaded {
  readonly folder: string;
  readonly matrix: Matrix;
  readonly problem: AlsProblem;
  readonly factors: Map<string, Factors>;
}

// taken up before anything is awaited: lines that come meanwhile wait, and Node stays for its threads to start
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
const core = await loadCore({ threads: Number(process.argv[2]) });
let loaded: Loaded | undefined;
let round: (() => Promise<unknown>) | undefined;

async function answer(command: Command): Promise<Timed | Versions | Record<string, never>> {
  switch (command.command) {
    case "load":
      loaded = await load(command.folder);
      return {};
    case "size":
      round = await prepareRound(core, command.users, command.items);
      return {};
    case "time":
      return time(command);
    case "train": {
      const { users, items } = await train(command.work, command.factors, command.iterations);
      await writeArray(command.users, users);
      await writeArray(command.items, items);
      return {};
    }
    case "slates": {
      const { items } = await recommend(await factorsOf("trained", command.factors), command.k);
      await writeArray(command.out, items);
      return {};
    }
    case "versions":
      return { node: process.version, v8: process.versions.v8 };
  }
}

/** The arrays of implicit's objective: c = 1 + left, and c itself on the right. */
async function load(folder: string): Promise<Loaded> {
  const matrix = await readMatrix(folder);
  const { users, items, indptr, indices, values } = matrix;
  const byItem = transpose({ indptr, indices, weights: new Float64Array(values) }, users, items);
  const { regularization } = matrix.about;
  const problem = {
    users: { indptr, indices, left: values.map((c) => c - 1), right: values },
    items: {
      indptr: byItem.indptr,
      indices: byItem.indices,
      left: Float32Array.from(byItem.weights, (c) => c - 1),
      right: Float32Array.from(byItem.weights),
    },
    unobservedWeight: 1,
    userRegularization: new Float32Array(users).fill(regularization),
    itemRegularization: new Float32Array(items).fill(regularization),
  };
  return { folder, matrix, problem, factors: new Map() };
}

async function factorsOf(name: "start" | "trained", dims: number): Promise<Factors> {
  const { folder, factors } = loaded!;
  const known = factors.get(`${name}-${dims}`);
  if (known) return known;
  const read = (side: string) => readF32(join(folder, `${name}-${side}-${dims}.f32`));
  const found = { dims, users: await read("users"), items: await read("items") };
  factors.set(`${name}-${dims}`, found);
  return found;
}

async function time(command: Timing): Promise<Timed> {
  if (command.work === "round") return { seconds: await secondsOf(round!) };
  if (command.work === "recommend") {
    const factors = await factorsOf("trained", command.factors);
    return { seconds: await secondsOf(() => recommend(factors, command.k)) };
  }
  const start = await factorsOf("start", command.factors);
  const call = (iterations: number) => secondsOf(() => trainingCall(command.work, start, iterations));
  const seconds = await call(1);
  const updates = command.work === "bpr" ? { updates: loaded!.matrix.indices.length } : {};
  return { seconds, copying: await call(0), ...updates };
}

async function secondsOf(call: () => Promise<unknown>): Promise<number> {
  const begin = performance.now();
  await call();
  return (performance.now() - begin) / 1e3;
}

/** The public call that is timed: training from the given factors, with that many iterations. */
async function trainingCall(work: Training, start: Factors, iterations: number): Promise<BiasedItems> {
  const { problem } = loaded!;
  if (work !== "bpr") return core.als(problem, start, iterations, solvers[work]);
  return core.bpr(bprProblem(), { ...start, itemBias: biasOf(start) }, iterations);
}

/** Trained factors from the start factors; where items have a bias, as one more column, like implicit's. */
async function train(work: Training, dims: number, iterations: number): Promise<Factors> {
  const trained = await trainingCall(work, await factorsOf("start", dims), iterations);
  const { users, items, itemBias } = trained;
  if (!itemBias) return trained;
  return {
    dims: dims + 1,
    users: withColumn(users, dims, () => 1),
    items: withColumn(items, dims, (i) => itemBias[i]!),
  };
}

function recommend(factors: Factors, k: number) {
  const { matrix } = loaded!;
  const ties = { key: { seed: 1, replicate: 0 }, purpose: purpose.ties, round: 0 };
  return core.topK(factors, everyone(matrix.users), k, { excluded: matrix }, ties);
}

const solvers = {
  "als-cg": { solver: "cg", cgSteps: 3 },
  "als-exact": { solver: "exact" },
} as const;

/** As implicit does it: negatives in proportion to their popularity, biases of items, one sample an entry. */
const bprProblem = () => ({
  positives: loaded!.matrix,
  learningRate: 0.05,
  regularization: 0.01,
  itemBias: true,
  negatives: { popularityExponent: 1 },
  stream: { key: { seed: 1, replicate: 0 }, purpose: purpose.bpr, round: 0 },
});

const biasOf = ({ dims, items }: Factors) => new Float32Array(items.length / dims);

/** Factors (rows, dims) with one more column. */
function withColumn(F: Float32Array, dims: number, value: (row: number) => number): Float32Array {
  const rows = F.length / dims;
  const wide = new Float32Array(rows * (dims + 1));
  for (let r = 0; r < rows; r++) {
    wide.set(F.subarray(r * dims, (r + 1) * dims), r * (dims + 1));
    wide[r * (dims + 1) + dims] = value(r);
  }
  return wide;
}

for (let next = await lines.next(); !next.done; next = await lines.next()) {
  process.stdout.write(`${JSON.stringify(await answer(JSON.parse(next.value)))}\n`);
}
await core.close();
