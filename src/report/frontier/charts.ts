import type { TopLevelSpec } from "vega-lite";
import type { Frontier, FrontierMeasure, Price } from "../../metrics/records.ts";
import type { ReportInput } from "../input.ts";
import { grey, hues } from "../palette.ts";
import { fileConfig, fileInks, pageInks } from "../theme.ts";
import { priceWords } from "./prices.ts";
import { type FrontierRow, keptRows, NONE, priceRows, safeguardsOf } from "./rows.ts";

/** A chart of a frontier with its own rows, which the page's script filters by arm. */
export interface FrontierChart {
  readonly title: string;
  readonly summary: string;
  readonly spec: TopLevelSpec;
  readonly rows: readonly FrontierRow[];
  readonly tall: boolean;
}

type Place = "file" | "page";

/** Fidelity kept by every arm, then against each price, of the first measure. */
export function frontierCharts(input: ReportInput, place: Place): FrontierChart[] {
  const { frontier } = input;
  const measure = frontier?.measures[0];
  if (!frontier || !measure || measure.arms.length === 0) return [];
  const index = new Map(input.arms.map(({ name }, a) => [name, a]));
  return [
    keptChart(input, frontier, keptRows(frontier, measure, index), place),
    ...frontier.prices.map((price) => priceChart(input, frontier, measure, price, index, place)),
  ];
}

function frame(input: ReportInput, rows: readonly FrontierRow[], place: Place, title: string) {
  return place === "page"
    ? {
        width: "container" as const,
        data: { name: "rows" },
        autosize: { type: "fit-x" as const, contains: "padding" as const },
      }
    : { width: 560, data: { name: "rows", values: [...rows] }, title, config: fileConfig(input) };
}

/** The safeguards' hues, in their order; the arm without one, and references, in grey. */
function channels(frontier: Frontier, place: Place) {
  const names = safeguardsOf(frontier);
  const range = names.map((_, n) => (place === "page" ? `var(--safe${n})` : hues[n % hues.length]![0]));
  const domain = [...names, NONE];
  const legend = place === "page" ? null : { title: null, orient: "bottom" as const, columns: 4 };
  const neutral = place === "page" ? "var(--neutral)" : grey[0];
  const percent = { type: "quantitative" as const, format: ".0%" };
  return {
    ...(place === "page" ? pageInks : fileInks),
    color: { field: "safeguard", type: "nominal" as const, scale: { domain, range: [...range, neutral] }, legend },
    tooltip: [
      { field: "arm", type: "nominal" as const, title: "arm" },
      { field: "safeguard", type: "nominal" as const, title: "safeguard" },
      { field: "kept", title: "fidelity kept", ...percent },
      { field: "low", title: "from", ...percent },
      { field: "high", title: "to", ...percent },
    ],
  };
}

const bounded = { filter: { field: "low", valid: true } };

function keptChart(input: ReportInput, frontier: Frontier, rows: readonly FrontierRow[], place: Place): FrontierChart {
  const { color, tooltip, muted } = channels(frontier, place);
  const x = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "fidelity kept",
    axis: { format: ".0%", grid: true, tickCount: 6 },
  });
  const y = {
    field: "arm",
    type: "nominal" as const,
    sort: rows.map(({ arm }) => arm),
    title: null,
    axis: { ticks: false, labelLimit: 140 },
  };
  const title = "Fidelity kept, arm by arm";
  const spec = {
    ...frame(input, rows, place, title),
    height: 17 * rows.length,
    description: "Share of the lost fidelity that each safeguard gives back, with its interval.",
    layer: [
      rule("x", 0, muted, [1, 0]),
      rule("x", 1, muted, [3, 3]),
      {
        transform: [bounded],
        mark: { type: "rule" as const, aria: false, strokeWidth: 2 },
        encoding: { x: x("low"), x2: { field: "high" }, y, color },
      },
      { mark: { type: "circle" as const, size: 46, opacity: 1 }, encoding: { x: x("kept"), y, color, tooltip } },
    ],
  };
  return {
    title,
    summary: "0 % is the arm without a safeguard, 100 % what sampling alone allows. Lines are 95 % intervals.",
    spec: spec as TopLevelSpec,
    rows,
    tall: true,
  };
}

function rule(axis: "x" | "y", at: number, color: string, strokeDash: readonly number[]) {
  const encoding = { [axis]: { field: "at", type: "quantitative" } };
  return {
    data: { values: [{ at }] },
    mark: { type: "rule", aria: false, color, opacity: 0.6, strokeDash: [...strokeDash] },
    encoding,
  };
}

const sides = {
  right: { align: "left", dx: 6 },
  left: { align: "right", dx: -6 },
  above: { align: "center", dy: -11 },
  below: { align: "center", dy: 12 },
} as const;

function priceChart(
  input: ReportInput,
  frontier: Frontier,
  measure: FrontierMeasure,
  price: Price,
  index: ReadonlyMap<string, number>,
  place: Place,
): FrontierChart {
  const rows = priceRows(frontier, measure, price, index);
  const { color, tooltip, ink, muted } = channels(frontier, place);
  const { title, format } = priceWords[price];
  const ground = place === "page" ? "var(--bg)" : "#fff";
  const x = {
    field: "price",
    type: "quantitative" as const,
    title,
    scale: { nice: false, zero: false, padding: 10 },
    axis: { format, tickCount: 5 },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    title: "fidelity kept",
    scale: { zero: false },
    axis: { format: ".0%", tickCount: 6 },
  });
  const faint = { condition: { test: "datum.front || datum.pays", value: 1 }, value: 0.35 };
  const priced = [...tooltip, { field: "price", type: "quantitative" as const, title: priceWords[price].name, format }];
  const spec = {
    ...frame(input, rows, place, title),
    height: 300,
    description: `Fidelity kept against ${title.toLowerCase()}; the line is the front that no arm beats.`,
    layer: [
      rule("y", 0, muted, [1, 0]),
      {
        transform: [{ filter: "datum.front" }],
        mark: { type: "line", aria: false, interpolate: "step-after", color: ink, strokeWidth: 1, opacity: 0.7 },
        encoding: { x, y: y("kept"), order: { field: "price", type: "quantitative" } },
      },
      {
        transform: [bounded],
        mark: { type: "rule", aria: false, strokeWidth: 1.5 },
        encoding: { x, y: y("low"), y2: { field: "high" }, color, opacity: faint },
      },
      { mark: { type: "circle", size: 50 }, encoding: { x, y: y("kept"), color, opacity: faint, tooltip: priced } },
      ...Object.entries(sides).flatMap(([side, offset]) =>
        [{ stroke: ground, strokeWidth: 3, strokeJoin: "round" }, {}].map((halo) => ({
          transform: [{ filter: `datum.side === '${side}'` }],
          mark: { type: "text", aria: false, fontSize: 10, baseline: "middle", color: ink, ...offset, ...halo },
          encoding: { x, y: y("kept"), text: { field: "arm", type: "nominal" } },
        })),
      ),
    ],
  };
  const summary =
    "The line joins the arms that none beats at no higher price; whoever pays nothing of it is faint. Bars are 95 % intervals.";
  return {
    title: `Against ${priceWords[price].name}`,
    summary,
    spec: spec as unknown as TopLevelSpec,
    rows,
    tall: false,
  };
}
