import { z } from "zod";
import { modelSchema } from "../models/options.ts";

export const recommenderSchema = z.strictObject({
  model: modelSchema.prefault({ kind: "ials" }),
  every: z.int().positive().default(1),
  retrieve: z.array(z.strictObject({ model: modelSchema, count: z.int().positive().default(100) })).default([]),
  slate: z.int().positive().default(10),
  rank: z.enum(["greedy", "proportional"]).default("greedy"),
  explore: z.number().min(0).max(1).default(0),
  coldUser: z.enum(["popularity", "foldIn", "random"]).default("popularity"),
  coldItem: z.enum(["deny", "allow"]).default("deny"),
});

export type RecommenderOptions = z.infer<typeof recommenderSchema>;
