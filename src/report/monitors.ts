import type { MonitorReport } from "../metrics/records.ts";
import type { ReportArm, ReportInput } from "./input.ts";
import { finder, groups } from "./table.ts";
import { html, number } from "./text.ts";

/** What the collapse rule says of an arm, first of any metric. */
interface Rule {
  readonly judged: boolean;
  readonly onset?: number;
  readonly metric?: string;
}

/** What monitors said beside what the rule says; nothing where no monitor had a metric to watch. */
export function monitorSection(input: ReportInput): string {
  const { monitors = [], metrics, rounds } = input;
  if (monitors.length === 0) return "";
  const [first, ...others] = monitors as [MonitorReport, ...MonitorReport[]];
  const title = (monitor: MonitorReport) =>
    metrics.find(({ name }) => name === monitor.metric)?.title ?? monitor.metric;
  const longer = rounds > first.rounds ? " This run is longer, so that a false alarm has more chances." : "";
  return `<p>The collapse rule knows the control. A monitor knows what any team has, its own logs, and raises an alarm when a metric strays
further than it did in healthy runs: this one is ${html(first.title)} over ${html(title(first))}. Its threshold was set
so that ${number(first.rate, ".0%")} of healthy runs of small worlds pass it in ${first.rounds} rounds.${longer} Do not count on a warning: it knows
only a run's own first rounds, and in the benchmark that chose it hardly any alarm came before the collapse had begun. One set against a
simulation of the same system held still warns earlier, and is wrong more often (<code>docs/early-warning.md</code>).</p>
${table(input, first)}
${others.length > 0 ? otherDetectors(input, others) : ""}`;
}

/** Alarms alone: how many replicates raised one, and the median round. */
function otherDetectors(input: ReportInput, others: readonly MonitorReport[]): string {
  const heads = others.map((one) => `<th scope="col" title="${html(one.metric)}">${html(one.title)}</th>`);
  const rows = input.arms.flatMap((arm, index) => {
    const said = others.map(({ arms }) => arms.find((one) => one.arm === arm.name)?.alarms);
    if (said.every((alarms) => alarms === undefined)) return [];
    const cells = said.map((all = []) => {
      const alarms = raised(all);
      const at = alarms.length > 0 ? `, at ${rounded(medianOf(alarms)!)}` : "";
      return `<td>${alarms.length} of ${all.length}${at}</td>`;
    });
    return [`<tr>${armHead(arm, index)}${cells.join("")}</tr>`];
  });
  return `<details><summary>The other detectors</summary><p class="aside">Replicates with an alarm, and the median of its rounds. Each is calibrated by
itself: all together are wrong more often than one.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Alarms of the other detectors by arm"><table class="full">
<thead><tr><th scope="col">Arm</th>${heads.join("")}</tr></thead><tbody>${rows.join("\n")}</tbody></table></div></details>`;
}

const armHead = ({ name }: ReportArm, index: number) =>
  `<th scope="row"><span class="key-name" style="--hue:var(--arm${index})">${html(name)}</span></th>`;

/** The rounds of alarms, ascending. */
const raised = (alarms: readonly (number | null)[]) => alarms.filter((round) => round !== null).sort((a, b) => a - b);

function table(input: ReportInput, { arms }: MonitorReport): string {
  const bodies = groups.map(([kind, title]) => {
    const rows = input.arms.flatMap((arm, index) => {
      const own = arm.kind === kind ? arms.find((one) => one.arm === arm.name) : undefined;
      return own ? [row(arm, index, ruleOf(input, arm), own.alarms)] : [];
    });
    if (rows.length === 0) return "";
    return `<tbody><tr class="group"><th colspan="5" scope="rowgroup">${title}</th></tr>\n${rows.join("\n")}</tbody>`;
  });
  const heads = ["Arm", "Collapse begins, by the rule", "Alarm in", "Its round, median", "In short"];
  return `<div class="scroll" tabindex="0" role="region" aria-label="Alarms by arm"><table class="stack cards">
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>${bodies.join("\n")}</table></div>`;
}

function row(arm: ReportArm, index: number, rule: Rule, all: readonly (number | null)[]): string {
  const alarms = raised(all);
  const median = medianOf(alarms);
  const begins = rule.onset === undefined ? (rule.judged ? "no collapse" : "not judged") : `round ${rule.onset}`;
  const said = verdict(rule, median);
  const spread =
    alarms.length > 1 && alarms[0] !== alarms.at(-1) ? `<small>${alarms[0]} to ${alarms.at(-1)}</small>` : "";
  return `<tr>${armHead(arm, index)}
<td data-label="Collapse begins, by the rule"><span>${begins}</span>${rule.metric === undefined ? "" : `<small>first: ${html(rule.metric)}</small>`}</td>
<td data-label="Alarm in"><span>${alarms.length} of ${all.length} replicates</span></td>
<td data-label="Its round, median"><span>${median === undefined ? "–" : rounded(median)}</span>${spread}</td>
<td data-label="In short"><span class="${said.bad ? "lost" : "held"}">${said.text}</span></td></tr>`;
}

function ruleOf(input: ReportInput, arm: ReportArm): Rule {
  if (arm.kind === "control") return { judged: true };
  const find = finder(input);
  const lines = input.metrics.flatMap((metric) => {
    const line = metric.harm === "none" ? undefined : find(arm.name, metric.name);
    return line?.change === undefined ? [] : [{ title: metric.title, onset: line.collapse?.onset }];
  });
  const first = lines.reduce<Rule | undefined>(
    (least, { title, onset }) =>
      onset !== undefined && !(least?.onset !== undefined && least.onset <= onset)
        ? { judged: true, onset, metric: title }
        : least,
    undefined,
  );
  return first ?? { judged: lines.length > 0 };
}

function verdict({ judged, onset }: Rule, median: number | undefined): { text: string; bad: boolean } {
  if (!judged) return { text: median === undefined ? "silent" : "an alarm, right or wrong", bad: false };
  if (onset === undefined) {
    return median === undefined ? { text: "rightly silent", bad: false } : { text: "a false alarm", bad: true };
  }
  if (median === undefined) return { text: "missed", bad: true };
  const rounds = Math.abs(onset - median);
  if (rounds === 0) return { text: "found as it began", bad: false };
  const distance = `${rounded(rounds)} round${rounds === 1 ? "" : "s"}`;
  return { text: median < onset ? `a warning, ${distance} ahead` : `found, ${distance} after it began`, bad: false };
}

const rounded = (value: number) => number(value, value === Math.trunc(value) ? "d" : ".1f");

function medianOf(ascending: readonly number[]): number | undefined {
  if (ascending.length === 0) return undefined;
  const middle = ascending.length / 2;
  return (ascending[Math.ceil(middle) - 1]! + ascending[Math.floor(middle)]!) / 2;
}
