import { z } from "zod";
import { decaySchema } from "./decay.ts";
import { negativesSchema } from "./negatives.ts";
import { popularitySchema } from "./popularity.ts";
import { positionSchema } from "./position.ts";
import { propensitySchema } from "./propensity.ts";

/** What training rows weigh beside their provenance, and what impressions without a choice do. */
export const trainSchema = z.strictObject({
  propensity: propensitySchema.prefault({}),
  position: positionSchema.prefault({}),
  popularity: popularitySchema.prefault({}),
  decay: decaySchema.prefault({}),
  negatives: negativesSchema.prefault({}),
});

export type TrainOptions = z.infer<typeof trainSchema>;
