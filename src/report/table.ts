import type { ArmMetricSummary, Comparison, MetricInfo } from "../metrics/records.ts";
import { chartFamilies, keyMetrics } from "./charts.ts";
import type { ReportArm, ReportInput } from "./input.ts";
import { sparkline } from "./sparkline.ts";
import { difference, html, number } from "./text.ts";

export type Find = (arm: string, metric: string) => ArmMetricSummary | undefined;

export function finder(input: ReportInput): Find {
  const summaries = new Map(input.summary.map((s) => [JSON.stringify([s.arm, s.metric]), s]));
  return (arm, metric) => summaries.get(JSON.stringify([arm, metric]));
}

export const groups = [
  ["arm", "Arms"],
  ["control", "Controls: as many rows, all authentic"],
  ["twin", "Twins: the same world under another recommender"],
] as const;

/** Arms by key metrics: how each began and ended, its difference from the control, and where it collapsed. */
export function keyTable(input: ReportInput): string {
  const metrics = keyMetrics(input);
  if (metrics.length === 0) return "<p>No metric was measured.</p>";
  const find = finder(input);
  const lines = sparkline(input, metrics);
  const bodies = groups.map(([kind, title]) => {
    const arms = input.arms.filter((a) => a.kind === kind);
    if (arms.length === 0) return "";
    const rows = arms.map(
      (arm) =>
        `<tr>${armHead(input, arm, find)}${metrics.map((m) => cell(find(arm.name, m.name), m, arm, lines(arm, m))).join("")}</tr>`,
    );
    return `<tbody class="${kind}"><tr class="group"><th colspan="${metrics.length + 1}" scope="rowgroup">${title}</th></tr>
${rows.join("\n")}</tbody>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Arms by key metrics"><table class="stack key">
<thead><tr><th scope="col">Arm</th>${metrics.map(head).join("")}</tr></thead>
${bodies.join("")}</table></div>
<p class="aside">Each cell: mean over replicates at round 1 → at the last round; then arm minus control at the last round with its 95 % interval${
    input.replicates > 1 ? "" : " (one replicate: none)"
  }; pp is percentage points. The small curve is the mean over rounds with the control dashed, on one scale down a column.</p>`;
}

function head(metric: MetricInfo): string {
  const rule = { falls: "collapse: falls by over", rises: "collapse: rises by over", none: "" }[metric.harm];
  const delta = rule ? `<small>${rule} ${difference(metric.delta, metric.format).replace(/^\+/, "")}</small>` : "";
  return `<th scope="col" title="${html(metric.summary)}">${html(metric.title)}${delta}</th>`;
}

function armHead(input: ReportInput, arm: ReportArm, find: Find): string {
  const index = input.arms.indexOf(arm);
  return `<th scope="row"><span class="key-name" style="--hue:var(--arm${index})">${html(arm.name)}</span>
<small class="what">${html(arm.description)}</small>${tally(input, arm, find)}</th>`;
}

/** How many of the judged metrics collapsed, and when the first did. */
function tally(input: ReportInput, arm: ReportArm, find: Find): string {
  const judged = input.metrics
    .flatMap((m) => (m.harm === "none" ? [] : (find(arm.name, m.name) ?? [])))
    .filter((s) => s.change !== undefined);
  const hits = judged.flatMap((s) => (s.collapse ? [s.collapse.onset] : []));
  if (hits.length === 0) {
    return arm.kind === "arm" && judged.length > 0
      ? `<small class="held">collapses in none of ${judged.length} metrics</small>`
      : "";
  }
  const first = hits.reduce((a, b) => Math.min(a, b));
  return `<small class="lost">collapses in ${hits.length} of ${judged.length} metrics, first at round ${first}</small>`;
}

/** On a narrow screen a cell stands below the last one and bears its column's name. */
function cell(s: ArmMetricSummary | undefined, metric: MetricInfo, arm: ReportArm, line: string, more = ""): string {
  const label = ` data-label="${html(metric.title)}"`;
  if (!s) return `<td class="none"${label}>–</td>`;
  const parts = [`${line}<span>${number(s.first, metric.format)} → <b>${number(s.last, metric.format)}</b></span>`];
  if (s.difference !== undefined)
    parts.push(...gap({ ...s, difference: s.difference }, metric).map((text) => `<span class="gap">${text}</span>`));
  if (s.collapse) parts.push(`<span class="lost">collapse at round ${s.collapse.onset}</span>${sureness(s)}`);
  else if (arm.kind === "arm" && metric.harm !== "none")
    parts.push(`<span class="held">${s.difference === undefined ? "no control to judge by" : "no collapse"}</span>`);
  return `<td${s.collapse ? ' class="hit"' : ""}${label}>${parts.join("")}${more}</td>`;
}

/** When resamples say that it begins, and how many of them. */
function sureness({ uncertainty }: ArmMetricSummary): string {
  if (!uncertainty?.onset) return "";
  const [from, to] = uncertainty.onset;
  const rounds = from === to ? "" : `, ${from} to ${to}`;
  return `<small class="what">in ${number(uncertainty.share, ".0%")} of resamples${rounds}</small>`;
}

/** A difference, with its standard error where it has no interval; and the interval. */
export function gap({ difference: value, standardError, interval }: Comparison, { format }: MetricInfo): string[] {
  const text = difference(value, format);
  const bare = (n: number) => number(n, format).replace("%", "");
  if (interval) return [text, `[${bare(interval.low)}, ${bare(interval.high)}]`];
  if (standardError === undefined) return [text];
  const [amount, unit] = text.endsWith(" pp") ? [text.slice(0, -3), " pp"] : [text, ""];
  return [`${amount} ± ${bare(standardError)}${unit}`];
}

function besideTwins(line: ArmMetricSummary | undefined, metric: MetricInfo): string {
  const lines = (line?.twins ?? []).map((one) => `minus ${html(one.twin)} ${gap(one, metric).join(" ")}`);
  return lines.map((text) => `<small>${text}</small>`).join("");
}

/** Every metric by arm, without curves: what the charts show, in figures. */
export function fullTable(input: ReportInput): string {
  const find = finder(input);
  const arms = input.arms.map((a) => `<th scope="col">${html(a.name)}</th>`).join("");
  const bodies = chartFamilies(input).map(({ family, charts }) => {
    const metrics = charts.flatMap((c) => (c.floor ? [c.metric, c.floor] : [c.metric]));
    const rows = metrics.map((m) => {
      const cells = input.arms.map((a) => {
        const line = find(a.name, m.name);
        return cell(line, m, { ...a, kind: "control" }, "", besideTwins(line, m));
      });
      return `<tr><th scope="row">${html(m.title)}<small><code>${html(m.name)}</code></small></th>${cells.join("")}</tr>`;
    });
    const title = `<tr class="group"><th colspan="${input.arms.length + 1}" scope="rowgroup">${html(familyTitle(family))}</th></tr>`;
    return `<tbody>${title}${rows.join("\n")}</tbody>`;
  });
  return `<div class="scroll" tabindex="0" role="region" aria-label="Every metric by arm"><table class="full">
<thead><tr><th scope="col">Metric</th>${arms}</tr></thead>${bodies.join("\n")}</table></div>`;
}

const titles: Readonly<Record<string, string>> = {
  popularity: "Popularity and the tail",
  fidelity: "Fidelity to authentic demand",
  overlap: "Homogenisation: how alike users become",
  utility: "Utility and regret",
  spectrum: "Spectrum of the model",
  provenance: "Provenance of the data",
  ledger: "Ledger: what safeguards cost",
};

/** A family's heading. */
export function familyTitle(family: string): string {
  return titles[family] ?? family.charAt(0).toUpperCase() + family.slice(1);
}
