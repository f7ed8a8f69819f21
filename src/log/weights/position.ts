import { z } from "zod";
import { RECOMMENDED } from "../rows.ts";
import type { RuleOf } from "./rule.ts";

export const positionSchema = z.strictObject({ exponent: z.number().nonnegative().default(0) });

/** Position-debiased weights: a recommended row counts examination^-exponent, examination being P(a user looks there). */
export const positionRule: RuleOf<z.infer<typeof positionSchema>> = ({ exponent }, { core, examination }) => {
  if (exponent === 0) return undefined;
  const byPosition = examination.map((chance) => core.pow(chance, -exponent));
  return {
    lasting: true,
    multiply({ provenance, position }, weights) {
      for (let r = 0; r < weights.length; r++) {
        if (provenance[r] === RECOMMENDED) weights[r]! *= byPosition[position[r]!]!;
      }
    },
  };
};
