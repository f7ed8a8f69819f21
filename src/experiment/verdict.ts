import type { ArmMetricSummary, Metric } from "../metrics/index.ts";
import type { PlannedArm } from "./arms.ts";

/**
 * "Is it collapsing?" in words, a sentence an arm, generated from the numbers: which judged metrics changed beyond their δ
 * against the arm's own control, from which round, and by how much.
 */
export function verdict(
  arms: readonly PlannedArm[],
  metrics: readonly Metric[],
  summary: readonly ArmMetricSummary[],
): string[] {
  const judged = metrics.filter((metric) => metric.harm !== "none");
  return arms
    .filter((arm) => arm.kind === "arm")
    .map((arm) => {
      if (!arm.control) return `${arm.name}: not judged, as the scenario runs without controls.`;
      const own = summary.filter((line) => line.arm === arm.name && line.difference !== undefined);
      const collapsed = judged.flatMap((metric) => own.filter((line) => line.metric === metric.name && line.collapse));
      const of = judged.filter((metric) => own.some((line) => line.metric === metric.name)).length;
      if (collapsed.length === 0)
        return `${arm.name}: no collapse; none of ${of} judged metrics left its control by more than its threshold.`;
      const first = collapsed.reduce((a, b) => (b.collapse!.onset < a.collapse!.onset ? b : a));
      const title = (name: string) => metrics.find((metric) => metric.name === name)!.title.toLowerCase();
      return `${arm.name}: collapsing; ${collapsed.length} of ${of} judged metrics left their control, first ${title(first.metric)} in round ${first.collapse!.onset}.`;
    });
}
