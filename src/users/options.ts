import { z } from "zod";
import { choiceSchema } from "./choice/index.ts";
import { churnSchema } from "./churn.ts";
import { discoverySchema } from "./discovery/options.ts";
import { influenceSchema } from "./influence.ts";
import { reinforcementSchema } from "./preferences/reinforcement.ts";
import { satiationSchema } from "./preferences/satiation.ts";
import { shocksSchema } from "./preferences/shocks.ts";
import { ratingSchema } from "./rating.ts";

const attention = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("none") }),
  z.strictObject({ kind: z.literal("geometric"), persistence: z.number().gt(0).max(1).default(0.85) }),
  z.strictObject({ kind: z.literal("log") }),
  z.strictObject({ kind: z.literal("power"), exponent: z.number().nonnegative().default(0.8) }),
]);

export const usersSchema = z.strictObject({
  attention: attention.default({ kind: "log" }),
  choice: choiceSchema.default({ kind: "logit" }),
  choices: z.int().positive().default(1),
  temperature: z.number().positive().default(1),
  outside: z.boolean().default(true),
  organic: z.number().min(0).max(1).default(0),
  adoption: z.number().min(0).max(1).default(1),
  discovery: discoverySchema.prefault({}),
  wordOfMouth: z.number().min(0).max(1).default(0),
  influence: influenceSchema.prefault({}),
  repeats: z.enum(["allow", "deny"]).default("allow"),
  drift: z.number().min(0).max(1).default(0),
  satiation: satiationSchema.prefault({}),
  reinforcement: reinforcementSchema.prefault({}),
  shocks: shocksSchema.default([]),
  arrivals: z.number().nonnegative().default(0),
  churn: churnSchema.prefault({}),
  patience: z.int().positive().default(50),
  rating: ratingSchema.prefault({}),
});

export type UsersOptions = z.infer<typeof usersSchema>;
export type Attention = UsersOptions["attention"];
