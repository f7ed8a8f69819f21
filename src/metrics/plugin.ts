import { check, type Guard } from "../plugins/index.ts";
import { type Metric, reported } from "./metric.ts";

/** A metric of one's own: named in `metrics:`. What it leaves out is filled in: it is reported, and not judged. */
export interface MetricPlugin extends Partial<Metric> {
  readonly part: "metric";
  readonly name: string;
  compute: Metric["compute"];
}

/** With everything that a metric of the registry has. */
export function metricOf({ part: _part, ...given }: MetricPlugin): Metric {
  const words = given.name.replaceAll("_", " ");
  const title = words.charAt(0).toUpperCase() + words.slice(1);
  const own = { title, family: "plugins", summary: `${title}, a metric of one's own.`, format: ".3f", ...reported };
  return { ...own, ...given, compute: (view) => given.compute(view) };
}

/** The same, with what it gives checked. */
export function guardedMetric(metric: Metric, guard: Guard): Metric {
  return {
    ...metric,
    async compute(view) {
      const value: unknown = await guard.wait("compute", () => metric.compute(view));
      if (value === undefined) return undefined;
      const isNumber = typeof value === "number" && Math.abs(value) < Infinity;
      check(guard, isNumber, "compute", () => `${String(value)}, expected a finite number, or undefined`);
      return value;
    },
  };
}
