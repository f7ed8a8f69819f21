import type { Frontier, FrontierMeasure, MetricInfo } from "../../metrics/records.ts";
import type { ReportInput } from "../input.ts";
import { html, number } from "../text.ts";
import { share } from "./answer.ts";
import type { FrontierChart } from "./charts.ts";
import { priceWords } from "./prices.ts";
import { safeguardsOf } from "./rows.ts";

/** "What stops it": the answer in words, the charts' places, and every figure; nothing where no arm tries a safeguard. */
export function frontierSection(input: ReportInput, charts: readonly FrontierChart[]): string {
  const { frontier, answer = [] } = input;
  if (!frontier || answer.length === 0) return "";
  const legend = safeguardsOf(frontier).map(
    (name, n) => `<span class="key-name" style="--hue:var(--safe${n})">${html(name)}</span>`,
  );
  const figures = charts.map(
    ({ title, summary, tall }) =>
      `<figure${tall ? ' class="tall"' : ""}><figcaption><h3>${html(title)}</h3>${html(summary)}</figcaption><div class="chart"></div></figure>`,
  );
  return `<p>${answer.map(html).join(" ")}</p>
${charts.length > 0 ? `<p class="safeguards">${legend.join(" ")}</p>\n<div class="charts wide">${figures.join("\n")}</div>` : ""}
${frontier.measures.map((measure) => details(frontier, measure, input.metrics)).join("\n")}`;
}

function details(frontier: Frontier, measure: FrontierMeasure, metrics: readonly MetricInfo[]): string {
  if (measure.arms.length === 0) return "";
  const title = metrics.find(({ name }) => name === measure.metric)?.title ?? measure.metric;
  const head = [
    "Fidelity kept",
    ...frontier.prices.map((price) => priceWords[price].title),
    "On the front of all prices, share of resamples",
  ];
  const rows = measure.arms.map(({ arm, kept, front, frontShare }) => {
    const own = frontier.arms.find((one) => one.arm === arm)!;
    const prices = frontier.prices.map((price) => number(own.prices[price]?.mean, priceWords[price].format));
    const share1 = `${front.all ? "yes" : "no"}${frontShare ? `, ${number(frontShare.all, ".0%")}` : ""}`;
    const cells = [share(kept), ...prices, share1].map((cell) => `<td>${html(cell)}</td>`);
    return `<tr><th scope="row">${html(arm)}<small>${html(own.safeguard ?? "no safeguard")}</small></th>${cells.join("")}</tr>`;
  });
  const others = measure.references.map(
    ({ arm, kept }) =>
      `<tr><th scope="row">${html(arm)}</th><td>${html(share(kept))}</td><td colspan="${head.length - 1}"></td></tr>`,
  );
  return `<details><summary>Fidelity and prices in figures: ${html(title)}</summary>
<div class="scroll" tabindex="0" role="region" aria-label="Fidelity and prices by arm"><table class="full"><thead><tr><th scope="col">Arm</th>${head.map((text) => `<th scope="col">${html(text)}</th>`).join("")}</tr></thead>
<tbody>${[...rows, ...others].join("\n")}</tbody></table></div></details>`;
}
