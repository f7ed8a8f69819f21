import { z } from "zod";
import { metricNames } from "./registry.ts";

/** The scenario's `metrics:` key: "all", or a list of names, each once. */
export const metricsSchema = z
  .union([
    z.literal("all"),
    z
      .array(z.enum([...metricNames]))
      .min(1)
      .refine((names) => new Set(names).size === names.length, { error: "expected every metric once" }),
  ])
  .describe('what to measure each round: "all", or a list of names from docs/metrics.md');

/** The names that a parsed `metrics:` key asks for, in the order of the registry. */
export function requestedMetrics(choice: z.infer<typeof metricsSchema>): readonly string[] {
  return choice === "all" ? metricNames : metricNames.filter((name) => choice.includes(name));
}
