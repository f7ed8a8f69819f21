import type { Price, RoundRecord } from "../../metrics/records.ts";
import type { Ratio } from "./ratio.ts";

/** What one replicate of an arm comes to. */
export interface Totals {
  /** metrics at the last round */
  readonly last: Readonly<Record<string, number>>;
  /** over rounds 1 to the last: sum, and number of rounds in which the metric was defined */
  readonly sums: ReadonlyMap<string, { readonly sum: number; readonly rounds: number }>;
}

/** By arm, then replicate. */
export type Table = ReadonlyMap<string, ReadonlyMap<number, Totals>>;

export function tableOf(records: readonly RoundRecord[], rounds: number): Table {
  const table = new Map<
    string,
    Map<number, { last: Totals["last"]; sums: Map<string, { sum: number; rounds: number }> }>
  >();
  for (const { arm, replicate, round, metrics } of records) {
    if (round === 0) continue;
    const replicates = table.get(arm) ?? new Map();
    const totals = replicates.get(replicate) ?? { last: {}, sums: new Map() };
    for (const [name, value] of Object.entries(metrics)) {
      const { sum, rounds: counted } = totals.sums.get(name) ?? { sum: 0, rounds: 0 };
      totals.sums.set(name, { sum: sum + value, rounds: counted + 1 });
    }
    if (round === rounds) totals.last = metrics;
    replicates.set(replicate, totals);
    table.set(arm, replicates);
  }
  return table;
}

/** Replicates in which every arm named has the metrics at the last round, ascending. */
export function completeReplicates(table: Table, arms: readonly string[], metrics: readonly string[]): number[] {
  const [first, ...others] = arms.map((arm) => table.get(arm) ?? new Map<number, Totals>());
  const whole = (totals: Totals | undefined) => metrics.every((name) => totals?.last[name] !== undefined);
  return [...(first?.keys() ?? [])]
    .filter((replicate) => [first!, ...others].every((replicates) => whole(replicates.get(replicate))))
    .sort((a, b) => a - b);
}

const sumIn = (totals: Totals, name: string) => totals.sums.get(name)?.sum ?? 0;
const meanIn = (totals: Totals, name: string) => {
  const { sum, rounds } = totals.sums.get(name) ?? { sum: 0, rounds: 0 };
  return rounds > 0 ? sum / rounds : 0;
};

/** A price in terms of a replicate's totals and of those of the arm without a safeguard. */
interface PriceRule {
  /** metrics that tell it */
  readonly needs: readonly string[];
  /** prices that round to the same multiple of this count as equal */
  readonly step: number;
  readonly above: (own: Totals) => number;
  readonly below: (own: Totals, base: Totals) => number;
}

export const priceRules: Readonly<Record<Price, PriceRule>> = {
  rows: {
    needs: ["authentic_rows_bought", "rows"],
    step: 1,
    above: (own) => 1_000 * sumIn(own, "authentic_rows_bought"),
    below: (own) => sumIn(own, "rows"),
  },
  slots: {
    needs: ["exploration_slots"],
    step: 0.001,
    above: (own) => meanIn(own, "exploration_slots"),
    below: () => 1,
  },
  utility: { needs: ["utility_forgone"], step: 0.001, above: (own) => meanIn(own, "utility_forgone"), below: () => 1 },
  work: {
    needs: ["training_work"],
    step: 0.01,
    above: (own) => sumIn(own, "training_work"),
    below: (_, base) => sumIn(base, "training_work"),
  },
};

/** Prices whose metrics the arm without a safeguard has, and whose ratio is defined there. */
export function pricesOf(base: readonly Totals[]): Price[] {
  return (Object.keys(priceRules) as Price[]).filter((price) => {
    const { needs, below } = priceRules[price];
    return base.every((own) => needs.every((name) => own.sums.has(name)) && below(own, own) > 0);
  });
}

export function priceRatio(price: Price, own: readonly Totals[], base: readonly Totals[]): Ratio {
  const { above, below } = priceRules[price];
  return { above: own.map(above), below: own.map((totals, r) => below(totals, base[r]!)) };
}

/** Utility of what users are shown above that of the arm without a safeguard. */
export function gainRatio(own: readonly Totals[], base: readonly Totals[]): Ratio | undefined {
  const name = "utility_current";
  if (![...own, ...base].every((totals) => totals.sums.has(name))) return undefined;
  return { above: own.map((totals, r) => meanIn(totals, name) - meanIn(base[r]!, name)), below: own.map(() => 1) };
}

/** Share of the last round's rows that were bought, mean over replicates; 0 where it was not measured. */
export function boughtShare(own: readonly Totals[]): number {
  const shares = own.map(({ last }) => (last.rows ? (last.authentic_rows_bought ?? 0) / last.rows : 0));
  return shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
}
