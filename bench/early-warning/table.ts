import { rateOf } from "./rates.ts";
import type { Denominators, Row } from "./recorded.ts";

const percent = (x: number) => (100 * x).toFixed(0);
const signed = (x: number) => (x > 0 ? `+${x}` : `${x}`);
const head = [
  "metric",
  "detector",
  "detected, %",
  "before the onset, %",
  "lead, rounds",
  "false in loops, %",
  "false in controls, %",
];

/** A line a monitor, as it stands in docs/early-warning.md: rates with Wilson's intervals, the median lead with its own. */
export function tableOf(rows: readonly Row[], of: Denominators): string {
  const lines = rows.map(([metric, detector, , , detected, early, median, low, high, loops, controls]) => {
    const lead =
      median === null ? "" : low === null ? signed(median) : `${signed(median)} (${signed(low)} to ${signed(high!)})`;
    const cells = [share(detected, of.collapsed), share(early, of.collapsed), lead];
    return `| ${[metric, detector, ...cells, share(loops, of.loops), share(controls, of.controls)].join(" | ")} |`;
  });
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...lines].join("\n");
}

export function share(count: number, of: number): string {
  const { rate, low, high } = rateOf(count, of);
  return `${percent(rate)} (${percent(low)} to ${percent(high)})`;
}

/** The lines of a table that detect most, in the order of the rule for the default. */
export function best(rows: readonly Row[], count: number): Row[] {
  return [...rows].sort((a, b) => b[4] - a[4] || (b[6] ?? -Infinity) - (a[6] ?? -Infinity)).slice(0, count);
}
