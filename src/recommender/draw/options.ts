import { z } from "zod";
import { pluginSchema } from "../../plugins/index.ts";

export const softmaxSchema = z.strictObject({
  kind: z.literal("softmax"),
  temperature: z.number().positive().default(1),
});

export const thompsonSchema = z.strictObject({
  kind: z.literal("thompson"),
  samples: z.int().min(1).max(256).default(16),
  sigma: z.number().nonnegative().default(1),
});

/** How a slate is drawn: policies without options by their names alone. */
export const rankSchema = z
  .union([
    z.enum(["greedy", "proportional"]),
    z.discriminatedUnion("kind", [softmaxSchema, thompsonSchema, pluginSchema]),
  ])
  .default("greedy");

export type RankOptions = z.infer<typeof rankSchema>;
export type RankKind = Extract<RankOptions, string> | Exclude<RankOptions, string>["kind"];
export type ThompsonOptions = z.infer<typeof thompsonSchema>;

export function rankKind(rank: RankOptions): RankKind {
  return typeof rank === "string" ? rank : rank.kind;
}
