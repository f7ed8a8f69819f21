import { z } from "zod";

/** Defaults follow Rendle, Krichene, Zhang and Koren (2021), "Revisiting the performance of iALS". */
export const ialsShape = {
  factors: z.int().min(1).max(512).default(16),
  sweeps: z.int().positive().default(8),
  objective: z.enum(["rendle", "hu"]).default("rendle"),
  unobservedWeight: z.number().nonnegative().default(0.1),
  regularization: z.number().nonnegative().default(0.01),
  frequencyExponent: z.number().nonnegative().default(1),
  confidence: z.number().positive().default(40),
};

export const modelSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("ials"),
    ...ialsShape,
    start: z.enum(["warm", "cold"]).default("warm"),
    warmSweeps: z.int().positive().default(3),
    tolerance: z.number().nonnegative().default(0),
    solver: z.enum(["exact", "cg", "auto"]).default("exact"),
    cgSteps: z.int().positive().default(3),
  }),
  z.strictObject({
    kind: z.literal("popularity"),
    exponent: z.number().nonnegative().default(1),
    by: z.enum(["all", "group"]).default("all"),
    pooling: z.number().min(0).max(1).default(0),
  }),
  z.strictObject({ kind: z.literal("random") }),
  z.strictObject({ kind: z.literal("oracle") }),
]);

export type ModelOptions = z.infer<typeof modelSchema>;
export type IalsOptions = Extract<ModelOptions, { kind: "ials" }>;
export type IalsObjective = Pick<
  IalsOptions,
  "factors" | "sweeps" | "objective" | "unobservedWeight" | "regularization" | "frequencyExponent" | "confidence"
>;
export type PopularityOptions = Extract<ModelOptions, { kind: "popularity" }>;
