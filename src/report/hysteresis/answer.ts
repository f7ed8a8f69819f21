import type { Comparison, Hysteresis, LateArm, LateMetric, MetricInfo } from "../../metrics/records.ts";
import { difference, number } from "../text.ts";

/** Metrics that a late safeguard is told by where it had anything to bring back in them, before all others. */
const FIRST = ["tv_original", "js_original"];

/**
 * "Does it recover when the safeguard comes late?" in words, from the numbers: by the first metric that had collapsed when
 * safeguards began, which arms leave something behind; how much of the worst change each late arm leaves and how far it ends
 * from the same safeguard begun in round 1; then how many of all judged metrics say so. An arm counts as leaving something behind where the interval of that
 * difference is wholly on the harmful side.
 */
export function hysteresisAnswer(hysteresis: Hysteresis, metrics: readonly MetricInfo[]): string[] {
  const { arms } = hysteresis;
  const told = toldBy(arms, metrics);
  if (!told) return ["No metric had collapsed when a late safeguard began: there was nothing to bring back."];
  const called = told.title.replace(/^./, (c) => c.toLowerCase());
  const lines = arms.flatMap((arm) => armLine(arm, told, hysteresis.rounds) ?? []);
  return [[`By ${called}:`, ...conclusion(arms, told)].join(" "), ...lines, ...elsewhere(arms, metrics)];
}

const inMetric = (arm: LateArm, { name }: MetricInfo) => arm.metrics.find(({ metric }) => metric === name);

/** The metric in which most late arms had collapsed when they began; among equals, and before all, the first. */
export function toldBy(arms: readonly LateArm[], metrics: readonly MetricInfo[]): MetricInfo | undefined {
  const count = (metric: MetricInfo) => arms.filter((arm) => inMetric(arm, metric)?.onset !== undefined).length;
  const first = FIRST.flatMap((name) => metrics.filter((metric) => metric.name === name));
  const known = [...first.filter((metric) => count(metric) > 0), ...metrics.filter((metric) => count(metric) > 0)];
  return first.includes(known[0]!)
    ? known[0]
    : known.reduce<MetricInfo | undefined>(
        (best, metric) => (!best || count(metric) > count(best) ? metric : best),
        undefined,
      );
}

/** Nothing where the metric had not collapsed when the safeguard began. */
function armLine(arm: LateArm, metric: MetricInfo, rounds: number): string | undefined {
  const own = inMetric(arm, metric);
  if (own?.onset === undefined || !own.left) return undefined;
  const comes = own.back === undefined ? "does not come back within the threshold" : `is back ${after(own.back)}`;
  const under = `after ${rounds - arm.from + 1} rounds`;
  const left =
    own.left.mean < 0
      ? `nothing of the worst change is left ${under}, it stands better than in round 1`
      : `${share(own)} of the worst change is left ${under}`;
  const beside = own.end && arm.early ? `; it ends ${apart(own.end, metric, arm.early)}${closing(own, metric)}` : "";
  const since =
    own.since && own.end ? `, and ${apart(own.since, metric, `${arm.early} after as many rounds`, true)}` : "";
  return `${arm.arm} ${comes}: ${left}${beside}${since}.`;
}

const after = (rounds: number) =>
  rounds < 0 ? "before it" : rounds === 0 ? "at once" : rounds === 1 ? "after a round" : `after ${rounds} rounds`;

const percent = (value: number) => number(100 * value, ".0f");

/** "31 % (24 to 39)" */
export function share({ left }: Pick<LateMetric, "left">): string {
  const { mean, low, high } = left!;
  return `${percent(mean)} %${low === undefined || high === undefined ? "" : ` (${percent(low)} to ${percent(high)})`}`;
}

/** Which way a difference goes for certain, by its interval: 1 is harm, -1 a gain, 0 cannot be told. */
export function sense({ interval }: Comparison, { harm }: MetricInfo): -1 | 0 | 1 {
  if (!interval) return 0;
  const [low, high] = harm === "rises" ? [interval.low, interval.high] : [-interval.high, -interval.low];
  return low > 0 ? 1 : high < 0 ? -1 : 0;
}

/** "+0.031 (0.020 to 0.042) from fresh, which is worse" */
function apart(comparison: Comparison, metric: MetricInfo, from: string, isAgain = false): string {
  const { interval } = comparison;
  const f = (value: number) => number(value, metric.format);
  const ends = interval ? ` (${f(interval.low)} to ${f(interval.high)})` : "";
  const words = { 1: "worse", 0: "not told apart", [-1]: "better" }[sense(comparison, metric)];
  return `${difference(comparison.difference, metric.format)}${ends} from ${from}${isAgain ? "" : ", begun in round 1"}: ${words}`;
}

function closing({ end, trend }: LateMetric, metric: MetricInfo): string {
  if (!end || !trend || sense(end, metric) !== 1) return "";
  const words = { 1: " and falling back", 0: ", not closing as far as can be told", [-1]: " but closing" };
  return words[sense(trend, metric)];
}

const listed = (names: readonly string[]) =>
  names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;

function conclusion(arms: readonly LateArm[], metric: MetricInfo): string[] {
  const judged = arms.flatMap((arm) => {
    const own = inMetric(arm, metric);
    return own?.onset !== undefined && own.end?.interval
      ? [{ name: arm.arm, sense: sense(own.end, metric), size: Math.abs(own.end.difference) }]
      : [];
  });
  if (judged.length === 0) return [];
  const lasting = judged.filter((one) => one.sense === 1).map(({ name }) => name);
  const large = judged.filter((one) => one.sense === 1 && one.size > metric.delta).map(({ name }) => name);
  const undone = judged.filter((one) => one.sense !== 1).map(({ name }) => name);
  if (lasting.length === 0) return ["coming late left nothing behind that could be told."];
  const threshold = `the collapse rule's threshold of ${number(metric.delta, metric.format)}`;
  const size =
    large.length === 0 ? `, always less than ${threshold}` : `, more than ${threshold} with ${listed(large)}`;
  const rest = undone.length > 0 ? [`It did not, as far as can be told, with ${listed(undone)}.`] : [];
  return [[`coming late left something behind with ${listed(lasting)}${size}.`, ...rest].join(" ")];
}

/** The same of all judged metrics, whether they had collapsed or not. */
function elsewhere(arms: readonly LateArm[], metrics: readonly MetricInfo[]): string[] {
  const all = arms.flatMap((arm) =>
    metrics.flatMap((metric) => {
      const end = inMetric(arm, metric)?.end;
      return end?.interval ? [sense(end, metric)] : [];
    }),
  );
  if (all.length === 0) return [];
  const count = (wanted: number) => all.filter((one) => one === wanted).length;
  const chance = Math.round(0.025 * all.length);
  const luck = chance === 0 ? "less than one" : `about ${chance}`;
  return [
    `Over all judged metrics and late arms, ${all.length} pairs, ${count(1)} end worse than with the early safeguard and ${count(-1)} better; ${luck} of either would by chance.`,
  ];
}
