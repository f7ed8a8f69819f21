import { z } from "zod";
import { provenances } from "../rows.ts";
import type { RuleOf } from "./rule.ts";

export const popularitySchema = z.strictObject({ exponent: z.number().nonnegative().default(0) });

/**
 * Popularity-discounted weights: a row counts (n / n̄)^-exponent, n being how often its item stands in what the round
 * trains on, a row as often as its value says, and n̄ the mean over items that stand in it. Exponent 1 gives such items
 * equal weight. Rows whose provenance weighs nothing are not counted.
 */
export const popularityRule: RuleOf<z.infer<typeof popularitySchema>> = (
  { exponent },
  { core, parts, items, weights: byProvenance },
) => {
  if (exponent === 0) return undefined;
  const counts = new Float64Array(items);
  const counted = provenances.map((name) => byProvenance[name] > 0);
  for (const { item, value, provenance } of parts) {
    for (let r = 0; r < item.length; r++) if (counted[provenance[r]!]) counts[item[r]!]! += value[r]!;
  }
  const mean = meanOfPositive(counts);
  const byItem = counts.map((count) => (count > 0 ? core.pow(count / mean, -exponent) : 0));
  return {
    lasting: false,
    multiply({ item }, weights) {
      for (let r = 0; r < weights.length; r++) weights[r]! *= byItem[item[r]!]!;
    },
  };
};

function meanOfPositive(values: Float64Array): number {
  let [sum, count] = [0, 0];
  for (const value of values) {
    if (!(value > 0)) continue;
    sum += value;
    count++;
  }
  return count > 0 ? sum / count : 1;
}
