import { accuracyMetrics } from "./accuracy.ts";
import { calibrationMetrics } from "./calibration.ts";
import { churnMetrics } from "./churn.ts";
import { concentrationMetrics } from "./concentration.ts";
import { coverageMetrics } from "./coverage.ts";
import { entropyMetrics } from "./entropy.ts";
import { fairnessMetrics } from "./fairness.ts";
import { fidelityMetrics } from "./fidelity.ts";
import { forGroup, isGroupwise } from "./groupwise.ts";
import { individualMetrics } from "./individual.ts";
import { intraListMetrics } from "./intraList.ts";
import { ledgerMetrics } from "./ledger.ts";
import type { Metric } from "./metric.ts";
import { nearestMetrics } from "./nearest.ts";
import { networkMetrics } from "./network.ts";
import { noveltyMetrics } from "./novelty.ts";
import { overlapMetrics } from "./overlap.ts";
import { popularityMetrics } from "./popularity.ts";
import { presenceMetrics } from "./presence.ts";
import { provenanceMetrics } from "./provenance.ts";
import type { MetricInfo } from "./records.ts";
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
  ...churnMetrics,
  ...intraListMetrics,
  ...noveltyMetrics,
  ...calibrationMetrics,
  ...fidelityMetrics,
  ...accuracyMetrics,
  ...spectrumMetrics,
  ...utilityMetrics,
  ...fairnessMetrics,
  ...provenanceMetrics,
  ...serviceMetrics,
  ...presenceMetrics,
  ...ledgerMetrics,
  ...networkMetrics,
  ...nearestMetrics,
  ...individualMetrics,
];

export const metricNames: readonly string[] = metrics.map((metric) => metric.name);

const byName = new Map(metrics.map((metric) => [metric.name, metric]));

/**
 * The families of metrics that "all" leaves out, since they take longer (network, likeness) or answer a question of their own
 * (individual): they are named, by family or one by one.
 */
export const onRequest: readonly string[] = ["network", "likeness", "individual"];

/**
 * @param name a metric's, or `name@group` for the users of one group where the metric is about users
 * @throws RangeError where no metric has that name
 */
export function metricNamed(name: string): Metric {
  const at = name.indexOf("@");
  const own = at < 0 ? name : name.slice(0, at);
  const metric = byName.get(own);
  if (metric && at >= 0 && isGroupwise(own)) return forGroup(metric, name.slice(at + 1));
  if (!metric || at >= 0) {
    throw new RangeError(`metrics: got the name "${name}", expected one of ${metricNames.join(", ")}`);
  }
  return metric;
}

/**
 * The metrics of which records hold values: those of the registry in its order, each followed by its groups', then those
 * of plug-ins.
 */
export function metricsOf<M extends MetricInfo = Metric>(
  records: readonly { readonly metrics: Readonly<Record<string, number>> }[],
  own: readonly M[] = [],
): (Metric | M)[] {
  const seen = new Set(records.flatMap((record) => Object.keys(record.metrics)));
  const ownName = (name: string) => name.split("@")[0];
  const known = metrics.flatMap(({ name }) => [...seen].filter((one) => ownName(one) === name).map(metricNamed));
  return [...known, ...own.filter(({ name }) => seen.has(name))];
}

/**
 * The values of the named metrics in one round, in the order of the names. Nothing else is computed; a metric that is not
 * defined in this round is left out.
 * @param own the metrics of plug-ins
 * @throws RangeError where a name is unknown, or a value is not finite
 */
export async function measure(
  view: RoundView,
  names: readonly string[],
  own: readonly Metric[] = [],
): Promise<Record<string, number>> {
  const wanted = names.map((name) => own.find((metric) => metric.name === name) ?? metricNamed(name));
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
