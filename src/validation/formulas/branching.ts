import type { Elementary } from "../law.ts";
import { binomial, power } from "./shares.ts";

/**
 * P(an item of c clicks is gone after t further rounds) = q_t^c, q_0 = 0, q_{t+1} = e^(q_t - 1): Galton and Watson's process
 * with Poisson offspring, the limit of many clicks a round.
 */
export function poissonExtinction(core: Elementary, c: number, t: number): number {
  let q = 0;
  for (let s = 0; s < t; s++) q = core.exp(q - 1);
  return power(q, c);
}

/**
 * The same with N clicks a round, exactly: the chain of the item's clicks, Binomial(N, clicks / N). States above `most`, which
 * no course of interest reaches, are left out and count as alive.
 */
export function chainExtinction(N: number, c: number, t: number, most = 300): number {
  const steps = Array.from({ length: most + 1 }, (_, i) => binomial(N, i / N, most));
  let state = new Float64Array(most + 1);
  state[c] = 1;
  for (let s = 0; s < t; s++) {
    const next = new Float64Array(most + 1);
    state.forEach((P, i) => {
      if (P > 0)
        steps[i]!.forEach((step, j) => {
          next[j]! += P * step;
        });
    });
    state = next;
  }
  return state[0]!;
}
