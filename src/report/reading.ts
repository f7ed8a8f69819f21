import type { ReportInput } from "./input.ts";
import { html } from "./text.ts";

/** What the words and marks of the page mean; only those that occur in the run. */
export function readingSection(input: ReportInput): string {
  const kinds = new Set(input.arms.map((a) => a.kind));
  const entries: (readonly [string, string])[] = [
    ["Round", `Train, recommend, choose, log, measure, once. Each stands for one ${html(input.period)}.`],
    [
      "Round 0 ◆",
      `The model trained on the authentic log, before any of its recommendations came back to it. Diamonds left of the rule; the
loop starts at round 1, and changes are counted from there.`,
    ],
    ["Arm", "One treatment: a rule for what to train on, a pipeline, a safeguard. Whole lines."],
    ...(kinds.has("control")
      ? ([
          [
            "Control",
            `As many rows a round as its arm, all fresh and authentic. What it loses is lost to sampling, not to the loop, so
the loop's own effect is arm minus control. Dashed lines.`,
          ],
        ] as const)
      : []),
    ...(kinds.has("twin")
      ? ([
          [
            "Twin",
            "The same world and seed under another recommender, or none: a yardstick, not a treatment. Dotted lines.",
          ],
        ] as const)
      : []),
    [
      "Band",
      input.bands?.length
        ? `The 95 % interval of the mean over ${input.replicates} replicates, the same arm with other seeds; the line is that mean. Each round
by itself: of twenty, one may well miss. Not the range of the replicates, which is wider.`
        : input.replicates > 1
          ? "None here: no intervals were handed over with this run."
          : "None here: there is one replicate, and one trajectory is not a law. Run more replicates before trusting a small difference.",
    ],
    ...(input.metrics.some((m) => m.name.endsWith("_floor"))
      ? ([
          [
            "Floor",
            "Thin grey line: what a purely authentic sample of the same size would show. A distance at its floor is sampling alone.",
          ],
        ] as const)
      : []),
    [
      "Collapse ○",
      `The change since round 1, beyond the control's own, exceeds the metric's threshold δ in the harmful direction for several
rounds running. A ring marks the first of them. A metric that moves less is reported, not judged.`,
    ],
    ["Scale", "A chart's axis spans at least four δ where δ is given, and need not start at zero."],
  ];
  return `<dl class="words">${entries.map(([word, text]) => `<div><dt>${word}</dt><dd>${text}</dd></div>`).join("\n")}</dl>`;
}
