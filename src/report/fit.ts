import type { FitReport } from "./input.ts";
import { html, number } from "./text.ts";

/** How well the world stands for the log it was fitted to, in words for a newcomer. */
export function fitSection(fit: FitReport): string {
  const n = (value: number) => number(value, ",d");
  const f = (value: number) => number(value, ".3f");
  const { world, popularity, uniform } = fit.logLikelihood;
  const better = world > popularity && world > uniform;
  const excess = fit.totalVariation - fit.totalVariationFloor;
  const items = [
    row(
      "Rows",
      `${n(fit.fitRows)} to fit, ${n(fit.tuneRows)} to tune, ${n(fit.testRows)} to test`,
      `${n(fit.users)} users and ${n(fit.items)} items. The three parts follow one another in time; everything below is measured on the
last, which the fit never saw.`,
    ),
    row(
      "Item shares, total variation",
      `${f(fit.totalVariation)} <small>floor ${f(fit.totalVariationFloor)}</small>`,
      `The share of test purchases that would have to change item to match what the world expects: 0 is a perfect match, 1 none at all.
A sample as small as the test split, drawn from the world itself, would already show the floor; the other ${f(Math.max(0, excess))} is
misfit and change over time.`,
    ),
    row(
      "Gini of items, real and simulated",
      `${f(fit.giniReal)} <small>simulated ${f(fit.giniSimulated)}</small>`,
      "How unequally purchases spread over items: 0 when all sell alike, 1 when one item sells everything.",
    ),
    row(
      "Log-likelihood of a test row",
      `${f(world)} <small>nats</small>`,
      `Popularity alone gives ${f(popularity)}, guessing uniformly ${f(uniform)}; nearer to 0 is better. The world's users
${better ? "predict unseen purchases better than both, so their tastes carry information." : "do <b>not</b> predict unseen purchases better than both: read differences between users with care."}`,
    ),
    row("Scale of the utilities", f(fit.scale), "How sharply users prefer, chosen by likelihood on the tuning part."),
    row("Share of the outside option", number(fit.outsideShare, ".0%"), outside(fit)),
  ];
  return `<dl class="fit">${items.join("\n")}</dl>`;
}

function row(title: string, value: string, text: string): string {
  return `<div><dt>${html(title)}</dt><dd class="figure">${value}</dd><dd>${text}</dd></div>`;
}

function outside(fit: FitReport): string {
  const text = `How often a user faced with the whole catalogue takes nothing. Purchases cannot reveal it, so it is an assumption, declared in the
scenario.`;
  if (fit.outsideSensitivity.length === 0) return text;
  const others = fit.outsideSensitivity.map(
    (s) => `${number(s.outsideShare, ".0%")} would give ${number(s.acceptance, ".1%")}`,
  );
  return `${text} What hangs on it is how many slates end in a choice: ${others.join(", ")}.`;
}
