import type {
  ArmMetricSummary,
  Band,
  CollapseIndex,
  Frontier,
  Hysteresis,
  MetricInfo,
  MonitorReport,
  RoundRecord,
} from "../metrics/records.ts";

export interface ReportArm {
  readonly name: string;
  readonly kind: "arm" | "control" | "twin";
  /** the name of the arm's control, where it has one */
  readonly control?: string;
  /** the names of the twins that the arm is compared with */
  readonly twins?: readonly string[];
  /** in words: what sets this arm apart ("replace, 10 % authentic") */
  readonly description: string;
}

/** How well a world stands for the log it was fitted to, on the test split. */
export interface FitReport {
  readonly users: number;
  readonly items: number;
  readonly fitRows: number;
  readonly tuneRows: number;
  readonly testRows: number;
  readonly scale: number;
  /** total variation between the test split's item shares and the world's expected shares */
  readonly totalVariation: number;
  /** what a sample of that size drawn from the world itself would show */
  readonly totalVariationFloor: number;
  readonly giniReal: number;
  readonly giniSimulated: number;
  /** mean log-likelihood of a test row, nats */
  readonly logLikelihood: { readonly world: number; readonly popularity: number; readonly uniform: number };
  /** the declared share of the outside option, and what other values would give */
  readonly outsideShare: number;
  readonly outsideSensitivity: readonly { readonly outsideShare: number; readonly acceptance: number }[];
}

export interface ReportInput {
  readonly name: string;
  readonly description: string;
  /** 8 hexadecimal digits */
  readonly identity: string;
  readonly digest: string;
  readonly seed: number;
  readonly rounds: number;
  readonly replicates: number;
  /** what a round stands for: "month" */
  readonly period: string;
  readonly arms: readonly ReportArm[];
  readonly metrics: readonly MetricInfo[];
  readonly records: readonly RoundRecord[];
  readonly summary: readonly ArmMetricSummary[];
  /** intervals of the charts' lines; none where there is one replicate */
  readonly bands?: readonly Band[];
  /** the composite of each judged arm, with its parts */
  readonly collapseIndex?: readonly CollapseIndex[];
  /** what monitors without the truth would have said */
  readonly monitors?: readonly MonitorReport[];
  /** metrics of the table at the top of the page, by name; by default the first judged metric of each leading family */
  readonly keyMetrics?: readonly string[];
  /** one or two sentences generated from the numbers, the answer to "is it collapsing?" */
  readonly verdict: readonly string[];
  /** present where arms try safeguards: fidelity kept against its price, and the same in words */
  readonly frontier?: Frontier;
  readonly answer?: readonly string[];
  /** present where arms begin late */
  readonly hysteresis?: Hysteresis;
  /** present when the world was fitted to a log */
  readonly fit?: FitReport;
  /** warnings and facts of the run, such as a temperature fitted at round 0 */
  readonly notes: readonly string[];
  /** the resolved scenario, as YAML text */
  readonly scenario: string;
  readonly versions: Readonly<Record<string, string>>;
}
