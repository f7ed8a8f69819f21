import { relative } from "node:path";
import { type FitReport, halfWidthOf, LEAST_FOR_P } from "../experiment/index.ts";
import { type ArmMetricSummary, type Comparison, type MetricInfo, metrics } from "../metrics/index.ts";
import { keyMetrics } from "../report/charts.ts";
import { difference, number } from "../report/text.ts";
import type { RunRecord } from "../results/index.ts";
import { runFiles } from "../results/index.ts";
import { reportInput } from "./page.ts";
import { count, painter, thousands, wrapped } from "./terminal.ts";

const MOST_NOTES = 6;

/**
 * What a finished run prints: the fit, a table of arms, the verdict, and where everything is.
 * @param short what a precision that was asked for fell short of
 */
export function closing(record: RunRecord, directory: string, short?: string): string {
  const paint = painter(process.stdout);
  const title = (text: string) => paint("bold", text);
  const place = relative(process.cwd(), directory) || ".";
  const folder = place.startsWith("..") ? directory : place;
  const notes = record.notes.slice(0, MOST_NOTES).map((note) => wrapped(`- ${note}`, 100, "  "));
  const more = record.notes.length - notes.length;
  return [
    ...(record.fit ? [title("How well the world stands for the log"), ...fitLines(record.fit), ""] : []),
    title(`${record.name}: round 1 → round ${record.rounds}, means over ${count(record.replicates, "replicate")}`),
    ...table(record, paint),
    ...(short === undefined ? [] : [paint("yellow", wrapped(short, 100, "  "))]),
    "",
    title("Is it collapsing?"),
    ...record.verdict.map((sentence) => wrapped(sentence, 100, "  ")),
    ...unsure(record).map((sentence) => paint("dim", sentence)),
    ...(record.answer
      ? ["", title("What stops it, and at what price?"), wrapped(record.answer.join(" "), 100, "  ")]
      : []),
    ...(record.lateAnswer
      ? [
          "",
          title("Does it recover when the safeguard comes late?"),
          ...record.lateAnswer.map((line) => wrapped(line, 100, "  ")),
        ]
      : []),
    "",
    ...notes,
    ...(more > 0 ? [`- and ${more} more in the report`] : []),
    ...(notes.length > 0 ? [""] : []),
    `digest  ${record.digest}`,
    `report  ${folder}/${runFiles.report}`,
  ].join("\n");
}

/** Whether fewer replicates than can be resampled leave a verdict without its sureness. */
function unsure({ summary, replicates }: RunRecord): string[] {
  if (replicates >= LEAST_FOR_P || summary.every(({ change }) => change === undefined)) return [];
  const few = `${count(replicates, "replicate")} ${replicates === 1 ? "does" : "do"}`;
  return [`${few} not say how sure that is: it takes ${LEAST_FOR_P}`];
}

function fitLines(fit: FitReport): string[] {
  const f = (value: number) => number(value, ".3f");
  const percent = (value: number) => number(value, ".0%");
  const { world, popularity, uniform } = fit.logLikelihood;
  const others = fit.outsideSensitivity.map((s) => `${percent(s.outsideShare)}: ${number(s.acceptance, ".1%")}`);
  return [
    `  users, items             ${thousands(fit.users)}, ${thousands(fit.items)} (${thousands(fit.fitRows)} rows to fit, ${thousands(fit.tuneRows)} to tune, ${thousands(fit.testRows)} to test)`,
    `  item shares, TV          ${f(fit.totalVariation)} (a sample of that size from the world itself: ${f(fit.totalVariationFloor)})`,
    `  Gini of items            ${f(fit.giniReal)} real, ${f(fit.giniSimulated)} simulated`,
    `  log-likelihood, nats     ${f(world)} world, ${f(popularity)} popularity, ${f(uniform)} uniform`,
    `  share taking nothing     ${percent(fit.outsideShare)}, an assumption; slates accepted if it were`,
    wrapped(`                           ${others.join(", ")}`, 100, "                           "),
  ];
}

type Paint = ReturnType<typeof painter>;

const widths = [18, 30, 18, 18, 12] as const;

interface Line {
  readonly arm: string;
  readonly metric: MetricInfo;
  readonly line: ArmMetricSummary;
}

/** Arms and twins by key metrics; controls stand in the differences. */
function table(record: RunRecord, paint: Paint): string[] {
  const keys = keyMetricsOf(record);
  if (keys.length === 0) return ["  no metric has a value at both ends"];
  const head = row(["arm", "metric", "first → last", "minus control", "collapse"]);
  const arms = record.arms.filter(
    ({ kind, control }) => kind !== "control" && (kind === "arm" || control !== undefined),
  );
  const linesOf = (name: string): Line[] =>
    keys.flatMap((metric) => {
      const line = record.summary.find((one) => one.arm === name && one.metric === metric.name);
      return line ? [{ arm: name, metric, line }] : [];
    });
  const body = arms.flatMap(({ name }) =>
    linesOf(name).map(({ metric, line }, n) => {
      const cells = row([
        n === 0 ? name : "",
        metric.title,
        `${number(line.first, metric.format)} → ${number(line.last, metric.format)}`,
        line.difference === undefined ? "" : gap({ ...line, difference: line.difference }, metric),
        line.collapse ? `round ${line.collapse.onset}` : isJudged(line, metric) ? "no" : "",
      ]);
      return line.collapse ? paint("yellow", cells) : cells;
    }),
  );
  const notes = [
    "minus control: at the last round, ± half its 95 % interval; collapse: its change since round 1",
    ...precision(
      arms.flatMap(({ name, kind }) => (kind === "arm" ? linesOf(name) : [])),
      record.replicates,
    ),
  ];
  return [paint("dim", head), ...body, ...notes.map((note) => paint("dim", note))];
}

const isJudged = ({ change }: ArmMetricSummary, { harm }: MetricInfo) => harm !== "none" && change !== undefined;

/** A difference, and half of its interval's width. */
function gap({ difference: value, standardError, interval }: Comparison, { format }: MetricInfo): string {
  const text = difference(value, format);
  const half = interval ? (interval.high - interval.low) / 2 : standardError;
  if (half === undefined) return text;
  return text.endsWith(" pp")
    ? `${text.slice(0, -3)} ± ${number(half, format).replace("%", "")} pp`
    : `${text} ± ${number(half, format)}`;
}

/** The widest interval of the table in units of δ, and what four times the replicates would make of it. */
function precision(lines: readonly Line[], replicates: number): string[] {
  const wide = lines.filter(({ line, metric }) => line.interval && (line.standardError ?? 0) > 0 && metric.delta > 0);
  if (wide.length === 0) return [];
  const half = ({ line }: Line) => (line.interval!.high - line.interval!.low) / 2;
  const widest = wide.reduce((a, b) => (half(b) / b.metric.delta > half(a) / a.metric.delta ? b : a));
  const { arm, metric, line } = widest;
  const more = 4 * replicates;
  const expected = halfWidthOf(line.standardError! * Math.sqrt(replicates), more, line.interval!.level);
  const amount = (value: number) => `±${difference(value, metric.format).replace(/^\+/, "")}`;
  const sentence = `least precise is ${metric.title.toLowerCase()} of ${arm}: ${amount(half(widest))}; ${more} replicates would give about ${amount(expected)}`;
  return [wrapped(sentence, 100, "  ")];
}

function row(cells: readonly string[]): string {
  const padded = cells.map((cell, n) => {
    const width = widths[n]!;
    const fitting = cell.length > width ? `${cell.slice(0, width - 1)}…` : cell;
    return n >= 2 ? fitting.padStart(width) : fitting.padEnd(width);
  });
  return padded.join(" ").trimEnd();
}

/** The report's own choice of telling metrics, among those that have a value at both ends. */
function keyMetricsOf(record: RunRecord): MetricInfo[] {
  const names = new Set(record.summary.map((line) => line.metric));
  const values = Object.fromEntries([...names].map((name) => [name, 0]));
  const standIn = record.arms.map(({ name }) => ({ arm: name, replicate: 1, round: 1, metrics: values }));
  return keyMetrics({ ...reportInput(record, standIn, ""), metrics: metrics.filter((m) => names.has(m.name)) });
}

/** The one object that --json prints; `precise` is there where a precision was asked for. */
export function asJson(
  record: RunRecord,
  directory: string,
  { reused, precise }: { readonly reused: boolean; readonly precise: boolean | undefined },
): string {
  const { status, identity, digest, verdict, answer, frontier, lateAnswer, hysteresis, summary } = record;
  const { collapseIndex, monitors, fit, notes, timings } = record;
  const report = `${directory}/${runFiles.report}`;
  return JSON.stringify({
    directory,
    report,
    status,
    reused,
    precise,
    identity,
    digest,
    verdict,
    answer,
    frontier,
    lateAnswer,
    hysteresis,
    summary,
    collapseIndex,
    monitors,
    fit,
    notes,
    timings,
  });
}
