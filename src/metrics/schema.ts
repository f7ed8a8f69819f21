import { z } from "zod";
import { groupwiseNames } from "./groupwise.ts";
import { metricNames, metrics, onRequest } from "./registry.ts";

/** Families whose name is no metric's. */
const families = [...new Set(metrics.map((metric) => metric.family))].filter((name) => !metricNames.includes(name));
const once = { error: "expected every name once" };
/** Names that a list may hold without a plug-in. */
export const knownNames: readonly string[] = [...metricNames, ...families, "all"];
const distinct = (names: readonly string[]) => new Set(names).size === names.length;

/** The scenario's `metrics:` key: "all", or a list of names of metrics and families, each once. A plug-in's may have any name. */
export const metricsSchema = z
  .union([
    z.literal("all"),
    z
      .array(z.union([z.enum([...knownNames]), z.string().min(1)]))
      .min(1)
      .refine(distinct, once),
  ])
  .describe(
    'what to measure each round: "all" but network, likeness and individual, or a list of metrics and families from docs/metrics.md',
  );

/** The scenario's `measure.groups` key. */
export const groupsSchema = z
  .array(z.enum([...groupwiseNames]))
  .refine(distinct, once)
  .default([])
  .describe("metrics to measure for each group of users as well, as name@group");

/** The names that a parsed `metrics:` key asks for, in the order of the registry; those of plug-ins come last. */
export function requestedMetrics(
  choice: z.infer<typeof metricsSchema>,
  own: readonly { readonly name: string }[] = [],
): readonly string[] {
  const asked = choice === "all" ? ["all"] : choice;
  const isAsked = ({ name, family }: { name: string; family: string }) =>
    asked.includes(name) ||
    (families.includes(family) && asked.includes(family)) ||
    (asked.includes("all") && !onRequest.includes(family));
  const isOwn = ({ name }: { readonly name: string }) => asked.includes(name) || asked.includes("all");
  return [...metrics.filter(isAsked), ...own.filter(isOwn)].map((metric) => metric.name);
}

/** The names of metrics asked for by group, metric by metric. */
export function metricsByGroup(names: readonly string[], groups: readonly string[]): readonly string[] {
  return names.flatMap((name) => groups.map((group) => `${name}@${group}`));
}
