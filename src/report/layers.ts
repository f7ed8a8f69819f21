import type { MetricInfo } from "../metrics/records.ts";
import type { ChartRow } from "./data.ts";
import type { ReportInput } from "./input.ts";
import { armStyles } from "./palette.ts";
import { chartFormat, leastStep } from "./text.ts";
import { fileInks, pageInks } from "./theme.ts";

/**
 * The layers of a chart, from the back: where the loop starts, sampling floor, band, line, a dot a round, round 0, onset of collapse.
 * Rows are expected aggregated: arm, round, series, mean, min, max, replicates, onset.
 */
export function chartLayers(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[], legend: boolean) {
  const channels = encodings(input, info, rows, legend);
  const { floor, floorDots } = floors(channels);
  return [
    ...start(channels, leastSpan(input, info, rows)),
    ...(rows.some((r) => r.series === "floor") ? [floor, floorDots] : []),
    ...values(channels),
    ...(rows.some((r) => r.onset) ? [ring(channels)] : []),
  ];
}

type Channels = ReturnType<typeof encodings>;

function encodings(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[], legend: boolean) {
  const last = rows.reduce((most, r) => Math.max(most, r.round), 1);
  const domain = input.arms.map((a) => a.name);
  const range = armStyles(input).map((s) => [...s.dash]);
  const key = legend
    ? { title: null, orient: "bottom" as const, columns: 3, symbolType: "stroke", symbolOpacity: 1 }
    : null;
  const format = chartFormat(info.format);
  const measure = { type: "quantitative" as const, format };
  return {
    ...(legend ? fileInks : pageInks),
    x: {
      field: "round",
      type: "quantitative" as const,
      title: "round",
      scale: { domain: [0, last], nice: false, padding: 8 },
      axis: { format: "d", values: ticks(last) },
    },
    y: (field: string) => ({
      field,
      type: "quantitative" as const,
      title: null,
      scale: { zero: false },
      axis: { format, tickCount: 5, tickMinStep: leastStep(format) },
    }),
    color: { field: "arm", type: "nominal" as const, scale: { domain }, legend: key },
    strokeDash: { field: "arm", type: "nominal" as const, scale: { domain, range }, legend: key },
    tooltip: (mean: string) => [
      { field: "arm", type: "nominal" as const, title: "arm" },
      { field: "round", type: "quantitative" as const, title: "round", format: "d" },
      { field: "mean", title: mean, ...measure },
      { field: "min", title: "lowest", ...measure },
      { field: "max", title: "highest", ...measure },
      { field: "replicates", type: "quantitative" as const, title: "replicates", format: "d" },
    ],
  };
}

/** Whole rounds, at most ten of them, round 0 and 1 among them where that many fit. */
function ticks(last: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => last / s <= 10) ?? Math.ceil(last / 10);
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}

const of = (series: ChartRow["series"]) => ({ filter: { field: "series", equal: series } });
const looped = { filter: { field: "round", gte: 1 } };
const defined = { filter: { field: "mean", valid: true } };

function start({ x, y, muted }: Channels, span: readonly [number, number]) {
  const at = { ...x, field: "at" };
  const label = { align: "left" as const, baseline: "bottom" as const, dx: -2, y: -3, text: "loop starts" };
  return [
    {
      data: { values: [{ at: 0.5 }] },
      mark: { type: "rule" as const, aria: false, color: muted, strokeDash: [2, 2], strokeWidth: 1, opacity: 0.7 },
      encoding: { x: at },
    },
    {
      data: { values: [{ at: 0.5 }] },
      mark: { type: "text" as const, aria: false, color: muted, fontSize: 10, ...label },
      encoding: { x: at },
    },
    {
      data: { values: span.map((value) => ({ at: 0.5, value })) },
      mark: { type: "point" as const, aria: false, opacity: 0, size: 0 },
      encoding: { x: at, y: y("value") },
    },
  ];
}

function floors({ x, y, tooltip, muted }: Channels) {
  return {
    floor: {
      transform: [of("floor"), looped],
      mark: { type: "line" as const, aria: false, color: muted, strokeWidth: 0.75, opacity: 0.6 },
      encoding: { x, y: y("mean"), detail: { field: "arm" } },
    },
    floorDots: {
      transform: [of("floor"), looped, defined],
      mark: { type: "point" as const, opacity: 0, size: 60, filled: true },
      encoding: { x, y: y("mean"), tooltip: tooltip("sampling floor") },
    },
  };
}

function values({ x, y, color, strokeDash, tooltip }: Channels) {
  return [
    {
      transform: [of("value"), looped],
      mark: { type: "area" as const, aria: false, opacity: 0.14, line: false },
      encoding: { x, y: y("min"), y2: { field: "max" }, color },
    },
    {
      transform: [of("value"), looped],
      mark: { type: "line" as const, aria: false, strokeWidth: 2 },
      encoding: { x, y: y("mean"), color, strokeDash },
    },
    {
      transform: [of("value"), looped, defined],
      mark: { type: "circle" as const, size: 9, opacity: 1, stroke: "transparent", strokeWidth: 10 },
      encoding: { x, y: y("mean"), color, tooltip: tooltip("mean") },
    },
    {
      transform: [of("value"), { filter: { field: "round", equal: 0 } }, defined],
      mark: { type: "point" as const, shape: "diamond" as const, size: 36, filled: true, opacity: 1 },
      encoding: { x, y: y("mean"), color, tooltip: tooltip("mean") },
    },
  ];
}

function ring({ x, y, tooltip, ink }: Channels) {
  const circle = { type: "point" as const, shape: "circle" as const, size: 120, filled: false, strokeWidth: 2 };
  return {
    transform: [of("value"), { filter: { field: "onset", equal: 1 } }, defined],
    mark: { ...circle, color: ink, opacity: 1 },
    encoding: { x, y: y("mean"), tooltip: tooltip("collapse begins, mean") },
  };
}

/**
 * What the axis shows at least: four δ, and four steps of the format, about the arms' mean, so that noise far below a collapse is
 * not magnified into one; within the range in which the metric can lie.
 */
function leastSpan(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[]): [number, number] {
  const treated = new Set(input.arms.filter((a) => a.kind === "arm").map((a) => a.name));
  const present = rows.filter((r): r is ChartRow & { value: number } => r.value !== null);
  const own = present.filter((r) => r.series === "value" && treated.has(r.arm));
  const shown = own.length > 0 ? own : present;
  if (shown.length === 0) return [0, 1];
  const low = present.reduce((least, r) => Math.min(least, r.value), Number.POSITIVE_INFINITY);
  const high = present.reduce((most, r) => Math.max(most, r.value), Number.NEGATIVE_INFINITY);
  const centre = shown.reduce((sum, r) => sum + r.value, 0) / shown.length;
  const half = 2 * Math.max(info.delta, leastStep(info.format));
  const bottom = low >= 0 ? 0 : Number.NEGATIVE_INFINITY;
  const top = high <= 1 && info.format.endsWith("%") ? 1 : Number.POSITIVE_INFINITY;
  return [Math.max(bottom, centre - half), Math.min(top, centre + half)];
}
