import { squares, zipf } from "../formulas/shares.ts";
import type { Elementary } from "../law.ts";

/** The world of most loop laws: 50 users who click once a round, 20 items of Zipf's shares q. */
export const N = 50;
export const K = 20;

export interface Shares {
  readonly q: Float64Array;
  /** 1 - Σq² */
  readonly H0: number;
}

export function zipfShares(core: Elementary, items = K, exponent = 1): Shares {
  const q = zipf(core, items, exponent);
  return { q, H0: 1 - squares(q) };
}

export const POPULATION_GENETICS = "Ewens, Mathematical Population Genetics (2004), chapters 1 and 3";
export const DERIVED = "derived; the derivation stands in docs/validity.md";
