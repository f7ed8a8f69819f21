import type { Series } from "../../src/metrics/index.ts";
import { calibrate, detectors, type Monitor, watched, watchSeries } from "../../src/metrics/monitors/index.ts";
import { type Median, medianOf, type Rate, rateOf } from "./rates.ts";
import type { Run } from "./run.ts";

/** Which healthy runs a monitor is calibrated on: arms that did not collapse, or controls. */
export const pools = ["loops", "controls"] as const;
export type Pool = (typeof pools)[number];

/** What one monitor did. */
export interface Score {
  /** arms that collapsed: an alarm in any round; in a round before the onset; the same where the onset left time for one */
  readonly detected: Rate;
  readonly early: Rate;
  readonly earlyWherePossible: Rate;
  /** rounds from alarm to onset, of arms with an alarm; below 0 where the alarm came later */
  readonly lead: Median | null;
  /** held-out arms that did not collapse, and held-out controls: an alarm in any round */
  readonly falseLoops: Rate;
  readonly falseControls: Rate;
}

export interface Judged {
  readonly monitor: Monitor;
  readonly score: Score;
}

export const isCalibration = ({ n }: Run) => n % 2 === 0;

const seriesOf = (run: Run, of: "arm" | "control", metric: string): Series =>
  run[of][metric]!.map((value) => value ?? undefined);

const hasValues = (series: Series) => series.some((value) => value !== undefined);

/**
 * Every detector of every metric, calibrated on the runs of even number and judged on the others; where no rate can be
 * stated, since the metric never moves in health, it is left out.
 */
export function judgeAll(runs: readonly Run[], target: number, pool: Pool, rate: number): Judged[] {
  const calibration = runs.filter(isCalibration);
  const heldOut = runs.filter((run) => !isCalibration(run));
  const collapsing = runs.filter(({ onsets }) => onsets[target] !== null);
  return watched.flatMap(({ metric, harm }) => {
    const healthy = healthyOf(calibration, target, pool)
      .map(([run, of]) => seriesOf(run, of, metric))
      .filter(hasValues);
    return detectors.flatMap((detector): Judged[] => {
      const monitor = unlessStill(() => calibrate(detector, healthy, rate, { metric, harm }));
      return monitor ? [{ monitor, score: scoreOf(monitor, target, collapsing, heldOut) }] : [];
    });
  });
}

function unlessStill(calibrated: () => Monitor): Monitor | undefined {
  try {
    return calibrated();
  } catch (error) {
    if (error instanceof RangeError && error.message.includes("expected some that vary")) return undefined;
    throw error;
  }
}

function healthyOf(runs: readonly Run[], target: number, pool: Pool): (readonly [Run, "arm" | "control"])[] {
  if (pool === "controls") return runs.map((run) => [run, "control"] as const);
  return runs.filter(({ onsets }) => onsets[target] === null).map((run) => [run, "arm"] as const);
}

/** Runs in which the metric has no value count as runs without an alarm. */
export function scoreOf(monitor: Monitor, target: number, collapsing: readonly Run[], healthy: readonly Run[]): Score {
  const alarmOf = (run: Run, of: "arm" | "control") => watchSeries(seriesOf(run, of, monitor.metric), monitor)?.round;
  const found = collapsing.map((run) => ({ onset: run.onsets[target]!, alarm: alarmOf(run, "arm") }));
  const warned = found.filter(({ onset, alarm }) => alarm !== undefined && alarm < onset).length;
  const possible = found.filter(({ onset }) => onset > monitor.baseline).length;
  const leads = found.flatMap(({ onset, alarm }) => (alarm === undefined ? [] : [onset - alarm]));
  const alarmed = (pool: Pool) => {
    const runs = healthyOf(healthy, target, pool);
    return rateOf(runs.filter(([run, of]) => alarmOf(run, of) !== undefined).length, runs.length);
  };
  return {
    detected: rateOf(leads.length, found.length),
    early: rateOf(warned, found.length),
    earlyWherePossible: rateOf(warned, possible),
    lead: medianOf(leads),
    falseLoops: alarmed("loops"),
    falseControls: alarmed("controls"),
  };
}

/**
 * The rule by which the default is chosen: of the monitors calibrated on arms that did not collapse whose false alarms on
 * held-out ones are not above the nominal rate, the one that detects most; among equals the longest median lead.
 */
export function recommend(judged: readonly Judged[], rate: number): Judged {
  const honest = judged.filter(({ score }) => score.falseLoops.rate <= rate);
  const lead = ({ score }: Judged) => score.lead?.median ?? -Infinity;
  const [best] = [...honest].sort((a, b) => b.score.detected.count - a.score.detected.count || lead(b) - lead(a));
  if (!best)
    throw new Error(`got no monitor with false alarms of at most ${rate} on held-out runs, expected at least one`);
  return best;
}
