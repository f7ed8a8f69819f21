import { accuracyMetrics } from "./accuracy.ts";
import { concentrationMetrics } from "./concentration.ts";
import { coverageMetrics } from "./coverage.ts";
import { entropyMetrics } from "./entropy.ts";
import { fidelityMetrics } from "./fidelity.ts";
import { intraListMetrics } from "./intraList.ts";
import type { Metric } from "./metric.ts";
import { overlapMetrics } from "./overlap.ts";
import { popularityMetrics } from "./popularity.ts";
import { provenanceMetrics } from "./provenance.ts";
import { serviceMetrics } from "./service.ts";
import { spectrumMetrics } from "./spectrum.ts";
import { utilityMetrics } from "./utility.ts";
import type { RoundView } from "./view.ts";

/** Every metric, in the order in which tables and "all" list them. */
export const metrics: readonly Metric[] = [
  ...coverageMetrics,
  ...concentrationMetrics,
  ...entropyMetrics,
  ...popularityMetrics,
  ...overlapMetrics,
  ...intraListMetrics,
  ...fidelityMetrics,
  ...accuracyMetrics,
  ...spectrumMetrics,
  ...utilityMetrics,
  ...provenanceMetrics,
  ...serviceMetrics,
];

export const metricNames: readonly string[] = metrics.map((metric) => metric.name);

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/** @throws RangeError where no metric has that name */
export function metricNamed(name: string): Metric {
  const metric = byName.get(name);
  if (!metric) {
    throw new RangeError(`metrics: got the name "${name}", expected one of ${metricNames.join(", ")}`);
  }
  return metric;
}

/**
 * The values of the named metrics in one round, in the order of the names. Nothing else is computed; a metric that is not
 * defined in this round is left out.
 * @throws RangeError where a name is unknown, or a value is not finite
 */
export async function measure(view: RoundView, names: readonly string[]): Promise<Record<string, number>> {
  const wanted = names.map(metricNamed);
  const values: Record<string, number> = {};
  for (const metric of wanted) {
    const value = await metric.compute(view);
    if (value === undefined) continue;
    if (!(Math.abs(value) < Infinity)) {
      throw new RangeError(
        `metrics: ${metric.name} of round ${view.round} is ${value}, expected a finite number; check what the round hands over`,
      );
    }
    values[metric.name] = value;
  }
  return values;
}
