import type { Comparison, LateArm, LateMetric, MetricInfo } from "../../metrics/records.ts";
import type { ReportInput } from "../input.ts";
import { difference, html, number } from "../text.ts";
import { hysteresisAnswer, share } from "./answer.ts";

/** "When the safeguard comes late": the answer in words, and every figure; nothing where no arm begins late. */
export function hysteresisSection({ hysteresis, metrics }: ReportInput): string {
  if (!hysteresis) return "";
  const words = hysteresisAnswer(hysteresis, metrics).map((line) => `<li>${html(line)}</li>`);
  const judged = metrics.filter(({ name }) =>
    hysteresis.arms.some((arm) => arm.metrics.some((own) => own.metric === name)),
  );
  const rows = judged.flatMap((metric) =>
    hysteresis.arms.flatMap((arm) => {
      const own = arm.metrics.find((one) => one.metric === metric.name);
      return own ? [row(arm, own, metric)] : [];
    }),
  );
  return `<ul class="notes">${words.join("\n")}</ul>
<details><summary>Late safeguards in figures</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Late safeguards by metric and arm"><table class="full">
<thead><tr>${heads.map((head) => `<th scope="col">${html(head)}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></details>`;
}

const heads = [
  "Metric and arm",
  "Collapsed before",
  "Back after",
  "Left of the worst change",
  "Minus the early arm, at the end",
  "After as many rounds",
  "Minus the arm without",
];

function row({ arm, from }: LateArm, own: LateMetric, metric: MetricInfo): string {
  const { onset, back, left, end, since, gain } = own;
  const cells = [
    onset === undefined ? "no" : `round ${onset}`,
    onset === undefined ? "–" : back === undefined ? "not" : `${back} rounds`,
    left ? share(own) : "–",
    ...[end, since, gain].map((one) => gap(one, metric)),
  ];
  const head = `<th scope="row">${html(metric.title)}<small>${html(arm)}, from round ${from}</small></th>`;
  return `<tr>${head}${cells.map((cell) => `<td>${html(cell)}</td>`).join("")}</tr>`;
}

function gap(one: Comparison | undefined, { format }: MetricInfo): string {
  if (!one) return "–";
  const f = (value: number) => number(value, format);
  const { interval } = one;
  return `${difference(one.difference, format)}${interval ? ` [${f(interval.low)}, ${f(interval.high)}]` : ""}`;
}
