import { chartSection, pageData } from "./chartSection.ts";
import { chartFamilies } from "./charts.ts";
import { client } from "./client.ts";
import { compositeSection } from "./composite.ts";
import { fitSection } from "./fit.ts";
import { frontierCharts } from "./frontier/charts.ts";
import { safeguardsOf } from "./frontier/rows.ts";
import { frontierSection } from "./frontier/section.ts";
import { lateCharts } from "./hysteresis/charts.ts";
import { beginnings } from "./hysteresis/rows.ts";
import { hysteresisSection } from "./hysteresis/section.ts";
import type { ReportInput } from "./input.ts";
import { monitorSection } from "./monitors.ts";
import { readingSection } from "./reading.ts";
import { styleSheet } from "./style.ts";
import { sureSection } from "./sure.ts";
import { keyTable } from "./table.ts";
import { html, scriptJson, scriptText } from "./text.ts";
import { armProperties } from "./theme.ts";

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
  const begun = lateCharts(input, "page");
  const late = hysteresisSection(input, begun);
  const [sure, composite, seen] = [sureSection(input), compositeSection(input), monitorSection(input)];
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
<style>${styleSheet(colours(input))}</style>
</head>
<body>
<main>
${header(input)}
${section("What happened", keyTable(input))}
${sure ? section("How sure is that", sure) : ""}
${composite ? section("How far, in one figure and its parts", composite) : ""}
${stops ? section("What stops it, and at what price", stops) : ""}
${late ? section("When the safeguard comes late", late) : ""}
${section("Round by round", chartSection(input, families))}
${seen ? section("What a team without the truth would have seen", seen) : ""}
${input.fit ? section("How well the world stands for the log", fitSection(input.fit)) : ""}
${input.notes.length > 0 ? section("Notes", `<ul class="notes">${input.notes.map((n) => `<li>${html(n)}</li>`).join("\n")}</ul>`) : ""}
${section("How to read this page", readingSection(input))}
${section("To repeat this run", repeat(input))}
</main>
<script type="application/json" id="data">${scriptJson(pageData(input, charts, [...priced, ...begun]))}</script>
${script(scripts.vega)}
${script(scripts.vegaLite)}
${script(client)}
</body>
</html>
`;
}

function colours(input: ReportInput) {
  const { frontier, hysteresis } = input;
  return armProperties(input, frontier ? safeguardsOf(frontier) : [], hysteresis ? beginnings(hysteresis) : []);
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
