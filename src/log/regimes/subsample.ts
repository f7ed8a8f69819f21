import { firstAbove } from "../draw.ts";
import type { Rows } from "../rows.ts";
import { accumulate } from "./accumulate.ts";
import type { Pool, Regime, Selection } from "./regime.ts";

/**
 * As many rows as `subsample` says, drawn from everything so far with replacement and in proportion to value, each of them
 * counting one. Rounds 0 and 1, whose pool is the authentic log alone, train on it as it is.
 * Kazdan et al. (2024), arXiv 2410.16713: accumulate-subsample.
 */
export const subsample: Regime = {
  ...accumulate,
  select: (pool) => (pool.round <= 1 ? pool.parts.map((part) => ({ part })) : drawn(pool)),
};

function drawn({ parts, options, uniform }: Pool): Selection[] {
  const last = parts.at(-1);
  const size = !last ? 0 : options.subsample === "round" ? last.user.length : options.subsample;
  const piles = parts.map(pileOf);
  const total = piles.reduce((sum, { worth }) => sum + worth, 0);
  const chosen: number[][] = parts.map(() => []);
  for (let n = 0; n < size; n++) {
    let rest = uniform(n) * total;
    let p = 0;
    while (p < piles.length - 1 && rest >= piles[p]!.worth) rest -= piles[p++]!.worth;
    chosen[p]!.push(rowAt(piles[p]!, rest));
  }
  return parts.map((part, p) => {
    const rows = Int32Array.from(chosen[p]!).sort();
    return { part, rows, values: new Float64Array(rows.length).fill(1) };
  });
}

/** A part with what its rows are worth together; `cumulative` where they differ in worth. */
interface Pile {
  readonly rows: number;
  readonly worth: number;
  readonly cumulative?: Float64Array;
}

function pileOf({ value }: Rows): Pile {
  const rows = value.length;
  if (value.every((v) => v === 1)) return { rows, worth: rows };
  const cumulative = value.slice();
  for (let r = 1; r < rows; r++) cumulative[r]! += cumulative[r - 1]!;
  return { rows, worth: cumulative[rows - 1]!, cumulative };
}

/** The row in which `at` lies, from 0 to below the pile's worth. */
function rowAt({ rows, cumulative }: Pile, at: number): number {
  return Math.min(rows - 1, cumulative ? firstAbove(cumulative, at) : Math.floor(at));
}
