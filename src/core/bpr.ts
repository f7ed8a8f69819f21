import { type Context, checkCount, checkIndices, checkLength, checkRows, largestFinite, rowsOf } from "./checks.ts";
import { CoreError } from "./errors.ts";
import { padded, placeFactors, takeFactors } from "./sides.ts";
import { runTask, scratchOf } from "./tasks.ts";
import type { BiasedItems, BprOptions, BprProblem, BprResult, Csr } from "./types.ts";

const call = "bpr";

/** Kinds of draws an epoch makes; an epoch's number and the kind share the 24 bits of a stream's draw. */
const KINDS = 4;
const MOST_EPOCHS = 2 ** 24 / KINDS;

/** Weights of negatives are whole numbers of this sum, so that their sums are exact in float64. */
const MASS = 2 ** 50;

/** Parts that users and items are split into: a power of two that depends on the problem's size alone. */
export function bprBlocks(users: number, items: number): number {
  let blocks = 1;
  while (blocks < 8 && users >= 128 * blocks && items >= 256 * blocks) blocks *= 2;
  return blocks;
}

/** What decides on the arrays of `bpr`; d: factors, padded; weighted: negatives by popularity. */
export interface BprSize {
  readonly users: number;
  readonly items: number;
  readonly entries: number;
  readonly d: number;
  readonly biased: boolean;
  readonly weighted: boolean;
}

/** Bytes of all arrays but the scratch. */
export function bprBytes({ users, items, entries, d, biased, weighted }: BprSize) {
  const B = bprBlocks(users, items);
  return {
    users: 4 * users * d,
    items: 4 * items * d,
    bias: biased ? 4 * items : 0,
    indptr: 4 * (users + 1),
    indices: 4 * entries,
    pieces: 4 * entries,
    lengths: 4 * users * B,
    userList: 4 * users,
    userStarts: 4 * (B + 1),
    itemList: 4 * items,
    itemStarts: 4 * (B + 1),
    places: 4 * items,
    weights: weighted ? 8 * items : 0,
    sums: weighted ? 8 * (items + B) : 0,
    guide: weighted ? 4 * (4 * items + B) : 0,
    likelihoods: 8 * B * B,
    updates: 4 * B * B,
    pairStarts: 4 * B * B,
    job: 128,
    drawn: Math.max(users, items) + 64,
  };
}

/** Bytes of a thread's scratch for d factors where no row has more than `longest` entries: as in assembly/bpr.ts. */
export function bprScratch(d: number, longest: number): number {
  const draws = 16 + 264 * 16;
  return 32 + draws + 4 * d + 16 * (longest + 1);
}

/** See `Core.bpr`. */
export async function bpr(
  context: Context,
  problem: BprProblem,
  start: BiasedItems,
  epochs: number,
  { logLikelihood = false, firstEpoch = 0 }: BprOptions,
): Promise<BprResult> {
  const { dims } = start;
  checkCount(call, "dims", dims, 1);
  checkCount(call, "epochs", epochs, 0);
  checkCount(call, "firstEpoch", firstEpoch, 0);
  if (!(firstEpoch + epochs <= MOST_EPOCHS)) {
    throw new CoreError(`${call}: the last epoch is ${firstEpoch + epochs}, expected at most ${MOST_EPOCHS}`);
  }
  const users = rowsOf(call, "users", start.users, dims);
  const items = rowsOf(call, "items", start.items, dims);
  const { positives } = problem;
  const entries = positives.indices.length;
  checkRows(call, "positives", positives.indptr, entries, users);
  const rates = ratesOf(problem);
  const beta = exponentOf(problem);
  const d = padded(dims);
  const B = bprBlocks(users, items);
  const scratch = scratchOf(context, bprScratch(d, longestRow(positives)));
  const at = context.arena.layout(call, {
    ...bprBytes({ users, items, entries, d, biased: problem.itemBias ?? false, weighted: beta > 0 }),
    scratch: scratch.total,
  });
  const { arena, kernels } = context;
  placeFactors(context, call, "users", at.users, start.users, dims, d);
  placeFactors(context, call, "items", at.items, start.items, dims, d);
  if (problem.itemBias) placeBias(context, at.bias, start.itemBias, items);
  else if (start.itemBias)
    throw new CoreError(`${call}: itemBias was given, but the problem learns none; say itemBias`);
  arena.i32.set(positives.indptr, at.indptr / 4);
  arena.i32.set(positives.indices, at.indices / 4);
  checkIndices(context, call, "the positives", at.indices, entries, items);
  checkAscending(positives);
  if (beta > 0) placeWeights(context, at.weights, positives, items, beta);

  const words = at.job / 4;
  const { key, purpose, round } = problem.stream;
  arena.i32.set([at.users, at.items, problem.itemBias ? at.bias : 0, d], words);
  arena.f32.set(rates, words + 4);
  arena.i32.set([B, at.indptr, at.indices, at.pieces, at.lengths, at.userList, at.userStarts, at.itemList], words + 7);
  arena.i32.set([at.itemStarts, at.places, beta > 0 ? at.sums : 0, at.guide, at.weights], words + 15);
  arena.i32.set([logLikelihood ? at.likelihoods : 0, at.updates, firstEpoch, at.pairStarts], words + 20);
  arena.u32.set([key.seed, key.replicate, purpose, round], words + 24);

  const means = new Float64Array(logLikelihood ? epochs : 0);
  const task = { scratch: at.scratch, scratchStride: scratch.stride, together: 1, rows: B };
  for (let epoch = 0; epoch < epochs; epoch++) {
    arena.i32[words + 22] = firstEpoch + epoch;
    arena.f64.fill(0, at.likelihoods / 8, at.likelihoods / 8 + B * B);
    kernels.bprDrawBlocks(at.job, users, items, at.drawn);
    await runTask(context, { ...task, task: "bprPieces", workPerRow: (10 * entries) / B, args: [at.job] });
    const workPerRow = ((100 + 10 * d) * entries) / (B * B);
    for (let shift = 0; shift < B; shift++) {
      await runTask(context, { ...task, task: "bprPairs", workPerRow, args: [at.job, shift] });
    }
    if (logLikelihood) means[epoch] = mean(context, at.likelihoods, at.updates, B * B);
  }
  checkFinite(context, [at.users, users * d], [at.items, items * d], [at.bias, problem.itemBias ? items : 0], problem);
  return {
    dims,
    users: takeFactors(context, at.users, users, dims, d),
    items: takeFactors(context, at.items, items, dims, d),
    ...(problem.itemBias ? { itemBias: arena.f32.slice(at.bias / 4, at.bias / 4 + items) } : {}),
    ...(logLikelihood ? { logLikelihood: means } : {}),
  };
}

/** η, η λ of users, η λ of items. */
function ratesOf({ learningRate, regularization, userRegularization, itemRegularization }: BprProblem): number[] {
  const rates = [learningRate];
  if (!(learningRate >= 0 && learningRate < Infinity)) {
    throw new CoreError(`${call}: learningRate is ${learningRate}, expected a finite number of at least 0`);
  }
  const lambdas = {
    userRegularization: userRegularization ?? regularization,
    itemRegularization: itemRegularization ?? regularization,
  };
  for (const [name, lambda] of Object.entries(lambdas)) {
    // a step of four decays a user's factors by 4 η λ
    if (!(lambda >= 0 && 4 * learningRate * lambda < 1)) {
      throw new CoreError(
        `${call}: ${name} is ${lambda}, expected at least 0 and below 1 / (4 · learningRate) = ${1 / (4 * learningRate)}; lower one of the two`,
      );
    }
    rates.push(learningRate * lambda);
  }
  return rates;
}

/** β: 0 for uniform negatives. */
function exponentOf({ negatives = "uniform" }: BprProblem): number {
  if (negatives === "uniform") return 0;
  const beta = negatives.popularityExponent;
  if (!(beta >= 0 && beta <= 4)) {
    throw new CoreError(`${call}: negatives.popularityExponent is ${beta}, expected 0 to 4`);
  }
  return beta;
}

function longestRow({ indptr }: Csr): number {
  let longest = 0;
  for (let u = 1; u < indptr.length; u++) longest = Math.max(longest, indptr[u]! - indptr[u - 1]!);
  return longest;
}

/** @throws CoreError naming the first entry that does not come after the one before it in its row. */
function checkAscending({ indptr, indices }: Csr): void {
  for (let u = 1; u < indptr.length; u++) {
    for (let e = indptr[u - 1]! + 1; e < indptr[u]!; e++) {
      if (!(indices[e]! > indices[e - 1]!)) {
        throw new CoreError(
          `${call}: the positives of user ${u - 1} hold ${indices[e]} after ${indices[e - 1]} (entry ${e}), expected ascending items without duplicates`,
        );
      }
    }
  }
}

function placeBias({ arena }: Context, at: number, bias: Float32Array | undefined, items: number): void {
  if (bias === undefined) {
    arena.f32.fill(0, at / 4, at / 4 + items);
    return;
  }
  checkLength(call, "itemBias", bias, items);
  largestFinite(call, "itemBias", bias);
  arena.f32.set(bias, at / 4);
}

/** Each item's number of positives to the power β, as whole numbers of sum 2⁵⁰. */
function placeWeights({ arena, kernels }: Context, at: number, { indices }: Csr, items: number, beta: number): void {
  const W = arena.f64.subarray(at / 8, at / 8 + items).fill(0);
  for (let e = 0; e < indices.length; e++) W[indices[e]!]!++;
  let sum = 0;
  for (let i = 0; i < items; i++) {
    W[i] = W[i]! > 0 ? kernels.pow(W[i]!, beta) : 0;
    sum += W[i]!;
  }
  for (let i = 0; i < items; i++) W[i] = Math.floor((W[i]! / sum) * MASS + 0.5);
}

/** The mean of an epoch's ln σ, 0 where it made no update. Sums of pairs of blocks in their order. */
function mean({ arena }: Context, likelihoods: number, updates: number, pairs: number): number {
  let sum = 0;
  let count = 0;
  for (let n = 0; n < pairs; n++) {
    sum += arena.f64[likelihoods / 8 + n]!;
    count += arena.i32[updates / 4 + n]!;
  }
  return count > 0 ? sum / count : 0;
}

type Placed = readonly [at: number, count: number];

function checkFinite({ kernels }: Context, users: Placed, items: Placed, bias: Placed, problem: BprProblem): void {
  for (const [at, count] of [users, items, bias]) {
    if (!(kernels.largest(at, count) < Infinity)) {
      throw new CoreError(`${call}: the factors grew without bound; lower learningRate (${problem.learningRate})`);
    }
  }
}
