import type { ArmMetricSummary, MetricInfo } from "../metrics/records.ts";
import type { ReportArm } from "./input.ts";
import { number } from "./text.ts";

/** Metrics named in a sentence. */
const NAMED = 3;

/**
 * "Is it collapsing?" in words, one text an arm, made from the numbers: how many of the judged metrics left the arm's own
 * control by more than their δ since round 1, from which round on and how surely, which went furthest, in units of their δ, and
 * whether they came back.
 */
export function verdict(
  arms: readonly ReportArm[],
  metrics: readonly MetricInfo[],
  summary: readonly ArmMetricSummary[],
): string[] {
  const judged = metrics.filter((metric) => metric.harm !== "none");
  return arms.filter((arm) => arm.kind === "arm").map((arm) => armVerdict(arm, judged, summary));
}

interface Finding {
  readonly metric: MetricInfo;
  readonly own: ArmMetricSummary;
  readonly control: ArmMetricSummary;
}

function armVerdict(arm: ReportArm, judged: readonly MetricInfo[], summary: readonly ArmMetricSummary[]): string {
  if (!arm.control) return `${arm.name}: not judged, as there is no control.`;
  const findings = judged.flatMap((metric): Finding[] => {
    const own = lineOf(summary, arm.name, metric);
    const control = lineOf(summary, arm.control!, metric);
    return own?.change !== undefined && control ? [{ metric, own, control }] : [];
  });
  if (findings.length === 0) return `${arm.name}: not judged, as there are too few rounds, or no metric that is.`;
  const collapsed = findings.filter(({ own }) => own.collapse);
  if (collapsed.length === 0) {
    return `${arm.name}: no collapse. Since round 1 none of ${findings.length} judged metrics has moved away from its control by more than its threshold and stayed there.${nearest(findings)}`;
  }
  const first = collapsed.reduce((a, b) => (b.own.collapse!.onset < a.own.collapse!.onset ? b : a));
  const named = [...collapsed].sort((a, b) => distance(b) - distance(a)).slice(0, NAMED);
  return (
    `${arm.name}: collapses from round ${first.own.collapse!.onset}${sureness(first.own)}: ${collapsed.length} of ` +
    `${findings.length} judged metrics moved away from the control by more than the threshold. ` +
    `Furthest: ${named.map(words).join("; ")}.${recovery(collapsed)}`
  );
}

/** How many of the resamples of the replicates say so, where there were enough to resample. */
function sureness({ uncertainty }: ArmMetricSummary): string {
  return uncertainty ? ` (in ${number(uncertainty.share, ".0%").replace("%", " %")} of resamples)` : "";
}

/** What came of the collapsed metrics, where some came back or a safeguard began late. */
function recovery(collapsed: readonly Finding[]): string {
  const recoveries = collapsed.flatMap(({ own }) => own.collapse!.recovery ?? []);
  const back = recoveries.filter(({ round }) => round !== undefined).length;
  const safeguard = recoveries.find((one) => one.safeguard !== undefined)?.safeguard;
  if (safeguard !== undefined) {
    return ` Of these ${collapsed.length}, ${back} came back within the threshold after a safeguard from round ${safeguard} on.`;
  }
  return back > 0 ? ` Of these ${collapsed.length}, ${back} came back within the threshold later.` : "";
}

/** The metric that is nearest to a collapse, where a resample in twenty says that it is one. */
function nearest(findings: readonly Finding[]): string {
  const shareOf = ({ own }: Finding) => own.uncertainty?.share ?? 0;
  const most = findings.reduce((a, b) => (shareOf(b) > shareOf(a) ? b : a));
  return shareOf(most) >= 0.05 ? ` ${most.metric.title} is near it: it collapses${sureness(most.own)}.` : "";
}

function lineOf(summary: readonly ArmMetricSummary[], arm: string, metric: MetricInfo): ArmMetricSummary | undefined {
  return summary.find((line) => line.arm === arm && line.metric === metric.name);
}

const distance = ({ metric, own }: Finding) => Math.abs(own.change!) / metric.delta;

function words({ metric, own, control }: Finding): string {
  return `${metric.title} ${number(own.last, metric.format)} against ${number(control.last, metric.format)}`;
}
