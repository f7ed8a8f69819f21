import type { MetricInfo } from "../metrics/records.ts";
import { meanByRound } from "./data.ts";
import type { ReportArm, ReportInput } from "./input.ts";

const width = 84;
const height = 22;
const margin = 2;

type Points = readonly { readonly round: number; readonly mean: number }[];

/** Small curves, one an arm and metric, with the arm's control dashed; all arms of a metric share a scale. */
export function sparkline(input: ReportInput, metrics: readonly MetricInfo[]) {
  const last = input.records.reduce((most, r) => Math.max(most, r.round), 1);
  const means = (arm: string, metric: string) => meanByRound(input, arm, metric).filter((p) => p.round > 0);
  const spans = new Map(
    metrics.map((m) => [
      m.name,
      span(
        input.arms.flatMap((a) => means(a.name, m.name)),
        m,
      ),
    ]),
  );
  const index = new Map(input.arms.map((a, i) => [a.name, i]));

  return (arm: ReportArm, metric: MetricInfo): string => {
    const [low, high] = spans.get(metric.name)!;
    const x = (round: number) => margin + (last > 1 ? (round - 1) / (last - 1) : 0.5) * (width - 2 * margin);
    const y = (mean: number) => height - margin - ((mean - low) / (high - low)) * (height - 2 * margin);
    const draw = (name: string, extra: string) => {
      const points: Points = means(name, metric.name);
      if (points.length === 0) return "";
      const path = points.map((p) => `${x(p.round).toFixed(1)},${y(p.mean).toFixed(1)}`);
      const [endX, endY] = path.at(-1)!.split(",");
      const stroke = `stroke="var(--arm${index.get(name)})"`;
      return `<polyline points="${path.join(" ")}" ${stroke}${extra}/><circle cx="${endX}" cy="${endY}" r="1" ${stroke}/>`;
    };
    const control =
      arm.control !== undefined && index.has(arm.control) ? draw(arm.control, ' stroke-dasharray="3 2"') : "";
    const own = draw(arm.name, "");
    return (
      own &&
      `<svg class="spark" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${control}${own}</svg>`
    );
  };
}

/** From the lowest to the highest mean, at least four δ wide, so that noise is not drawn as a slope. */
function span(points: Points, metric: MetricInfo): [number, number] {
  if (points.length === 0) return [0, 1];
  const low = points.reduce((least, p) => Math.min(least, p.mean), Number.POSITIVE_INFINITY);
  const high = points.reduce((most, p) => Math.max(most, p.mean), Number.NEGATIVE_INFINITY);
  const short = Math.max(0, 4 * metric.delta - (high - low)) / 2;
  const flat = high - low + 2 * short > 0 ? 0 : Math.abs(low) || 1;
  return [low - short - flat, high + short + flat];
}
