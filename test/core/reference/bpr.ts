/**
 * Reference for BPR, in float64, one triple at a time, with its draws one by one and the items that are no positives
 * written out. It carries along how far float32 may have got away from it (running error analysis). Slow on purpose.
 */
import type { BprProblem, Csr } from "../../../src/core/index.ts";
import { uniform } from "./philox.ts";

/** Unit roundoff of float32. */
const U = 2 ** -24;

export interface Triple {
  readonly user: number;
  readonly positive: number;
  readonly negative: number;
}

/** η, η λ of users and η λ of items. */
export interface Rates {
  readonly eta: number;
  readonly userDecay: number;
  readonly itemDecay: number;
}

/** Rows of factors with their bias, and of each row the largest error of a coordinate in float32. */
export interface Rows {
  readonly F: Float64Array[];
  readonly error: Float64Array;
}

export interface State {
  readonly X: Rows;
  readonly Y: Rows;
  readonly bias: Float64Array;
  readonly biasError: Float64Array;
}

export function stateOf(
  dims: number,
  users: ArrayLike<number>,
  items: ArrayLike<number>,
  bias: ArrayLike<number>,
): State {
  const rows = (F: ArrayLike<number>): Rows => ({
    F: Array.from({ length: F.length / dims }, (_, r) =>
      Float64Array.from({ length: dims }, (_, k) => F[r * dims + k]!),
    ),
    error: new Float64Array(F.length / dims),
  });
  return {
    X: rows(users),
    Y: rows(items),
    bias: Float64Array.from(bias),
    biasError: new Float64Array(bias.length),
  };
}

/** The rates of a problem as float32 holds them. */
export function ratesOf({ learningRate, regularization, userRegularization, itemRegularization }: BprProblem): Rates {
  return {
    eta: Math.fround(learningRate),
    userDecay: Math.fround(learningRate * (userRegularization ?? regularization)),
    itemDecay: Math.fround(learningRate * (itemRegularization ?? regularization)),
  };
}

/** `epochs` epochs; returns each one's triples in the order of their updates, and the mean of ln σ. */
export function bpr(
  problem: BprProblem,
  state: State,
  epochs: number,
  blocks: number,
  firstEpoch = 0,
): { triples: Triple[][]; logLikelihood: number[] } {
  const triples: Triple[][] = [];
  const logLikelihood: number[] = [];
  for (let epoch = firstEpoch; epoch < firstEpoch + epochs; epoch++) {
    const steps = stepsOf(problem, state.X.F.length, state.Y.F.length, blocks, epoch);
    let sum = 0;
    for (const step of steps) {
      for (const margin of update(state, step, ratesOf(problem), problem.itemBias ?? false)) {
        sum += -Math.log1p(Math.exp(-margin));
      }
    }
    triples.push(steps.flat());
    logLikelihood.push(steps.length > 0 ? sum / steps.flat().length : 0);
  }
  return { triples, logLikelihood };
}

/** The steps of one epoch: at most four triples of a user and a block of items each. */
export function stepsOf(
  { positives, stream, negatives = "uniform" }: BprProblem,
  users: number,
  items: number,
  blocks: number,
  epoch: number,
): Triple[][] {
  const draw = (kind: number, agent: number, slot: number) => uniform(stream, 4 * epoch + kind, agent, slot);
  const split = (kind: number, count: number) => {
    const parts: number[][] = Array.from({ length: blocks }, () => []);
    for (let n = 0; n < count; n++) parts[Math.floor(blocks * draw(kind, 0, n))]!.push(n);
    return parts;
  };
  const userBlocks = split(0, users);
  const itemBlocks = split(1, items);
  const weights = weightsOf(positives, items, negatives === "uniform" ? 0 : negatives.popularityExponent);
  const steps: Triple[][] = [];
  for (let shift = 0; shift < blocks; shift++) {
    for (let a = 0; a < blocks; a++) {
      const b = (a + shift) % blocks;
      const members = userBlocks[a]!;
      const pivot = Math.floor(members.length * draw(3, a, b));
      for (const user of [...members.slice(pivot), ...members.slice(0, pivot)]) {
        const own = new Set(positives.indices.slice(positives.indptr[user]!, positives.indptr[user + 1]!));
        const others = itemBlocks[b]!.filter((item) => !own.has(item));
        const mass = others.reduce((sum, item) => sum + weights[item]!, 0);
        const chosen = itemBlocks[b]!.filter((item) => own.has(item) && mass > 0);
        const triples = chosen.map((positive) => {
          const t = Math.floor(mass * draw(2, user, positive));
          return { user, positive, negative: holder(others, weights, t) };
        });
        for (let e = 0; e < triples.length; e += 4) steps.push(triples.slice(e, e + 4));
      }
    }
  }
  return steps;
}

/** The item that holds unit t of the weights, laid end to end. */
function holder(items: readonly number[], weights: readonly number[], t: number): number {
  let sum = 0;
  for (const item of items) {
    sum += weights[item]!;
    if (t < sum) return item;
  }
  throw new RangeError(`the weights are ${sum}, expected more than ${t}`);
}

/** 1 for every item, or counts to the power β as whole numbers of sum 2⁵⁰. */
function weightsOf({ indices }: Csr, items: number, beta: number): number[] {
  if (beta === 0) return new Array(items).fill(1);
  const powers = Array.from({ length: items }, (_, item) => {
    const count = indices.filter((index) => index === item).length;
    return count > 0 ? count ** beta : 0;
  });
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => Math.floor((power / sum) * 2 ** 50 + 0.5));
}

/** One step: all gradients at the present x_u and, but for an item met twice, y. Returns the margins before it. */
export function update(
  { X, Y, bias, biasError }: State,
  step: readonly Triple[],
  rates: Rates,
  withBias: boolean,
): number[] {
  const { eta, userDecay, itemDecay } = rates;
  const { user } = step[0]!;
  const x = X.F[user]!.slice();
  const ex = X.error[user]!;
  const most = largest(x) + ex;
  const next = x.map((value) => (1 - step.length * userDecay) * value);
  // 1 - decay, times x, and at most two more sums
  let error = ex + (2 + step.length) * U * largest(x);
  const margins = step.map(({ positive, negative }) => {
    const difference = Y.F[positive]!.map((value, k) => value - Y.F[negative]![k]!);
    return x.reduce((sum, value, k) => sum + value * difference[k]!, withBias ? bias[positive]! - bias[negative]! : 0);
  });
  const marginErrors = step.map(({ positive, negative }) => {
    const [p, q] = [Y.F[positive]!, Y.F[negative]!];
    const ey = Y.error[positive]! + Y.error[negative]!;
    let carried = biasError[positive]! + biasError[negative]!;
    let mass = withBias ? Math.abs(bias[positive]!) + Math.abs(bias[negative]!) : 0;
    x.forEach((value, k) => {
      const difference = Math.abs(p[k]! - q[k]!);
      carried += Math.abs(value) * ey + difference * ex + ex * ey;
      mass += (Math.abs(value) + ex) * (difference + ey);
    });
    // a difference, a product, d / 4 sums of four lanes, two of the lanes, two with the biases
    return carried + (6 + x.length / 4) * U * mass * 1.01;
  });
  step.forEach(({ positive, negative }, n) => {
    const z = eta / (1 + Math.exp(margins[n]!));
    // |σ'| ≤ ¼; e^s to 1.5 ulp (3 U), 1 + e^s, its inverse, times η
    const ez = 0.25 * eta * marginErrors[n]! + 6 * U * z;
    const [p, q] = [Y.F[positive]!, Y.F[negative]!];
    const [ep, eq] = [Y.error[positive]!, Y.error[negative]!];
    const difference = p.reduce((widest, value, k) => Math.max(widest, Math.abs(value - q[k]!)), 0) + ep + eq;
    error += z * (ep + eq) + ez * difference + 6 * U * z * difference;
    const moved = z * ex + ez * most + 2 * U * z * most;
    Y.error[positive] = ep + moved + 3 * U * largest(p);
    Y.error[negative] = eq + moved + 3 * U * largest(q);
    x.forEach((value, k) => {
      next[k]! += z * (p[k]! - q[k]!);
      p[k] = (1 - itemDecay) * p[k]! + z * value;
      q[k] = (1 - itemDecay) * q[k]! - z * value;
    });
    if (!withBias) return;
    for (const [item, sign] of [
      [positive, 1],
      [negative, -1],
    ] as const) {
      biasError[item]! += ez + 3 * U * Math.abs(bias[item]!) + U * z;
      bias[item] = (1 - itemDecay) * bias[item]! + sign * z;
    }
  });
  X.F[user]!.set(next);
  X.error[user] = error;
  return margins;
}

function largest(row: Float64Array): number {
  return row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
}
