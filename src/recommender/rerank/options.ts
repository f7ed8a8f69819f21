import { z } from "zod";
import { calibratedSchema } from "./calibrated.ts";
import { floorSchema } from "./floor.ts";
import { mmrSchema } from "./mmr.ts";
import { popularitySchema } from "./popularity.ts";
import { randomSchema } from "./random.ts";

export const rerankerSchema = z.discriminatedUnion("kind", [
  mmrSchema,
  calibratedSchema,
  popularitySchema,
  floorSchema,
  randomSchema,
]);

export type RerankerOptions = z.infer<typeof rerankerSchema>;
