import { chartSpec } from "./chart.ts";
import { type Chart, type ChartFamily, chartFamilies } from "./charts.ts";
import { client } from "./client.ts";
import { columns, onsets } from "./data.ts";
import { fitSection } from "./fit.ts";
import { type FrontierChart, frontierCharts } from "./frontier/charts.ts";
import { safeguardsOf } from "./frontier/rows.ts";
import { frontierSection } from "./frontier/section.ts";
import { hysteresisSection } from "./hysteresis/section.ts";
import type { ReportInput } from "./input.ts";
import { armStyles } from "./palette.ts";
import { readingSection } from "./reading.ts";
import { styleSheet } from "./style.ts";
import { familyTitle, fullTable, keyTable } from "./table.ts";
import { html, scriptJson, scriptText } from "./text.ts";
import { armProperties, pageConfig } from "./theme.ts";

/** The minified scripts that the page draws with: vega/build/vega.min.js and vega-lite/build/vega-lite.min.js. */
export interface Scripts {
  readonly vega: string;
  readonly vegaLite: string;
}

/**
 * One self-contained page: style, scripts and data inside, nothing fetched. The same input and scripts give the same text.
 * Every string of the input is escaped, and only the page's own scripts carry the nonce that its policy asks for.
 */
export function renderReport(input: ReportInput, scripts: Scripts): string {
  const families = chartFamilies(input);
  const charts = families.flatMap((f) => f.charts);
  const priced = frontierCharts(input, "page");
  const stops = frontierSection(input, priced);
  const late = hysteresisSection(input);
  const nonce = `m${input.digest.replace(/[^0-9A-Za-z]/g, "")}`;
  // vega turns its expressions into functions: 'unsafe-eval'; what an expression holds is ours, names stay in the data
  const policy = `default-src 'none'; script-src 'nonce-${nonce}' 'unsafe-eval'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'`;
  const script = (text: string) => `<script nonce="${nonce}">${scriptText(text)}</script>`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="generator" content="Monoculture">
<title>${html(input.name)} · Monoculture</title>
<link rel="icon" href="data:,">
<style>${styleSheet(armProperties(input, input.frontier ? safeguardsOf(input.frontier) : []))}</style>
</head>
<body>
<main>
${header(input)}
${section("What happened", keyTable(input))}
${stops ? section("What stops it, and at what price", stops) : ""}
${late ? section("When the safeguard comes late", late) : ""}
${section(
  "Round by round",
  `${armSwitches(input)}
<noscript><p>The charts need JavaScript, which is off here. The tables above and below hold first and last values, differences and
collapse rounds of every metric; the course in between is in metrics.parquet beside this page.</p></noscript>
${chartGrid(families)}
<details><summary>Every metric in figures</summary>${fullTable(input)}</details>`,
)}
${input.fit ? section("How well the world stands for the log", fitSection(input.fit)) : ""}
${input.notes.length > 0 ? section("Notes", `<ul class="notes">${input.notes.map((n) => `<li>${html(n)}</li>`).join("\n")}</ul>`) : ""}
${section("How to read this page", readingSection(input))}
${section("To repeat this run", repeat(input))}
</main>
<script type="application/json" id="data">${scriptJson(pageData(input, charts, priced))}</script>
${script(scripts.vega)}
${script(scripts.vegaLite)}
${script(client)}
</body>
</html>
`;
}

function section(title: string, body: string): string {
  return `<section><h2>${html(title)}</h2>\n${body}</section>`;
}

function count(n: number, one: string): string {
  return `${n} ${one}${n === 1 ? "" : "s"}`;
}

function header(input: ReportInput): string {
  const facts = [
    count(input.rounds, "round") + (input.period === "round" ? "" : ` of one ${input.period} each`),
    count(input.replicates, "replicate"),
    count(input.arms.filter((a) => a.kind === "arm").length, "arm"),
    `seed ${input.seed}`,
  ];
  const verdict = input.verdict.length > 0 ? input.verdict : ["No verdict was drawn from this run."];
  return `<header><h1>${html(input.name)}</h1>
<p class="lead">${html(input.description)}</p>
<div class="verdict">${verdict.map((v) => `<p>${html(v)}</p>`).join("\n")}</div>
<p class="facts">${facts.map(html).join(" · ")}</p></header>`;
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

function pageData(input: ReportInput, charts: readonly Chart[], priced: readonly FrontierChart[]) {
  const metric = new Map(input.metrics.map((m, i) => [m.name, i]));
  const arm = new Map(input.arms.map((a, i) => [a.name, i]));
  return {
    columns: columns(input),
    config: pageConfig(input),
    /** charts that bring rows of their own come first, as their places do */
    priced: priced.map(({ spec, rows }) => ({ spec, rows })),
    charts: charts.map((chart) => ({
      metric: metric.get(chart.metric.name)!,
      floor: chart.floor ? metric.get(chart.floor.name)! : null,
      onsets: Object.fromEntries(
        [...onsets(input, chart.metric.name)].flatMap(([name, onset]) =>
          arm.has(name) ? [[arm.get(name)!, onset]] : [],
        ),
      ),
      spec: chartSpec(input, chart.metric, { place: "page" }),
    })),
  };
}

function repeat(input: ReportInput): string {
  const facts = [
    ["Identity", input.identity],
    ["Digest", input.digest],
    ["Seed", String(input.seed)],
    ...Object.entries(input.versions),
  ] as const;
  const file = `${input.name.replace(/[^0-9A-Za-z_-]+/g, "-").slice(0, 60) || "run"}-${input.identity.replace(/[^0-9A-Za-z]/g, "")}.csv`;
  return `<p>The scenario below, every default written out, gives the same digest on any machine.</p>
<dl class="facts-list">${facts.map(([k, v]) => `<dt>${html(k!)}</dt><dd><code>${html(v!)}</code></dd>`).join("\n")}</dl>
<p><button type="button" id="csv" data-file="${html(file)}">Download the data as CSV</button>
<small>Seven significant digits; metrics.parquet beside this page holds them all.</small></p>
<details><summary>Scenario</summary><pre>${html(input.scenario)}</pre></details>`;
}
