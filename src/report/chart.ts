import type { TopLevelSpec } from "vega-lite";
import type { MetricInfo } from "../metrics/records.ts";
import { type ChartRow, chartRows } from "./data.ts";
import type { ReportInput } from "./input.ts";
import { chartLayers } from "./layers.ts";
import { fileConfig } from "./theme.ts";

export interface ChartOptions {
  /**
   * "file": title, legend and data inside, fixed size. "page": none of these, as wide as its place; given are the data sets
   * "rows", "span" (what the y axis shows at least) and "zero" (the line of no difference, empty where values are shown)
   */
  readonly place?: "file" | "page";
}

/**
 * A vega-lite specification of one metric over the rounds: mean of the replicates by arm, a band of its 95 % interval, round 0
 * as diamonds before the loop starts, the sampling floor as a thin line, a ring where a collapse begins.
 *
 * @throws {RangeError} when the input does not list the metric
 */
export function chartSpec(input: ReportInput, metric: string | MetricInfo, options: ChartOptions = {}): TopLevelSpec {
  const name = typeof metric === "string" ? metric : metric.name;
  const info = input.metrics.find((m) => m.name === name);
  if (!info) {
    const known = input.metrics.map((m) => m.name).join(", ");
    throw new RangeError(`no metric "${name}" in this run: give one of ${known || "(it has none)"}`);
  }
  const floor = input.metrics.find((m) => m.name === `${name}_floor`);
  return specOf(input, info, chartRows(input, info, floor), options.place === "page");
}

/** The same of rows that are known. */
export function specOf(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[], inPage: boolean): TopLevelSpec {
  const frame = inPage
    ? { width: "container" as const, height: 210, data: { name: "rows" } }
    : {
        width: 560,
        height: 280,
        data: { name: "rows", values: rows },
        title: title(input, info, rows),
        config: fileConfig(input),
      };
  return {
    ...frame,
    description: `${info.title} by round and arm. ${info.summary}`,
    autosize: inPage ? { type: "fit-x", contains: "padding" } : { type: "pad" },
    layer: chartLayers(input, info, rows, inPage),
  };
}

function title(input: ReportInput, info: MetricInfo, rows: readonly ChartRow[]) {
  const kinds = new Set(input.arms.map((a) => a.kind));
  const replicates = new Set(input.records.map((r) => r.replicate)).size;
  const lines =
    replicates > 1
      ? `Mean of ${replicates} replicates${input.bands?.length ? ", band: its 95 % interval" : ""}.`
      : "One replicate.";
  const marks = [
    ...(kinds.has("control") ? ["Dashed: control."] : []),
    ...(kinds.has("twin") ? ["Dotted: twin."] : []),
    ...(rows.some((r) => r.series === "floor") ? ["Thin grey: sampling floor."] : []),
    ...(rows.some((r) => r.onset) ? ["Ring: collapse begins."] : []),
  ];
  return {
    text: info.title,
    subtitle: [...wrap(info.summary), ...wrap([`A round is one ${input.period}.`, lines, ...marks].join(" "))],
  };
}

/** Lines of about a chart's width: a longer one would squeeze or overrun the plot. */
function wrap(text: string, width = 66): string[] {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}
