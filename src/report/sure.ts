import type { ArmMetricSummary, Comparison, MetricInfo } from "../metrics/records.ts";
import type { ReportArm, ReportInput } from "./input.ts";
import { finder, gap } from "./table.ts";
import { difference, html, number } from "./text.ts";

/** A metric is near a collapse from this share of resamples on. */
const NEAR = 0.05;

interface Judged {
  readonly metric: MetricInfo;
  readonly line: ArmMetricSummary;
}

/** Arm by arm the metrics that collapse or nearly do: when, how deep, how surely, and what came back; nothing where none is judged. */
export function sureSection(input: ReportInput): string {
  const find = finder(input);
  const judged = input.metrics.filter(({ harm }) => harm !== "none");
  const blocks = input.arms
    .filter(({ kind }) => kind === "arm")
    .flatMap((arm) => {
      const lines = judged.flatMap((metric): Judged[] => {
        const line = find(arm.name, metric.name);
        return line?.change === undefined ? [] : [{ metric, line }];
      });
      return lines.length > 0 ? [{ arm, lines, told: lines.filter(isTold) }] : [];
    });
  if (blocks.length === 0) return "";
  const open = blocks.find(({ told }) => told.length > 0);
  const bodies = blocks.map((block) => armBlock(input, block, block === open));
  return `<p>${html(introduction(input))}</p>\n${bodies.join("\n")}`;
}

function introduction({ replicates }: ReportInput): string {
  const shown =
    "Metrics that collapse, or nearly do, with their worst change since round 1 beyond the control's own. Differences are those of the last round, arm minus control and arm minus twin, paired by replicate.";
  if (replicates < 2)
    return `${shown} One replicate: there are no intervals and no p-values, and one trajectory is not a law.`;
  const intervals = `${shown} In square brackets: 95 % intervals of means over ${replicates} replicates.`;
  if (replicates < 5) return `${intervals} No p-values below five replicates, and nothing to resample.`;
  const least = 2 / 2 ** Math.min(replicates, 60);
  return `${intervals} A share of resamples is how often replicates drawn from these would say so; a metric is near a collapse from ${number(NEAR, ".0%")} on. p is of exchanging the two within replicates, and cannot be below ${small(Math.max(least, 1e-4))} here; Holm's is corrected for the number of arms.`;
}

/** Without resamples a metric is near a collapse where a round exceeds δ. */
function isTold({ metric, line }: Judged): boolean {
  if (line.collapse) return true;
  if (line.uncertainty) return line.uncertainty.share >= NEAR;
  const worst = worstOf(line, metric);
  return worst !== undefined && Math.abs(worst.change) > metric.delta;
}

/** The change that went furthest in the harmful direction. */
function worstOf({ collapse, course }: ArmMetricSummary, { harm }: MetricInfo) {
  if (collapse?.depth) return collapse.depth;
  const sign = harm === "falls" ? -1 : 1;
  let worst: { change: number; round: number } | undefined;
  course?.change.forEach((change, t) => {
    if (change !== null && sign * change > (worst ? sign * worst.change : 0)) worst = { change, round: t + 1 };
  });
  return worst;
}

interface Block {
  readonly arm: ReportArm;
  readonly lines: readonly Judged[];
  readonly told: readonly Judged[];
}

function armBlock(input: ReportInput, { arm, lines, told }: Block, open: boolean): string {
  const hits = told.filter(({ line }) => line.collapse).length;
  const near = told.length - hits;
  const words = `${hits} of ${lines.length} judged metrics collapse${near > 0 ? `, ${near} ${near === 1 ? "is" : "are"} near it` : ""}`;
  const head = `<span class="key-name" style="--hue:var(--arm${input.arms.indexOf(arm)})">${html(arm.name)}</span> <small>${words}</small>`;
  if (told.length === 0) return `<p class="quiet">${head}</p>`;
  const twins = (arm.twins ?? []).filter((twin) =>
    told.some(({ line }) => line.twins?.some((one) => one.twin === twin)),
  );
  const columns = ["Metric", "Begins", "Worst change", "Recovery", "Minus control", ...twins.map((t) => `Minus ${t}`)];
  const rows = told.map((one) => row(one, twins, columns));
  return `<details class="sure"${open ? " open" : ""}><summary>${head}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="How sure: ${html(arm.name)}"><table class="stack cards">
<thead><tr>${columns.map((title) => `<th scope="col">${html(title)}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></details>`;
}

function row({ metric, line }: Judged, twins: readonly string[], columns: readonly string[]): string {
  const besides = [line, ...twins.map((twin) => line.twins?.find((one) => one.twin === twin))];
  const cells = [begins(line), depth(line, metric), recovery(line), ...besides.map((one) => beside(one, metric))];
  const rule = `${metric.harm} by over ${difference(metric.delta, metric.format).replace(/^\+/, "")}`;
  const data = cells.map(
    ([main, ...smalls], n) =>
      `<td${main === "–" ? ' class="none"' : ""} data-label="${html(columns[n + 1]!)}"><span>${html(main!)}</span>${smalls.map(smallLine).join("")}</td>`,
  );
  return `<tr${line.collapse ? ' class="hit"' : ""}><th scope="row">${html(metric.title)}<small>${rule}</small></th>${data.join("")}</tr>`;
}

/** An interval stays on its line. */
const smallLine = (text: string) => `<small${text.startsWith("[") ? ' class="interval"' : ""}>${html(text)}</small>`;

/** The text of a cell, and smaller lines below it. */
type Cell = readonly string[];

function begins({ collapse, uncertainty }: ArmMetricSummary): Cell {
  const [from, to] = uncertainty?.onset ?? [];
  const range = from === undefined ? "" : `, at ${from === to ? from : `${from} to ${to}`}`;
  const share = uncertainty ? [`in ${number(uncertainty.share, ".0%")} of resamples${range}`] : [];
  return [collapse ? `round ${collapse.onset}` : "not by the means", ...share];
}

function depth(line: ArmMetricSummary, metric: MetricInfo): Cell {
  const worst = worstOf(line, metric);
  if (!worst) return ["–"];
  const [low, high] = line.uncertainty?.depth ?? [];
  const interval =
    low === undefined || high === undefined
      ? {}
      : { interval: { low, high, level: 0.95, method: "bootstrap" as const } };
  const by = line.collapse?.halfLife;
  const half = by === undefined ? "" : `, half of it by ${by}${between(line.uncertainty?.halfLife)}`;
  return [...gap({ difference: worst.change, ...interval }, metric), `at round ${worst.round}${half}`];
}

/** " (3 to 5)", where resamples do not agree */
function between([from, to]: readonly number[] = []): string {
  return from === undefined || from === to ? "" : ` (${from} to ${to})`;
}

function recovery({ collapse, uncertainty }: ArmMetricSummary): Cell {
  if (!collapse?.recovery) return ["–"];
  const { round, left, safeguard } = collapse.recovery;
  const [low, high] = (uncertainty?.left ?? []).map((share) => number(share, ".0%"));
  const range = low === undefined || low === high ? [] : [`[${low}, ${high}]`];
  const rest = [`${left > 0 ? number(left, ".0%") : "nothing"} of the worst left`, ...range];
  const share = uncertainty?.recovered;
  const back = share === undefined ? [] : [`in ${number(share, ".0%")} of resamples`];
  const late = safeguard === undefined ? [] : [`safeguard from round ${safeguard} on`];
  return [round === undefined ? "none" : `from round ${round} on`, ...back, ...rest, ...late];
}

function beside(one: Partial<Comparison> | undefined, metric: MetricInfo): Cell {
  if (one?.difference === undefined) return ["–"];
  const p = one.p === undefined ? [] : [`p ${small(one.p)}, Holm ${small(one.pHolm ?? one.p)}`];
  return [...gap({ ...one, difference: one.difference }, metric), ...p];
}

const small = (p: number) => (p < 0.001 ? number(p, ".4f") : number(p, ".3f"));
