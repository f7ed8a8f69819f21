/** Reference for Gumbel-top-k, in float64: every key drawn, all items sorted, and every sum taken afresh. */
import type { Core, Logit } from "../../../src/core/index.ts";
import { uniform } from "./philox.ts";
import { eligibleItems, score } from "./scoring.ts";

export type GumbelTopK = Core["gumbelTopK"];

export function utilityOf({ factors, scale, intercepts }: Omit<Logit, "outside">, user: number, item: number): number {
  return scale * score(factors, user, item) + intercepts[item]!;
}

/** ln of P(first) for the first of the utilities: v_0 - ln Σ exp(v). */
export function logShareOfFirst(utilities: readonly number[]): number {
  const most = Math.max(...utilities);
  return utilities[0]! - most - Math.log(utilities.reduce((sum, v) => sum + Math.exp(v - most), 0));
}

export const gumbelTopK: GumbelTopK = async (utility, users, draws, k, eligibility, stream) => {
  const items = new Int32Array(users.length * k).fill(-1);
  const propensity = new Float64Array(users.length * k);
  users.forEach((user, e) => {
    const ranked = eligibleItems(utility.factors, user, eligibility)
      .map((i) => {
        const [v, u] = [utilityOf(utility, user, i), uniform(stream, draws[e]!, user, i)];
        return { i, v, u, key: v - Math.log(-Math.log(u)) };
      })
      .sort((a, b) => b.key - a.key || b.u - a.u);
    ranked.slice(0, k).forEach(({ i }, slot) => {
      items[e * k + slot] = i;
      propensity[e * k + slot] = Math.exp(logShareOfFirst(ranked.slice(slot).map(({ v }) => v)));
    });
  });
  return { items, propensity };
};
