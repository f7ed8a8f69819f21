/**
 * Wright-Fisher drift: p_{t+1} = Multinomial(N, p_t) / N, as in any textbook of population genetics (Ewens, "Mathematical
 * Population Genetics", 2004, chapters 1 and 3). H = 1 - Σp².
 */
import type { Elementary } from "../law.ts";
import { power, sum } from "./shares.ts";

/** E[H_t] / H_0, exact. */
export const heldDiversity = (N: number, t: number): number => power(1 - 1 / N, t);

/** E[Σ (p_t - p_0)² / p_0] over K items, exact whatever p_0. */
export const driftDistance = (N: number, K: number, t: number): number => (K - 1) * (1 - heldDiversity(N, t));

/** Var p_t of an item that began at p, exact. */
export const driftVariance = (N: number, p: number, t: number): number => p * (1 - p) * (1 - heldDiversity(N, t));

/** Rounds of N_1, N_2, ... rows: E[H] / H_0 after them, exact. It stays above 0 for ever where Σ 1 / N_s is finite. */
export const grownDiversity = (rows: readonly number[]): number => rows.reduce((held, N) => held * (1 - 1 / N), 1);

/**
 * Of the N clicks of round t, how many different clicks of round 1 they go back to: P(A = k), k = 0 .. N. Each step back
 * throws k balls into N boxes. Exact.
 */
export function* ancestors(N: number): Generator<Float64Array> {
  const occupied = occupancy(N);
  let state = new Float64Array(N + 1);
  state[N] = 1;
  for (;;) {
    yield state;
    const next = new Float64Array(N + 1);
    for (let k = 1; k <= N; k++) for (let j = 1; j <= k; j++) next[j]! += state[k]! * occupied[k]![j]!;
    state = next;
  }
}

/** P(k balls occupy j of N boxes), row k, column j. */
function occupancy(N: number): Float64Array[] {
  const rows = [Float64Array.from({ length: N + 1 }, (_, j) => (j === 0 ? 1 : 0))];
  for (let k = 1; k <= N; k++) {
    const before = rows[k - 1]!;
    rows.push(
      Float64Array.from({ length: N + 1 }, (_, j) =>
        j === 0 ? 0 : (before[j]! * j + before[j - 1]! * (N - j + 1)) / N,
      ),
    );
  }
  return rows;
}

const expectation = (state: Float64Array, f: (k: number) => number): number => sum(state.map((P, k) => P * f(k)));

export interface Course {
  /** E[items still chosen in round t] */
  readonly survivors: number;
  /** P(one item holds all clicks of round t) */
  readonly fixed: number;
}

/** Rounds 1, 2, ... of items that begin at shares p, from the ancestors: an item is gone when none of them named it. */
export function* courseOf(p: Float64Array, N: number): Generator<Course> {
  for (const state of ancestors(N)) {
    const allNamed = (x: number) => expectation(state, (k) => power(x, k));
    yield { survivors: sum(p.map((x) => 1 - allNamed(1 - x))), fixed: sum(p.map(allNamed)) };
  }
}

export function courseAt(p: Float64Array, N: number, round: number): Course {
  let t = 0;
  for (const course of courseOf(p, N)) if (++t === round) return course;
  throw new RangeError(`courseAt: got round ${round}, expected a whole number from 1`);
}

/** E[first round in which one item holds all clicks] = Σ_t (1 - P(fixed by t)), exact to 1e-12. */
export function meanFixation(p: Float64Array, N: number): number {
  let rounds = 1;
  for (const { fixed } of courseOf(p, N)) {
    if (!(1 - fixed > 1e-14 * rounds)) break;
    rounds += 1 - fixed;
  }
  return rounds;
}

/** The same for two items by the diffusion limit, -2N (x ln x + (1 - x) ln(1 - x)): N = 100 is 1.3 to 2.9 % short of it. */
export function diffusionFixation(core: Elementary, N: number, x: number): number {
  return -2 * N * (x * core.log(x) + (1 - x) * core.log(1 - x));
}
