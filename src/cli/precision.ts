import { firstReplicates, isPrecise, type Precision, type Targets } from "../experiment/index.ts";
import { requestedMetrics } from "../metrics/index.ts";
import { type RunRecord, readRecord, UsageError } from "../results/index.ts";
import type { Scenario } from "../scenario/index.ts";
import { wholeNumber } from "./choice.ts";
import { hint } from "./nearest.ts";
import { directoryOf, type Source, withReplicates } from "./source.ts";

export interface PrecisionArguments {
  readonly precision?: readonly string[] | undefined;
  readonly "max-replicates"?: string | undefined;
  readonly out?: string | undefined;
}

/** What --precision asks for, and the most replicates that there may be. */
export interface Goal extends Precision {
  readonly most: number;
}

const MOST = 200;

/** @throws UsageError naming the option */
export function goalOf(args: PrecisionArguments, scenario: Scenario): Goal | undefined {
  const given = args.precision ?? [];
  if (given.length === 0) {
    if (args["max-replicates"] === undefined) return undefined;
    throw new UsageError("--max-replicates: expected --precision beside it, as in --precision coverage=0.01");
  }
  if (!scenario.control) {
    throw new UsageError("--precision: is of arms minus their controls, and the scenario has none; set control: true");
  }
  const from = scenario.replicates;
  const most = args["max-replicates"] === undefined ? MOST : wholeNumber("--max-replicates", args["max-replicates"]);
  if (most < from) {
    throw new UsageError(`--max-replicates: got ${most}, expected at least the scenario's ${from} replicates`);
  }
  return { targets: targetsOf(given, requestedMetrics(scenario.metrics)), from, most };
}

function targetsOf(given: readonly string[], metrics: readonly string[]): Targets {
  const targets: Record<string, number> = {};
  for (const one of given) {
    const [name = "", text = "", ...more] = one.split("=");
    const half = Number(text);
    if (!(half > 0 && half < Infinity) || more.length > 0 || text.trim() === "") {
      throw new UsageError(
        `--precision: got "${one}", expected a metric and a half-width above 0, as in coverage=0.01`,
      );
    }
    if (!metrics.includes(name)) {
      const why = metrics.length > 12 ? "a metric that the scenario measures" : `one of ${metrics.join(", ")}`;
      throw new UsageError(`--precision: got "${name}", expected ${why}${hint(name, metrics)}`);
    }
    if (name in targets) throw new UsageError(`--precision: ${name} is given twice, expected once`);
    targets[name] = half;
  }
  return targets;
}

/** A finished run of the same scenario, with the fewest replicates that are precise enough, or with the most there may be. */
export function finishedFor(
  source: Source,
  goal: Goal,
  out: string | undefined,
): { readonly directory: string; readonly record: RunRecord } | undefined {
  const { targets, most } = goal;
  for (let n = firstReplicates({ replicates: most }, goal); n <= most; n++) {
    const one = withReplicates(source, n);
    const directory = directoryOf(one, out);
    const record = readRecord(directory);
    if (record?.status !== "finished" || record.identity !== one.identity) continue;
    if (n === most || isPreciseRun(record, targets)) return { directory, record };
  }
  return undefined;
}

function isPreciseRun(record: RunRecord, targets: Targets): boolean {
  return aimedAt(record, targets).every(
    ({ interval, target }) => interval !== undefined && isPrecise(interval, target),
  );
}

/** The arms and metrics whose intervals the run was to narrow. */
function aimedAt({ arms, summary }: RunRecord, targets: Targets) {
  const judged = new Set(arms.flatMap(({ name, kind, control }) => (kind === "arm" && control ? [name] : [])));
  return summary
    .filter(({ arm, metric, difference }) => judged.has(arm) && metric in targets && difference !== undefined)
    .map((line) => ({ ...line, target: targets[line.metric]! }));
}

/** What --precision asked for and the most replicates did not reach, furthest from it first; undefined where all was. */
export function shortfall(record: RunRecord, { targets }: Goal): string | undefined {
  const missed = aimedAt(record, targets)
    .map(({ interval, ...line }) => ({ ...line, half: interval ? (interval.high - interval.low) / 2 : Infinity }))
    .filter(({ half, target }) => !(half <= target))
    .sort((a, b) => b.half / b.target - a.half / a.target);
  const [worst] = missed;
  if (worst === undefined) return undefined;
  const others = missed.length > 1 ? ` (${missed.length} intervals are too wide, this one furthest)` : "";
  const known =
    worst.half < Infinity ? `known to ± ${Number(worst.half.toPrecision(2))}` : "not known to any precision";
  return `--precision is not reached: with ${record.replicates} replicates ${worst.metric} of ${worst.arm} is ${known}, asked for was ± ${worst.target}${others}; allow more with --max-replicates`;
}
