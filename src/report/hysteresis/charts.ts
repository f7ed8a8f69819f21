import type { TopLevelSpec } from "vega-lite";
import type { Hysteresis, MetricInfo } from "../../metrics/records.ts";
import type { ReportInput } from "../input.ts";
import { ticks } from "../layers.ts";
import { linesOf } from "../lines.ts";
import { grey, hues } from "../palette.ts";
import { chartFormat, leastStep } from "../text.ts";
import { fileConfig, fileInks, pageInks } from "../theme.ts";
import { toldBy } from "./answer.ts";
import { beginnings, beginsIn, type Group, groupsOf, type LateRow, NEVER, rowsOf } from "./rows.ts";

/** One safeguard, begun early and late, over the rounds, with its own rows, which the page's script filters by arm. */
export interface LateChart {
  readonly title: string;
  /** what kind of safeguard it is, where the scenario says */
  readonly kind: string;
  readonly summary: string;
  readonly spec: TopLevelSpec;
  readonly rows: readonly LateRow[];
}

type Place = "file" | "page";

/**
 * A chart for each safeguard that comes late: the arm that has it from round 1 on, those that begin late and the one that
 * never does, with their intervals and a rule where each late one begins. By the metric that the answer is told by; all on one scale.
 */
export function lateCharts(input: ReportInput, place: Place): LateChart[] {
  const { hysteresis, metrics } = input;
  const metric = hysteresis && toldBy(hysteresis.arms, metrics);
  if (!hysteresis || !metric) return [];
  const { rounds, of } = linesOf(input);
  const lines = new Map(of(metric.name).map((line) => [line.arm, line]));
  const index = new Map(input.arms.map(({ name }, a) => [name, a]));
  const groups = groupsOf(hysteresis).map((group) => {
    const rows = group.members.flatMap(({ arm, begins }) => {
      const line = lines.get(arm);
      return line ? rowsOf(line, begins, index.get(arm) ?? -1, rounds) : [];
    });
    return { ...group, rows };
  });
  const drawn = groups.filter(({ rows }) => rows.length > 0);
  const ends = drawn.flatMap(({ rows }) => rows.flatMap(({ mean, low, high }) => [mean, low, high]));
  const values = ends.filter((value): value is number => value !== null);
  const domain = [Math.min(...values), Math.max(...values)];
  return drawn.map((group) => ({
    title: group.title,
    kind: group.kind,
    summary: input.arms.find(({ name }) => name === group.title)?.description ?? "",
    spec: specOf(input, hysteresis, metric, group, domain, place),
    rows: group.rows,
  }));
}

function specOf(
  input: ReportInput,
  hysteresis: Hysteresis,
  metric: MetricInfo,
  { title, starts, rows }: Group & { readonly rows: readonly LateRow[] },
  domain: readonly number[],
  place: Place,
): TopLevelSpec {
  const inks = place === "page" ? pageInks : fileInks;
  const channels = channelsOf(hysteresis, metric, domain, place);
  const frame =
    place === "page"
      ? { width: "container", data: { name: "rows" }, autosize: { type: "fit-x", contains: "padding" } }
      : { width: 560, data: { name: "rows", values: [...rows] }, title, config: fileConfig(input) };
  const spec = {
    ...frame,
    height: 210,
    description: `${metric.title} by round, with the safeguard of ${title} begun in round 1, late, and never.`,
    layer: [...starts.flatMap((from) => startMarks(from, channels, inks.muted)), ...courses(channels)],
  };
  return spec as unknown as TopLevelSpec;
}

function channelsOf(hysteresis: Hysteresis, { format }: MetricInfo, domain: readonly number[], place: Place) {
  const begins = beginnings(hysteresis);
  const neutral = place === "page" ? "var(--neutral)" : grey[0];
  const hue = (n: number) => (place === "page" ? `var(--begins${n})` : hues[n % hues.length]![0]);
  const range = begins.map((name, n) => (name === NEVER ? neutral : hue(n)));
  const dashes = begins.map((name) => (name === NEVER ? [4, 4] : [1, 0]));
  const legend = place === "page" ? null : { title: "the safeguard begins", orient: "bottom", columns: 4 };
  const measure = { type: "quantitative", format: chartFormat(format) };
  const axis = { format: chartFormat(format), tickCount: 5, tickMinStep: leastStep(format) };
  return {
    x: {
      field: "round",
      type: "quantitative",
      title: "round",
      scale: { domain: [1, hysteresis.rounds], nice: false, padding: 8 },
      axis: { format: "d", values: ticks(hysteresis.rounds).filter((round) => round > 0) },
    },
    y: (field: string) => ({
      field,
      type: "quantitative",
      title: null,
      scale: { domain, nice: true, zero: false },
      axis,
    }),
    color: { field: "begins", type: "nominal", scale: { domain: begins, range }, legend },
    strokeDash: { field: "begins", type: "nominal", scale: { domain: begins, range: dashes }, legend },
    tooltip: [
      { field: "arm", type: "nominal", title: "arm" },
      { field: "begins", type: "nominal", title: "safeguard begins" },
      { field: "round", type: "quantitative", title: "round", format: "d" },
      { field: "mean", title: "mean", ...measure },
      { field: "low", title: "95 % from", ...measure },
      { field: "high", title: "to", ...measure },
    ],
  };
}

type Channels = ReturnType<typeof channelsOf>;

/** Between the last round without the safeguard and the first with it. */
function startMarks(from: number, { x, color }: Channels, muted: string) {
  const data = { values: [{ round: from - 0.5, begins: beginsIn(from), text: `from ${from}` }] };
  const label = { align: "left", baseline: "bottom", dx: -2, y: -3, fontSize: 10, color: muted };
  return [
    { data, mark: { type: "rule", aria: false, strokeDash: [2, 2], strokeWidth: 1.5 }, encoding: { x, color } },
    { data, mark: { type: "text", aria: false, ...label }, encoding: { x, text: { field: "text", type: "nominal" } } },
  ];
}

function courses({ x, y, color, strokeDash, tooltip }: Channels) {
  const defined = { filter: { field: "mean", valid: true } };
  const detail = { field: "arm", type: "nominal" };
  return [
    {
      mark: { type: "area", aria: false, opacity: 0.18, line: false },
      encoding: { x, y: y("low"), y2: { field: "high" }, color, detail },
    },
    { mark: { type: "line", aria: false, strokeWidth: 2 }, encoding: { x, y: y("mean"), color, strokeDash, detail } },
    {
      transform: [defined],
      mark: { type: "circle", size: 9, opacity: 1, stroke: "transparent", strokeWidth: 10 },
      encoding: { x, y: y("mean"), color, tooltip },
    },
  ];
}
