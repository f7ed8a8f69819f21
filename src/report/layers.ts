import type { MetricInfo } from "../metrics/records.ts";
import type { ChartRow } from "./data.ts";
import type { ReportInput } from "./input.ts";
import { armStyles } from "./palette.ts";
import { leastSpan } from "./span.ts";
import { chartFormat, leastStep } from "./text.ts";
import { fileInks, pageInks } from "./theme.ts";

/**
 * The layers of a chart, from the back: the line of no difference and its harmful side, where the loop starts, sampling floor, band,
 * line, a dot a round, round 0, onset of collapse. Where differences are shown, the first two have data.
 */
export function chartLayers(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[], inPage: boolean) {
  const channels = encodings(input, info, rows, inPage);
  const { floor, floorDots } = floors(channels);
  const span = inPage
    ? { name: "span" }
    : { values: leastSpan(input, info, rows).map((value) => ({ at: 0.5, value })) };
  return [
    ...(inPage ? zero(channels, info.harm) : []),
    ...start(channels, span),
    ...(rows.some((r) => r.series === "floor") ? [floor, floorDots] : []),
    ...values(channels),
    ...(rows.some((r) => r.onset) ? [ring(channels)] : []),
  ];
}

type Channels = ReturnType<typeof encodings>;

function encodings(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[], inPage: boolean) {
  const last = rows.reduce((most, r) => Math.max(most, r.round), 1);
  const domain = input.arms.map((a) => a.name);
  const range = armStyles(input).map((s) => [...s.dash]);
  const key = inPage
    ? null
    : { title: null, orient: "bottom" as const, columns: 3, symbolType: "stroke", symbolOpacity: 1 };
  // "amount" is the page's own: it writes differences with their sign
  const format = { format: chartFormat(info.format), ...(inPage ? { formatType: "amount" } : {}) };
  const measure = { type: "quantitative" as const, ...format };
  const interval = [
    { field: "low", title: "95 % from", ...measure },
    { field: "high", title: "to", ...measure },
  ];
  return {
    ...(inPage ? pageInks : fileInks),
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
      axis: { ...format, tickCount: 5, tickMinStep: leastStep(format.format) },
    }),
    color: { field: "arm", type: "nominal" as const, scale: { domain }, legend: key },
    strokeDash: { field: "arm", type: "nominal" as const, scale: { domain, range }, legend: key },
    tooltip: (mean: string) => [
      { field: "arm", type: "nominal" as const, title: "arm" },
      { field: "round", type: "quantitative" as const, title: "round", format: "d" },
      { field: "mean", title: mean, ...measure },
      ...(inPage && input.bands?.length ? interval : []),
    ],
  };
}

/** Whole rounds, at most ten of them, round 0 and 1 among them where that many fit. */
export function ticks(last: number): number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000].find((s) => last / s <= 10) ?? Math.ceil(last / 10);
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}

const of = (series: ChartRow["series"]) => ({ filter: { field: "series", equal: series } });
const looped = { filter: { field: "round", gte: 1 } };
const defined = { filter: { field: "mean", valid: true } };

/** The side of zero on which a metric harms, the line between, and a word for it. Needs the data set "zero": nothing, or a row. */
function zero({ y, muted }: Channels, harm: MetricInfo["harm"]) {
  const data = { name: "zero" };
  const line = {
    data,
    mark: { type: "rule" as const, aria: false, color: muted, strokeWidth: 1 },
    encoding: { y: y("at") },
  };
  if (harm === "none") return [line];
  const edge = harm === "rises" ? 0 : ("height" as const);
  const word = { align: "right" as const, dx: -3, text: harm === "rises" ? "worse ↑" : "worse ↓" };
  const beside = harm === "rises" ? { baseline: "top" as const, dy: 3 } : { baseline: "bottom" as const, dy: -3 };
  return [
    {
      data,
      mark: { type: "rect" as const, aria: false, color: "var(--harm)", opacity: 1 },
      encoding: { y: y("at"), y2: { value: edge } },
    },
    line,
    {
      data,
      mark: { type: "text" as const, aria: false, color: muted, fontSize: 10, ...word, ...beside },
      encoding: { x: { value: "width" as const }, y: { value: edge } },
    },
  ];
}

function start({ x, y, muted }: Channels, span: { name: string } | { values: { at: number; value: number }[] }) {
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
      data: span,
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
      encoding: { x, y: y("low"), y2: { field: "high" }, color },
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
