import { rateOf } from "./rates.ts";
import { at, type Denominators, type Foresight, type Recorded, type Row } from "./recorded.ts";
import type { SlowingResult } from "./slowing.ts";

const percent = (x: number) => (100 * x).toFixed(0);
const signed = (x: number) => (x > 0 ? `+${x}` : `${x}`);
const shares = ["detected, %", "in time, %", "before the onset, %", "before most of it, %", "lead, rounds"];

/** What stands still is a control where a monitor knows levels alone, and a twin where it knows twins. */
export interface TableOptions {
  readonly still?: "controls" | "twins";
  readonly collapses?: "all" | "late";
}

/** A line a monitor, as it stands in docs/early-warning.md: rates with Wilson's intervals, the median lead with its own. */
export function tableOf(
  rows: readonly Row[],
  of: Denominators,
  { still = "controls", collapses = "all" }: TableOptions = {},
): string {
  const head = ["metric", "detector", ...shares, "false in loops, %", `false in ${still}, %`];
  const lines = rows.map((row) => {
    const begin = at[collapses];
    const counts = row
      .slice(begin, begin + 4)
      .map((count) => share(Number(count), of[collapses === "all" ? "collapsed" : "late"]));
    const [median, low, high] = row.slice(begin + 4, begin + 7) as (number | null)[];
    const wrong = [share(row[at.wrong], of.loops), share(row[at.wrong + 1] as number, of.still)];
    return `| ${[row[0], row[1], ...counts, leadIn(median!, low!, high!), ...wrong].join(" | ")} |`;
  });
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines].join("\n");
}

/** One monitor at several thresholds, in units of the twins' spread. */
export function thresholdTable(rows: readonly Row[], of: Denominators): string {
  return tableOf(
    rows.map(([metric, detector, spread, threshold, ...rest]): Row => {
      return [metric, `${detector}, threshold ${threshold.toFixed(1)}`, spread, threshold, ...rest];
    }),
    of,
    { still: "twins" },
  );
}

function leadIn(median: number | null, low: number | null, high: number | null): string {
  if (median === null) return "";
  return low === null ? signed(median) : `${signed(median)} (${signed(low)} to ${signed(high!)})`;
}

export function share(count: number, of: number): string {
  const { rate, low, high } = rateOf(count, of);
  return `${percent(rate)} (${percent(low)} to ${percent(high)})`;
}

/** The lines of a table that detect most, among equals those with the longest lead. */
export function best(rows: readonly Row[], count: number): Row[] {
  const lead = (row: Row) => row[at.all + 4] as number | null;
  return [...rows]
    .sort((a, b) => b[at.all] - a[at.all] || (lead(b) ?? -Infinity) - (lead(a) ?? -Infinity))
    .slice(0, count);
}

/** Signs of slowing: a line a detector and window. */
export function slowingTable({ rows, runs, onset }: SlowingResult): string {
  const head = [
    "detector",
    "window, rounds",
    "detected, %",
    "before the onset, %",
    "lead, rounds",
    "false in steady loops, %",
  ];
  const collapsed = onset?.of ?? 0;
  const lines = rows.map(([name, window, detected, early, lead, wrong]) => {
    const cells = [
      share(detected, collapsed),
      share(early, collapsed),
      leadIn(lead, null, null),
      share(wrong, runs / 2),
    ];
    return `| ${[name, window ?? "", ...cells].join(" | ")} |`;
  });
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines].join("\n");
}

/** What simulations of the arm said before it ran. */
export function foretoldTable({ inWorld, inFitted }: Recorded["confirmed"]["foretold"], of: Denominators): string {
  const head = ["simulated in", "collapses foretold, %", "healthy arms wrongly, %", "error of the onset, rounds"];
  const line = (where: string, { foretold, wrongly, error }: Foresight) => {
    const size = error ? leadIn(error.median, error.low, error.high).replaceAll("+", "") : "";
    return `| ${[where, share(foretold, of.collapsed), share(wrongly, of.loops), size].join(" | ")} |`;
  };
  const lines = [line("the world itself, other draws", inWorld), line("a world fitted to the authentic log", inFitted)];
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines].join("\n");
}
