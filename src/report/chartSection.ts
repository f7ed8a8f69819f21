import { specOf } from "./chart.ts";
import type { Chart, ChartFamily } from "./charts.ts";
import { chartRows, columns, onsets } from "./data.ts";
import type { ReportInput } from "./input.ts";
import { linesOf, packed } from "./lines.ts";
import { armStyles } from "./palette.ts";
import { leastHalf, leastSpan } from "./span.ts";
import { familyTitle, fullTable } from "./table.ts";
import { html } from "./text.ts";
import { pageConfig } from "./theme.ts";
import { noteOn, type View, viewsOf } from "./views.ts";

/** Round by round: which arms and what of them, a chart for each metric, and every figure. */
export function chartSection(input: ReportInput, families: readonly ChartFamily[]): string {
  const views = viewsOf(input);
  return `<div class="switches">${viewSwitches(views)}${armSwitches(input)}</div>
${viewNotes(input, views)}
<noscript><p>The charts need JavaScript, which is off here. The tables above and below hold first and last values, differences and
collapse rounds of every metric; the course in between is in metrics.parquet beside this page.</p></noscript>
${chartGrid(families)}
<details><summary>Every metric in figures</summary>${fullTable(input)}</details>`;
}

/** What the charts show of each arm; nothing where there is nothing to take from it. */
function viewSwitches(views: readonly View[]): string {
  if (views.length < 2) return "";
  const labels = views.map(
    ({ id, title }, n) =>
      `<label><input type="radio" name="view" value="${html(id)}"${n === 0 ? " checked" : ""} autocomplete="off">${html(title)}</label>`,
  );
  return `<fieldset class="views"><legend>What the charts show of each arm</legend>${labels.join("\n")}</fieldset>`;
}

function viewNotes(input: ReportInput, views: readonly View[]): string {
  const notes = views.map(
    (view, n) =>
      `<p class="aside" data-view="${html(view.id)}"${n === 0 ? "" : " hidden"}>${html(noteOn(view, input))}</p>`,
  );
  return `<div aria-live="polite">${notes.join("\n")}</div>`;
}

/** The legend of every chart: a box an arm, arms before controls before twins. */
function armSwitches(input: ReportInput): string {
  const styles = armStyles(input).map((style, i) => ({ ...style, i }));
  const ordered = ["arm", "control", "twin"].flatMap((kind) => styles.filter((s) => s.arm.kind === kind));
  const labels = ordered.map(({ arm, dash, i }) => {
    const line = `<line x1="1" y1="5" x2="25" y2="5" stroke="var(--arm${i})" stroke-width="2" stroke-dasharray="${dash[1] ? dash.join(" ") : "none"}"/>`;
    const sample = `<svg width="26" height="10" aria-hidden="true">${line}</svg>`;
    return `<label title="${html(arm.description)}"><input type="checkbox" data-arm="${i}" checked autocomplete="off">${sample}${html(arm.name)}</label>`;
  });
  return `<fieldset class="arms"><legend>Arms shown in the charts</legend>${labels.join("\n")}</fieldset>`;
}

/** All charts in one grid, so that families of one chart waste no room; each is headed by its family's name. */
function chartGrid(families: readonly ChartFamily[]): string {
  const figures = families.flatMap(({ family, charts }) =>
    charts.map(({ metric }) => {
      const caption = `<small>${html(familyTitle(family))}</small><h3>${html(metric.title)}</h3>${html(metric.summary)}`;
      return `<figure><figcaption>${caption}</figcaption><div class="chart"></div></figure>`;
    }),
  );
  return `<div class="charts">${figures.join("\n")}</div>`;
}

/** A chart that brings rows of its own, each with the index `a` of its arm. */
interface OwnChart {
  readonly spec: unknown;
  readonly rows: readonly { readonly a: number }[];
}

/** What the page's script draws from: the records for the CSV, and the lines of every chart in every view. */
export function pageData(
  input: ReportInput,
  charts: readonly Chart[],
  own: readonly OwnChart[],
): Readonly<Record<string, unknown>> {
  const arm = new Map(input.arms.map((a, i) => [a.name, i]));
  const lines = linesOf(input);
  const views = viewsOf(input);
  return {
    columns: columns(input),
    rounds: lines.rounds,
    config: pageConfig(input),
    /* they come first, as their places do */
    own: own.map(({ spec, rows }) => ({ spec, rows })),
    charts: charts.map(({ metric, floor }) => {
      const rows = chartRows(input, metric, floor, lines);
      const viewed = views.map((view) => {
        const floors = floor && !view.minus ? lines.of(floor.name) : [];
        return [view.id, packed(lines.of(metric.name, view), floors, arm)] as const;
      });
      const rings = [...onsets(input, metric.name)].filter(([name]) => arm.has(name));
      return {
        metric: metric.name,
        views: Object.fromEntries(viewed),
        onsets: Object.fromEntries(rings.map(([name, onset]) => [arm.get(name)!, onset])),
        span: leastSpan(input, metric, rows),
        half: leastHalf(metric),
        spec: specOf(input, metric, rows, true),
      };
    }),
  };
}
