import type { Elementary } from "../law.ts";
import { binomial, sum } from "./shares.ts";

export interface GenerativeChain {
  /** rows a round */
  readonly N: number;
  /** authentic share of the first of two items */
  readonly x: number;
  /** samples follow softmax(share / tau) */
  readonly tau: number;
  /** share of rows that are authentic, each independently */
  readonly alpha: number;
}

/** The temperature under which samples of the authentic shares x and 1 - x have these shares: (2x - 1) / ln(x / (1 - x)). */
export const fittedTemperature = (core: Elementary, x: number): number => (2 * x - 1) / core.log(x / (1 - x));

/**
 * Rows of the first item in rounds 1, 2, ...: Binomial(N, αx + (1 - α) s), s = 1 / (1 + e^((1 - 2c/N)/τ)) after c of them, but
 * 0 or 1 where c is 0 or N: what has no row is not sampled. Exact.
 * @returns P(c rows), c = 0 .. N
 */
export function* chainOf(core: Elementary, { N, x, tau, alpha }: GenerativeChain): Generator<Float64Array> {
  const sampled = (share: number) => 1 / (1 + core.exp((1 - 2 * share) / tau));
  const next = (share: number) => binomial(N, alpha * x + (1 - alpha) * share);
  const steps = Array.from({ length: N + 1 }, (_, c) => next(c === 0 ? 0 : c === N ? 1 : sampled(c / N)));
  let state = next(sampled(x));
  for (;;) {
    yield state;
    state = state.map((_, c) => sum(state.map((P, before) => P * steps[before]![c]!)));
  }
}

export function chainAt(core: Elementary, chain: GenerativeChain, round: number): Float64Array {
  let t = 0;
  for (const state of chainOf(core, chain)) if (++t === round) return state;
  throw new RangeError(`chainAt: got round ${round}, expected a whole number from 1`);
}
