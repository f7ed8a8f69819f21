import { purposes } from "../../core/purposes.ts";
import type { Numbers } from "./numbers.ts";

/** Up to so many differences every choice of signs is counted, 65,536 at most. */
const MOST_EXACT = 16;
/** Choices of signs drawn beyond that. */
const FLIPS = 9_999;

/** (flips, n) signs, 1 or -1. */
export interface Signs {
  readonly n: number;
  readonly signs: Int8Array;
}

/** Signs for samples that are too large to count all of theirs; nothing for smaller ones. */
export function planSigns({ uniform }: Pick<Numbers, "uniform">, seed: number, n: number): Signs | undefined {
  if (n <= MOST_EXACT) return undefined;
  const stream = { key: { seed, replicate: 0 }, purpose: purposes.signFlip, round: 0 };
  const signs = new Int8Array(FLIPS * n);
  for (let b = 0; b < FLIPS; b++) {
    for (let i = 0; i < n; i++) signs[b * n + i] = uniform(stream, 0, b, i) < 0.5 ? -1 : 1;
  }
  return { n, signs };
}

/**
 * Two-sided p-value of paired differences against "arm and reference could change places within a replicate": the share of
 * all 2ⁿ choices of signs whose sum lies at least as far from 0 as the observed one; beyond 16 differences, of the observed
 * and the drawn ones (1 + as far) / (1 + drawn).
 *
 * Fisher (1935), "The design of experiments", section 21; Phipson & Smyth (2010), "Permutation p-values should never be zero".
 * @param drawn needed beyond 16 differences
 */
export function signFlipP(differences: ArrayLike<number>, drawn?: Signs): number {
  const n = differences.length;
  let sum = 0;
  let scale = 0;
  for (let i = 0; i < n; i++) {
    sum += differences[i]!;
    scale += Math.abs(differences[i]!);
  }
  // sums that are equal in exact arithmetic may differ in their last bits
  const far = Math.abs(sum) - 1e-12 * scale;
  if (n <= MOST_EXACT) return exactShare(differences, far);
  if (drawn?.n !== n) throw new RangeError(`signFlipP: got signs for ${drawn?.n} differences, expected ${n}`);
  const { signs } = drawn;
  let extreme = 1;
  for (let b = 0; b < FLIPS; b++) {
    let flipped = 0;
    for (let i = 0; i < n; i++) flipped += signs[b * n + i]! * differences[i]!;
    if (Math.abs(flipped) >= far) extreme++;
  }
  return extreme / (FLIPS + 1);
}

function exactShare(differences: ArrayLike<number>, far: number): number {
  const n = differences.length;
  const choices = 1 << n;
  let extreme = 0;
  for (let choice = 0; choice < choices; choice++) {
    let flipped = 0;
    for (let i = 0; i < n; i++) flipped += (choice >> i) & 1 ? -differences[i]! : differences[i]!;
    if (Math.abs(flipped) >= far) extreme++;
  }
  return extreme / choices;
}
