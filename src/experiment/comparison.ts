import type { ArmMetricSummary, Comparison } from "../metrics/index.ts";
import { mean } from "./series.ts";
import { holm } from "./statistics/holm.ts";
import type { Inference } from "./statistics/inference.ts";
import { momentsOf, pooledSkewness } from "./statistics/moments.ts";
import type { Bounds } from "./statistics/scale.ts";

/**
 * What paired differences of a metric say; nothing without any.
 * @param samples differences by round: the last are told, and share their skewness with those before
 */
export function compared(
  samples: readonly (readonly number[])[],
  bounds?: Bounds,
  inference?: Inference,
): Comparison | undefined {
  const differences = samples.at(-1) ?? [];
  const n = differences.length;
  if (n === 0) return undefined;
  const interval = inference?.ofDifferences(differences, bounds, pooledSkewness(samples));
  const p = inference?.pValue(differences);
  return {
    difference: mean(differences),
    ...(n > 1 ? { standardError: momentsOf(differences).deviation / Math.sqrt(n) } : {}),
    ...(interval ? { interval } : {}),
    ...(p === undefined ? {} : { p }),
  };
}

/**
 * Corrects p-values across arms: those of one metric against the same kind of reference are a family. Twins' own
 * differences from a control are another one.
 */
export function corrected(summary: readonly ArmMetricSummary[], isTwin: (arm: string) => boolean): ArmMetricSummary[] {
  const kindOf = (twin: string) => twin.split("-", 2).join("-");
  const families = new Map<string, number[]>();
  const visit = (name: string, p: number | undefined) => {
    if (p === undefined) return undefined;
    const family = families.get(name) ?? [];
    families.set(name, family);
    return family.push(p) - 1;
  };
  const own = (line: ArmMetricSummary) => `${line.metric} ${isTwin(line.arm) ? "twins" : "arms"}`;
  const beside = (line: ArmMetricSummary, twin: string) => `${line.metric} ${kindOf(twin)}`;
  const places = summary.map((line) => ({
    own: visit(own(line), line.p),
    twins: (line.twins ?? []).map(({ twin, p }) => visit(beside(line, twin), p)),
  }));
  const adjusted = new Map([...families].map(([name, values]) => [name, holm(values)]));
  const pHolm = (name: string, place: number | undefined) =>
    place === undefined ? {} : { pHolm: adjusted.get(name)![place]! };
  return summary.map((line, n) => ({
    ...line,
    ...pHolm(own(line), places[n]!.own),
    ...(line.twins
      ? { twins: line.twins.map((one, k) => ({ ...one, ...pHolm(beside(line, one.twin), places[n]!.twins[k]) })) }
      : {}),
  }));
}
