import { largestOf, thresholdOf } from "../../src/metrics/monitors/calibrate.ts";
import { calibrate, detectors, statisticsOf, watched } from "../../src/metrics/monitors/index.ts";
import { againstTwins } from "../../src/metrics/monitors/twins.ts";
import { ROUNDS } from "./drawn.ts";
import { twinned } from "./held.ts";
import type { Run } from "./run.ts";
import { type Candidate, hasValues, measuredOf, type Score, scoreOf, seriesOf, unlessStill, watchOf } from "./score.ts";

/** Which healthy runs a monitor is calibrated on: arms that did not collapse, controls, or systems held still. */
export const pools = ["loops", "controls", "twins"] as const;
export type Pool = (typeof pools)[number];

export interface Judged {
  readonly monitor: Candidate;
  readonly score: Score;
}

const isCalibration = ({ n }: Run) => n % 2 === 0;
export const isHeldOut = (run: Run) => !isCalibration(run);

type Wanted = Pick<Candidate, "metric" | "harm">;

/**
 * Every detector of every metric, calibrated on the runs of even number and judged on the others; where no rate can be
 * stated, since the metric never moves in health, it is left out.
 */
export function judgeAll(runs: readonly Run[], target: number, pool: Pool, rate: number): Judged[] {
  const some = pool === "twins" ? watched.filter(({ metric }) => twinned.includes(metric)) : watched;
  return some.flatMap((wanted) => judgeMetric(runs, target, pool, rate, wanted));
}

export function judgeMetric(runs: readonly Run[], target: number, pool: Pool, rate: number, wanted: Wanted): Judged[] {
  const calibration = runs.filter(isCalibration);
  const heldOut = runs.filter(isHeldOut);
  return detectors.flatMap(({ name }): Judged[] => {
    const found =
      pool === "twins"
        ? candidateOnTwins(calibration, name, rate, wanted)
        : candidateOnLevels(calibration, target, pool, name, rate, wanted);
    if (!found) return [];
    const still = pool === "twins" ? "twin" : "control";
    return [{ monitor: found, score: scoreOf(watchOf(found), target, runs, heldOut, still) }];
  });
}

/** One threshold and one spread for runs of all kinds, each about the level of its own first rounds. */
function candidateOnLevels(
  runs: readonly Run[],
  target: number,
  pool: Exclude<Pool, "twins">,
  name: string,
  rate: number,
  { metric, harm }: Wanted,
): Candidate | undefined {
  const among = pool === "controls" ? runs : runs.filter(({ marks }) => marks[target] === null);
  const healthy = among.map((run) => seriesOf(pool === "controls" ? run.control : run.arm, metric)).filter(hasValues);
  return unlessStill(() => calibrate({ name }, healthy, rate, { metric, harm }));
}

/** One threshold, in units of the spread of each run's own twins about what they lead one to expect. */
function candidateOnTwins(
  runs: readonly Run[],
  detector: string,
  rate: number,
  { metric, harm }: Wanted,
): Candidate | undefined {
  const about = { metric, detector, harm, rate, rounds: ROUNDS };
  const largest = runs.flatMap((run) => {
    const { own, twins } = measuredOf(run, "twin");
    const others = twins.map((twin) => seriesOf(twin, metric));
    const monitor = unlessStill(() => againstTwins({ ...about, threshold: 0 }, others));
    return monitor ? [largestOf(statisticsOf(monitor, seriesOf(own, metric)))] : [];
  });
  return largest.length < 1 / rate ? undefined : { ...about, threshold: thresholdOf(largest, rate, metric) };
}

/**
 * The rule by which the default for a team without twins is chosen: of the monitors calibrated on arms that did not collapse
 * whose false alarms on held-out ones are not above the nominal rate, the one that detects most; among equals the longest
 * median lead.
 */
export function recommend(judged: readonly Judged[], rate: number): Judged {
  return bestOf(
    judged,
    rate,
    ({ falseLoops }) => falseLoops.rate,
    ({ all }) => all.detected.rate,
  );
}

/**
 * The rule for a team with twins: of the monitors whose false alarms on held-out twins are not above the nominal rate, the
 * one whose share of collapses found in time exceeds its share of healthy loops with an alarm by most; among equals the
 * longest median lead.
 */
export function recommendOnTwins(judged: readonly Judged[], rate: number): Judged {
  return bestOf(
    judged,
    rate,
    ({ falseStill }) => falseStill.rate,
    (s) => s.all.inTime.rate - s.falseLoops.rate,
  );
}

function bestOf(
  judged: readonly Judged[],
  rate: number,
  wrong: (score: Score) => number,
  worth: (score: Score) => number,
): Judged {
  const lead = ({ score }: Judged) => score.all.lead?.median ?? -Infinity;
  const [best] = judged
    .filter(({ score }) => wrong(score) <= rate)
    .sort((a, b) => worth(b.score) - worth(a.score) || lead(b) - lead(a));
  if (!best)
    throw new Error(`got no monitor with false alarms of at most ${rate} on held-out runs, expected at least one`);
  return best;
}
