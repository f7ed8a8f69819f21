import { z } from "zod";
import { trainSchema } from "../log/weights/options.ts";
import { modelSchema } from "../models/options.ts";
import { rankSchema } from "./draw/options.ts";
import { rerankerSchema } from "./rerank/options.ts";

const share = z.number().min(0).max(1);

/** ε, by slot unless it says otherwise. */
export const exploreSchema = z
  .union([share, z.strictObject({ by: z.enum(["slot", "request"]).default("slot"), rate: share.default(0) })])
  .default(0);

export const recommenderSchema = z.strictObject({
  model: modelSchema.prefault({ kind: "ials" }),
  every: z.int().positive().default(1),
  retrieve: z.array(z.strictObject({ model: modelSchema, count: z.int().positive().default(100) })).default([]),
  slate: z.int().positive().default(10),
  pool: z.int().positive().optional(),
  rerank: z.array(rerankerSchema).default([]),
  rank: rankSchema,
  explore: exploreSchema,
  inclusionDraws: z.int().min(1).max(65_536).default(64),
  coldUser: z.enum(["popularity", "foldIn", "random"]).default("popularity"),
  coldItem: z.enum(["deny", "allow"]).default("deny"),
  train: trainSchema.prefault({}),
});

export type RecommenderOptions = z.infer<typeof recommenderSchema>;
