import type {
  Estimate,
  Frontier,
  FrontierArm,
  FrontierMeasure,
  Kept,
  MetricInfo,
  Price,
} from "../../metrics/records.ts";
import { number } from "../text.ts";
import { priceWords, stepsOf } from "./prices.ts";

/** Arms named in one list. */
const NAMED = 5;
/** What "half" means. */
const HALF = 0.5;

/**
 * What stopped it, and at what price, in sentences made from the numbers of the first measure. Figures are means over replicates with
 * 95 % intervals; arms whose intervals overlap are said not to be told apart.
 */
export function answer(frontier: Frontier, metrics: readonly MetricInfo[]): string[] {
  const [measure] = frontier.measures;
  if (!measure) return [];
  const info = metrics.find(({ name }) => name === measure.metric);
  const called = (info?.title ?? measure.metric).replace(/^./, (c) => c.toLowerCase());
  const f = (value: number) => number(value, info?.format ?? ".3f");
  const ends = `Without a safeguard (${frontier.base}) ${called} ends at ${f(measure.base)}, where sampling alone would give ${f(measure.floor)}.`;
  if (!(measure.loss.mean > 0)) return [`${ends} No fidelity was lost, and there is none to give back.`];
  const lines = linesOf(frontier, measure);
  const doubt =
    measure.loss.low !== undefined && !(measure.loss.low > 0)
      ? " That cannot be told apart from no loss at all: shares of it mean little."
      : "";
  const tried = lines.length === 1 ? "one arm" : `${lines.length} arms`;
  const few =
    measure.loss.low === undefined
      ? " One replicate has no intervals: nothing here can be told apart from chance."
      : "";
  return [
    `${ends}${doubt}${few}`,
    stopped(measure, lines, called, frontier.base),
    ...best(lines, tried),
    ...free(lines),
    ...cheapest(frontier, lines),
    bySafeguard(lines),
  ];
}

/** An arm with a safeguard, what it keeps and what it pays. */
interface Line extends Kept {
  readonly own: FrontierArm;
}

/** Arms with a safeguard, those that keep most first. */
function linesOf({ arms, base }: Frontier, measure: FrontierMeasure): Line[] {
  return measure.arms
    .filter(({ arm }) => arm !== base)
    .map((kept) => ({ ...kept, own: arms.find(({ arm }) => arm === kept.arm)! }))
    .sort((a, b) => b.kept.mean - a.kept.mean);
}

/** Whole per cent; one decimal for figures below ten. */
const percent = (value: number, beside = value) => number(100 * value, Math.abs(beside) < 0.0995 ? ".1f" : ".0f");

/** "31 % (24 to 39)" */
export function share({ mean, low, high }: Estimate): string {
  const ends = low === undefined || high === undefined ? "" : ` (${percent(low, mean)} to ${percent(high, mean)})`;
  return `${percent(mean)} %${ends}`;
}

const listed = (names: readonly string[]) => {
  const shown = names.length > NAMED + 1 ? [...names.slice(0, NAMED), `${names.length - NAMED} more`] : names;
  return shown.length < 2 ? (shown[0] ?? "") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
};

/** By the collapse rule, each arm against its own control. */
function stopped({ arms }: FrontierMeasure, lines: readonly Line[], called: string, base: string): string {
  const without = arms.find(({ arm }) => arm === base)!;
  if (!without.judged)
    return `Whether ${called} collapses was not judged: there is no control, or there are too few rounds.`;
  const fallen = lines.filter(({ collapse }) => collapse);
  if (!without.collapse) {
    const made = fallen.length === 0 ? "" : ` It does with ${listed(fallen.map(({ arm }) => arm))}.`;
    return `By the collapse rule it does not collapse: there was nothing to stop.${made}`;
  }
  const onset = `By the collapse rule it collapses from round ${without.collapse.onset} on.`;
  const stood = lines.filter(({ collapse, judged }) => judged && !collapse);
  if (stood.length === 0) return `${onset} What stopped that: nothing that was tried.`;
  const all = stood.length === lines.length && lines.length > 1 ? `all ${lines.length} arms, first of all ` : "";
  return `${onset} What stopped that, other metrics apart: ${all}${listed(stood.map(({ arm }) => arm))}.`;
}

function best([first, ...others]: readonly Line[], tried: string): string[] {
  if (!first) return [];
  if (!(first.kept.mean > 0)) return [`Of ${tried} none gave any of the lost fidelity back.`];
  const near = first.kept.low === undefined ? [] : others.filter(({ kept }) => kept.high! >= first.kept.low!);
  const apart =
    near.length === 0
      ? ""
      : `; it cannot be told apart from ${listed(near.map(({ arm, kept }) => `${arm} (${percent(kept.mean)} %)`))}`;
  const bought =
    first.own.bought > 0
      ? `, of which about ${percent(first.own.bought)} points are the bought rows themselves being counted`
      : "";
  return [
    `Most of the lost fidelity was given back by ${first.arm}: ${share(first.kept)}${bought}, for ${paid(first)}${worth(first.own)}${apart}.`,
  ];
}

/** What an arm pays, where that is more than without a safeguard. */
function paid({ own }: Line): string {
  const words = (Object.keys(own.prices) as Price[]).flatMap((price) => {
    const { unit, format, free } = priceWords[price];
    const { mean } = own.prices[price]!;
    return stepsOf(price, mean) === stepsOf(price, free) ? [] : [`${number(mean, format)} ${unit}`];
  });
  return words.length === 0 ? "nothing that the ledger counts" : listed(words);
}

const costs = ({ own }: Line, price: Price) => stepsOf(price, own.prices[price]?.mean ?? 0);

/** Nats, signed away: "0.028 nats less (0.021 to 0.035)". */
function worth({ gain }: FrontierArm): string {
  if (!gain || stepsOf("utility", gain.mean) === 0) return "";
  const f = (value: number) => number(value, priceWords.utility.format);
  const sign = gain.mean < 0 ? -1 : 1;
  const ends = gain.low === undefined || gain.high === undefined ? [] : [sign * gain.low, sign * gain.high];
  const between = ends.length === 0 ? "" : ` (${f(Math.min(...ends))} to ${f(Math.max(...ends))})`;
  return `; its slates are worth ${f(Math.abs(gain.mean))} nats ${gain.mean < 0 ? "less" : "more"}${between} to users than without`;
}

/** Slates worth no less than without a safeguard; where that was not measured, no utility forgone. */
function free(lines: readonly Line[]): string[] {
  if (!lines.some(({ own }) => own.gain ?? own.prices.utility)) return [];
  const costless = lines.filter(({ own: { gain, prices } }) =>
    gain ? stepsOf("utility", gain.mean) >= 0 : stepsOf("utility", prices.utility!.mean) <= 0,
  );
  const [first] = costless;
  if (!first || !(first.kept.mean > 0)) return ["At no cost in users' utility nothing gave any of it back."];
  return [`At no cost in users' utility ${first.arm} gave back most: ${share(first.kept)}${reading(first.kept)}.`];
}

function cheapest({ prices }: Frontier, lines: readonly Line[]): string[] {
  const half = lines.filter(({ kept }) => kept.mean >= HALF);
  if (half.length === 0) return ["None kept half of the fidelity."];
  if (prices.length === 0) return [];
  const sure = half.filter(({ kept }) => kept.low !== undefined && kept.low >= HALF).length;
  const found = prices.map(
    (price) =>
      [price, half.reduce((least, line) => (costs(line, price) < costs(least, price) ? line : least))] as const,
  );
  const arms = new Set(found.map(([, line]) => line.arm));
  const how = (line: Line, price: Price) =>
    `${number(line.own.prices[price]!.mean, priceWords[price].format)} ${priceWords[price].unit}`;
  const few =
    sure === half.length ? "" : sure === 0 ? ", none of them for certain" : `, ${sure} of them with its whole interval`;
  const many = `Half of the fidelity was kept by ${half.length} of ${lines.length}${few}`;
  if (arms.size === 1)
    return [
      `${many}; the cheapest was ${found[0]![1].arm} by every price: ${share(found[0]![1].kept)} for ${paid(found[0]![1])}.`,
    ];
  const each = found.map(([price, line]) => `in ${priceWords[price].name} ${line.arm} (${how(line, price)})`);
  return [`${many}; the cheapest of them was ${each.join(", ")}.`];
}

/** The best arm of each safeguard, and what its interval allows to say. */
function bySafeguard(lines: readonly Line[]): string {
  const bests = new Map<string, Line>();
  for (const line of lines) if (!bests.has(line.own.safeguard!)) bests.set(line.own.safeguard!, line);
  const each = [...bests].map(
    ([safeguard, { arm, kept }]) => `${safeguard} ${share(kept)} with ${arm}${reading(kept)}`,
  );
  const harmful = lines.filter(({ kept }) => kept.high !== undefined && kept.high < 0).map(({ arm }) => arm);
  const harm =
    harmful.length === 0
      ? ""
      : ` ${harmful.length === 1 ? "One arm" : `${harmful.length} arms`} made it worse: ${listed(harmful.reverse())}.`;
  return `By safeguard, at the best dose tried: ${each.join("; ")}.${harm}`;
}

function reading({ low, high }: Estimate): string {
  if (low === undefined || high === undefined) return "";
  if (high < 0) return " (harm)";
  return low > 0 ? "" : " (cannot be told apart from nothing)";
}
