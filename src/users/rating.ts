import { z } from "zod";
import type { Core, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { type LiftedLogit, utility } from "../world/index.ts";

export const ratingSchema = z.strictObject({ noise: z.number().nonnegative().default(0) });

/** Whose taste rates, and when. */
export interface Raters {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  /** utilities, to be multiplied by `temperature` */
  readonly logit: LiftedLogit;
  readonly temperature: number;
  /** standard deviation of the rating about the utility */
  readonly noise: number;
}

/** What a user gives an item consumed in a round: its utility to them, and normal noise keyed by user, item and round. */
export function rate({ core, key, round, logit, temperature, noise }: Raters, user: number, item: number): number {
  const felt = temperature * utility(logit, user, item);
  return noise === 0 ? felt : felt + noise * core.normal({ key, round, purpose: purposes.rating }, 0, user, item);
}
