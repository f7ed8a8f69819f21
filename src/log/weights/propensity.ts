import { z } from "zod";
import { RECOMMENDED, type Rows } from "../rows.ts";
import type { RuleOf } from "./rule.ts";

export const propensitySchema = z.strictObject({
  by: z.enum(["none", "inclusion", "propensity"]).default("none"),
  clip: z.number().positive().default(20),
  normalise: z.boolean().default(true),
});

/**
 * Inverse-propensity weights: a recommended row counts 1 / (chance · examination) and at most `clip`, the chance being
 * that the slate held the item, or that the slot did; other rows count 1. Normalised, recommended rows count 1 on average
 * (a row as often as its value says): the bias of that falls with their number, and their level stays that of other rows.
 * Joachims, Swaminathan and Schnabel (2017), "Unbiased learning-to-rank with biased feedback".
 */
export const propensityRule: RuleOf<z.infer<typeof propensitySchema>> = (
  { by, clip, normalise },
  { parts, examination },
) => {
  if (by === "none") return undefined;
  const inverse = (rows: Rows, r: number) => Math.min(clip, 1 / (rows[by][r]! * examination[rows.position[r]!]!));
  const scale = normalise ? 1 / meanOf(parts, inverse) : 1;
  return {
    lasting: !normalise,
    multiply(rows, weights) {
      for (let r = 0; r < weights.length; r++) {
        if (rows.provenance[r] === RECOMMENDED) weights[r]! *= scale * inverse(rows, r);
      }
    },
  };
};

/** Mean over recommended rows, each as often as its value says; 1 where there is none. */
function meanOf(parts: readonly Rows[], weight: (rows: Rows, r: number) => number): number {
  let [sum, count] = [0, 0];
  for (const rows of parts) {
    for (let r = 0; r < rows.user.length; r++) {
      if (rows.provenance[r] !== RECOMMENDED) continue;
      sum += rows.value[r]! * weight(rows, r);
      count += rows.value[r]!;
    }
  }
  return count > 0 ? sum / count : 1;
}
