import { inThisThread, runExperiment } from "../../src/experiment/index.ts";
import { type Core, parseScenario, type RoundRecord } from "../../src/index.ts";
import { collapseOf, meanChanges, metricNamed, pairedChanges, type Series } from "../../src/metrics/index.ts";
import { largestOf, thresholdOf } from "../../src/metrics/monitors/calibrate.ts";
import { cusum } from "../../src/metrics/monitors/cusum.ts";
import type { Detector } from "../../src/metrics/monitors/detector.ts";
import { slowing, unbiasedLagOne, varianceOf } from "../../src/metrics/monitors/slowing.ts";
import { expectationOf } from "../../src/metrics/monitors/twins.ts";
import { type Median, medianOf } from "./rates.ts";

const ROUNDS = 200;
const METRIC = "choice_gini";

/** One loop that slows down as it loses its authentic rows, and the same with all of them kept. */
export interface SlowingRun {
  readonly n: number;
  readonly onset: number | null;
  readonly falling: readonly number[];
  readonly steady: readonly number[];
}

export interface SlowingResult {
  readonly runs: number;
  readonly onset: Median | null;
  /** detector; rounds of its window; alarms of loops that collapse, those before the onset; median lead; false alarms of held-out steady loops */
  readonly rows: readonly (readonly [string, number | null, number, number, number | null, number])[];
}

/**
 * A popularity loop of which a share α of each round's rows is fresh and authentic: shares move as p' = (1 - α) p + α q and
 * noise, so that lag-1 autocorrelation is 1 - α. Here α falls from .8 to 0 over 200 rounds: a textbook slowing down.
 */
export async function slowingRunOf(core: Core, n: number): Promise<SlowingRun> {
  const loop = (share: unknown) => ({ data: { regime: "replace", seed: "drop", authentic: { share, by: "fresh" } } });
  const scenario = parseScenario(
    JSON.stringify({
      version: 1,
      seed: n,
      rounds: ROUNDS,
      replicates: 1,
      world: { kind: "shares", users: 200, shares: { items: 20, exponent: 1 } },
      users: { outside: false },
      recommender: { model: { kind: "popularity" }, rank: "proportional", slate: 1 },
      metrics: [METRIC, "tv_original"],
      arms: { falling: loop({ start: 0.8, end: 0, rounds: ROUNDS }), steady: loop(0.8) },
    }),
    { file: `slowing ${n}` },
  );
  const { records } = await runExperiment(scenario, inThisThread(core));
  const of = (arm: string, metric: string) => valuesOf(records, arm, metric);
  const rule = metricNamed("tv_original");
  const changes = pairedChanges([of("falling", "tv_original")], [of("control-falling", "tv_original")]);
  const found = collapseOf(meanChanges(changes), rule);
  return { n, onset: found?.onset ?? null, falling: of("falling", METRIC), steady: of("steady", METRIC) };
}

function valuesOf(records: readonly RoundRecord[], arm: string, metric: string): number[] {
  return records.filter((record) => record.arm === arm && record.round > 0).map(({ metrics }) => metrics[metric]!);
}

const trend = { least: 4, most: 60 };
const windows = [{ least: 8, most: 12 }, ...[40, 60].map((rounds) => ({ least: rounds, most: rounds }))];

/** Signs of slowing by windows of several lengths, beside a CUSUM that knows the steady loops' level. */
export function judgeSlowing(runs: readonly SlowingRun[], rate: number): SlowingResult {
  const collapsing = runs.filter(({ onset }) => onset !== null);
  const calibration = runs.filter(({ n }) => n % 2 === 0).map(({ steady }) => steady);
  const heldOut = runs.filter(({ n }) => n % 2 === 1).map(({ steady }) => steady);
  const row = (name: string, window: number | null, statistics: (x: Series) => readonly (number | undefined)[]) => {
    const threshold = thresholdOf(
      calibration.map((x) => largestOf(statistics(x))),
      rate,
      name,
    );
    const alarmOf = (x: Series) => 1 + statistics(x).findIndex((value) => value !== undefined && value > threshold);
    const leads = collapsing.flatMap(({ falling, onset }) => (alarmOf(falling) ? [onset! - alarmOf(falling)] : []));
    const wrong = heldOut.filter((x) => alarmOf(x) > 0).length;
    return [
      name,
      window,
      leads.length,
      leads.filter((l) => l > 0).length,
      medianOf(leads)?.median ?? null,
      wrong,
    ] as const;
  };
  const known = expectationOf(calibration, METRIC);
  const standard = (x: Series) => x.map((value, t) => (value! - known.expected[t]!) / known.spread);
  const about = { name: "", title: "", summary: "" };
  const signs = { autocorrelation: unbiasedLagOne, variance: varianceOf };
  const rows = windows.flatMap((window) =>
    Object.entries(signs).map(([name, sign]) =>
      row(name, window.most, (x) => statisticsBy(slowing(about, sign, { window, trend }), x)),
    ),
  );
  const level = row("cusum", null, (x) => statisticsBy(cusum(), standard(x)));
  return { runs: runs.length, onset: medianOf(collapsing.map(({ onset }) => onset!)), rows: [...rows, level] };
}

function statisticsBy<S>(detector: Detector<S>, x: Series): (number | undefined)[] {
  let state = detector.start();
  return x.map((value) => {
    const [next, statistic] = detector.next(state, value!);
    state = next;
    return statistic;
  });
}
