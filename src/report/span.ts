import type { MetricInfo } from "../metrics/records.ts";
import type { ChartRow } from "./data.ts";
import type { ReportInput } from "./input.ts";
import { leastStep } from "./text.ts";

/** Two δ, or two steps of the format: half of what an axis shows at least, and what it shows on either side of no difference. */
export function leastHalf({ delta, format }: MetricInfo): number {
  return 2 * Math.max(delta, leastStep(format));
}

/**
 * What the axis shows at least: four δ, and four steps of the format, about the arms' mean, so that noise far below a collapse is
 * not magnified into one; within the range in which the metric can lie.
 */
export function leastSpan(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[]): [number, number] {
  const treated = new Set(input.arms.filter((a) => a.kind === "arm").map((a) => a.name));
  const present = rows.filter((r): r is ChartRow & { mean: number } => r.mean !== null);
  const own = present.filter((r) => r.series === "value" && treated.has(r.arm));
  const shown = own.length > 0 ? own : present;
  if (shown.length === 0) return [0, 1];
  const low = present.reduce((least, r) => Math.min(least, r.mean), Number.POSITIVE_INFINITY);
  const high = present.reduce((most, r) => Math.max(most, r.mean), Number.NEGATIVE_INFINITY);
  const centre = shown.reduce((sum, r) => sum + r.mean, 0) / shown.length;
  const half = leastHalf(info);
  const [least, most] = info.bounds ?? [];
  const bottom = least ?? (low >= 0 ? 0 : Number.NEGATIVE_INFINITY);
  const top = most ?? (high <= 1 && info.format.endsWith("%") ? 1 : Number.POSITIVE_INFINITY);
  return [Math.max(bottom, centre - half), Math.min(top, centre + half)];
}
