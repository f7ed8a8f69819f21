import { z } from "zod";
import type { RuleOf, Weighing } from "./rule.ts";

export const decaySchema = z.strictObject({
  halfLife: z.union([z.literal("none"), z.number().positive()]).default("none"),
});

type DecayOptions = z.infer<typeof decaySchema>;

/** 2^(-age / halfLife) of a row of an earlier round, 1 at age 0: that of the last round's rows, and of the log in round 0. */
export function decayOf({ halfLife }: DecayOptions, { core, round }: Pick<Weighing, "core" | "round">) {
  return (written: number): number =>
    halfLife === "none" ? 1 : core.pow(2, -Math.max(0, round - 1 - written) / halfLife);
}

/** Time decay: a row counts half as much for every `halfLife` rounds since it was new. */
export const decayRule: RuleOf<DecayOptions> = (options, weighing) => {
  if (options.halfLife === "none") return undefined;
  const decay = decayOf(options, weighing);
  const byRound = Float64Array.from({ length: weighing.round + 1 }, (_, written) => decay(written));
  return {
    lasting: false,
    multiply({ round }, weights) {
      for (let r = 0; r < weights.length; r++) weights[r]! *= byRound[round[r]!]!;
    },
  };
};
