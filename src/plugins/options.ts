import { z } from "zod";

/** What each part that can be brought along is called in messages. */
export const partNames = {
  choice: "choice model",
  model: "model",
  reranker: "re-ranker",
  draw: "draw policy",
  regime: "data regime",
  metric: "metric",
} as const;
export type PartKind = keyof typeof partNames;

/** How a scenario names a part of one's own, wherever a part has kinds. */
export const pluginSchema = z.strictObject({
  kind: z.literal("plugin"),
  name: z.string().min(1),
  options: z.record(z.string(), z.unknown()).default({}),
});
export type PluginOptions = z.infer<typeof pluginSchema>;

/** What checks the options of a plug-in: a schema of zod's, or any object with such a `parse`. */
export interface OptionsSchema<O> {
  /** The options with every default, plain JSON. Throws where they are refused: an error with a message, or with zod's `issues`. */
  parse(options: unknown): O;
}
