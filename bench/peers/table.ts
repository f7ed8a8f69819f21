import type { Measured, Spread } from "./pairs.ts";
import { median } from "./pairs.ts";

/** The comparisons as a Markdown table. */
export function tableOf(measured: readonly Measured[]): string {
  const head =
    "| against | data | work | factors | threads | peer, s | ours, s | ratio (least to most) | without copying | goal |";
  const rows = measured.map((m) => {
    const goal = m.goal === undefined ? "" : `${m.goal} ${m.ratio.median >= m.goal ? "met" : "missed"}`;
    const cells = [
      m.peer,
      m.set,
      m.work,
      m.factors,
      m.threads,
      seconds(m.theirs.map((t) => t.seconds)),
      seconds(m.ours.map((t) => t.seconds)),
      ratio(m.ratio),
      m.ratioWithoutCopying ? m.ratioWithoutCopying.median.toFixed(2) : "",
      goal,
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return [head, `|${" --- |".repeat(10)}`, ...rows].join("\n");
}

/** One thread's time divided by that of several, by work, on our side and the peer's. */
export function scalingOf(measured: readonly Measured[]): string {
  const rows = measured
    .filter(({ threads }) => threads > 1)
    .flatMap((many) => {
      const one = measured.find((m) => m.threads === 1 && keyOf(m) === keyOf(many));
      if (!one) return [];
      const gain = (side: "ours" | "theirs") => secondsOf(one[side]) / secondsOf(many[side]);
      const cells = [
        many.set,
        many.work,
        many.factors,
        many.threads,
        gain("ours").toFixed(2),
        gain("theirs").toFixed(2),
      ];
      return [`| ${cells.join(" | ")} | ${many.peer} |`];
    });
  if (rows.length === 0) return "";
  return ["| data | work | factors | threads | ours | peer | |", `|${" --- |".repeat(7)}`, ...rows].join("\n");
}

const keyOf = ({ peer, set, work, factors }: Measured) => [peer, set, work, factors].join();

const secondsOf = (timed: Measured["ours"]) => median(timed.map((t) => t.seconds));

const seconds = (values: readonly number[]) => median(values).toPrecision(3);

const ratio = ({ median: middle, least, most }: Spread) =>
  middle >= 20
    ? `${middle.toFixed(0)} (${least.toFixed(0)} to ${most.toFixed(0)})`
    : `${middle.toFixed(2)} (${least.toFixed(2)} to ${most.toFixed(2)})`;
