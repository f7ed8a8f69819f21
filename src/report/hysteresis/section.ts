import type { Comparison, Hysteresis, LateArm, LateMetric, MetricInfo } from "../../metrics/records.ts";
import type { ReportInput } from "../input.ts";
import { difference, html, number } from "../text.ts";
import { hysteresisAnswer, share, toldBy } from "./answer.ts";
import type { LateChart } from "./charts.ts";
import { beginnings, NEVER } from "./rows.ts";

/** "When the safeguard comes late": the answer in words, the charts' places, and every figure; nothing where no arm begins late. */
export function hysteresisSection(input: ReportInput, charts: readonly LateChart[]): string {
  const { hysteresis, metrics } = input;
  if (!hysteresis) return "";
  const [answer, ...words] = hysteresisAnswer(hysteresis, metrics);
  const judged = metrics.filter(({ name }) =>
    hysteresis.arms.some((arm) => arm.metrics.some((own) => own.metric === name)),
  );
  const rows = judged.flatMap((metric) =>
    hysteresis.arms.flatMap((arm) => {
      const own = arm.metrics.find((one) => one.metric === metric.name);
      return own ? [row(arm, own, metric)] : [];
    }),
  );
  return `<p>${html(answer!)}</p>
${charts.length > 0 ? chartPlaces(input, hysteresis, charts) : ""}
<ul class="notes">${words.map((line) => `<li>${html(line)}</li>`).join("\n")}</ul>
<details><summary>Late safeguards in figures</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Late safeguards by metric and arm"><table class="full">
<thead><tr>${heads.map((head) => `<th scope="col">${html(head)}</th>`).join("")}</tr></thead>
<tbody>${rows.join("\n")}</tbody></table></div></details>`;
}

function chartPlaces(input: ReportInput, hysteresis: Hysteresis, charts: readonly LateChart[]): string {
  const metric = toldBy(hysteresis.arms, input.metrics)!;
  const legend = beginnings(hysteresis).map((name, n) => {
    const hue = name === NEVER ? "var(--neutral)" : `var(--begins${n})`;
    return `<span class="key-name" style="--hue:${hue}">${html(name)}</span>`;
  });
  const bands = input.bands?.length
    ? " Bands are the 95 % intervals of each line's mean; arms are compared replicate by replicate below, which is more precise."
    : "";
  const figures = charts.map(
    ({ title, kind, summary }) =>
      `<figure><figcaption>${kind === "" ? "" : `<small>${html(kind)}</small>`}<h3>${html(title)}</h3>${html(summary)}</figcaption><div class="chart"></div></figure>`,
  );
  const words = `${metric.title} by round, ${metric.harm === "rises" ? "lower" : "higher"} is better, on one scale. A rule marks where the safeguard comes late.${bands}`;
  return `<p class="aside">${html(words)}</p>
<p class="safeguards"><span>The safeguard begins</span> ${legend.join(" ")}</p>
<div class="charts">${figures.join("\n")}</div>`;
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
