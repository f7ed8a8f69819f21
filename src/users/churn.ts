import { z } from "zod";
import type { Core, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";

export const churnSchema = z.strictObject({
  rate: z.number().min(0).max(1).default(0),
  tolerance: z.number().min(0).lt(1).default(0.5),
  memory: z.number().min(0).lt(1).default(0.8),
});

export type ChurnOptions = z.infer<typeof churnSchema>;

/** Occasions of a round on which users looked for something themselves, and those that ended in a choice. (users) */
export interface Visits {
  readonly occasions: Int32Array;
  readonly choices: Int32Array;
}

/**
 * How well users find what they come for, 1 being what free choice from the whole catalogue of round 0 gives:
 * s ← memory · s + (1 - memory) · (choices / occasions) / P(something), after every round in which the user came.
 * @param satisfaction (users) before the round; all 1 at first
 * @param perChoice (users) 1 / P(something): see `occasionsPerChoice`
 */
export function satisfied(
  satisfaction: Float64Array,
  { occasions, choices }: Visits,
  perChoice: Float64Array,
  { memory }: ChurnOptions,
): Float64Array {
  return satisfaction.map((s, u) =>
    occasions[u]! > 0 ? memory * s + ((1 - memory) * choices[u]! * perChoice[u]!) / occasions[u]! : s,
  );
}

/** Chance to leave after a round: rate · max(0, 1 - s - tolerance) / (1 - tolerance), the whole rate at no satisfaction. */
export function leavingChance(satisfaction: number, { rate, tolerance }: ChurnOptions): number {
  return rate * (Math.max(0, 1 - satisfaction - tolerance) / (1 - tolerance));
}

/**
 * Who is left after a round: of those who came, each leaves by a draw of their own. Nobody comes back.
 * @param present (users) 1 for who was there in the round
 * @returns (users)
 */
export function stay(
  core: Core,
  key: Key,
  round: number,
  present: Uint8Array,
  satisfaction: Float64Array,
  { occasions }: Visits,
  options: ChurnOptions,
): Uint8Array {
  const stream = { key, round, purpose: purposes.churn };
  return present.map((here, u) => {
    if (here === 0 || !(occasions[u]! > 0)) return here;
    return core.uniform(stream, 0, u, 0) < leavingChance(satisfaction[u]!, options) ? 0 : 1;
  });
}
