import type { Series } from "../collapse.ts";
import { detectorNamed } from "./registry.ts";

/** A detector of one metric with its calibration: plain JSON. */
export interface Monitor {
  /** name of the metric, or of a series of one's own */
  readonly metric: string;
  readonly detector: string;
  readonly harm: "falls" | "rises";
  /**
   * rounds whose mean is the level that later rounds are set against; no alarm comes before the last of them. 0: the level is
   * what is expected, and the first round may raise one
   */
  readonly baseline: number;
  /** the metric's value in each round were nothing wrong, null where it would have none; left out: the level in all of them */
  readonly expected?: readonly (number | null)[];
  /** how far a healthy run strays from its level, in the metric's own unit: the standard unit */
  readonly spread: number;
  /** an alarm is raised where the statistic exceeds it */
  readonly threshold: number;
  /** share of healthy runs of `rounds` rounds in which an alarm is raised */
  readonly rate: number;
  readonly rounds: number;
}

/** Where a monitor stands after some rounds: plain JSON. */
export interface MonitorState {
  /** rounds so far, with a value or without */
  readonly rounds: number;
  /** the values of the baseline, until it is complete */
  readonly first: readonly number[];
  readonly level: number | undefined;
  readonly detector: unknown;
}

/**
 * Where a monitor stands before its first round; `observe` takes it on from there.
 * @throws RangeError where no detector has the monitor's name for it
 */
export function startMonitor(monitor: Pick<Monitor, "detector">): MonitorState {
  return { rounds: 0, first: [], level: undefined, detector: detectorNamed(monitor.detector).start() };
}

/** The rules that turn a series into statistics; a monitor has them all. */
export type Gauge = Pick<Monitor, "detector" | "harm" | "baseline" | "expected" | "spread">;

/**
 * One more round: its value less what is expected and less the level, in units of the spread with harm upwards, is what the
 * detector is given. A round without a value changes nothing.
 * @param value in the metric's own unit; undefined where the round has none
 * @returns the state after it, and the statistic: undefined before the end of the baseline, and while the detector has too
 * few values
 * @throws RangeError where the value is not finite, or the round is beyond those that something is expected of
 */
export function observe(
  gauge: Gauge,
  state: MonitorState,
  value: number | undefined,
): { readonly state: MonitorState; readonly statistic: number | undefined } {
  const left = { ...state, rounds: state.rounds + 1 };
  const expected = expectedIn(gauge, left.rounds);
  if (value === undefined || expected === undefined) return { state: left, statistic: undefined };
  if (!(Math.abs(value) < Infinity)) throw new RangeError(`monitors: got ${value}, expected a finite number`);
  const difference = value - expected;
  if (gauge.baseline === 0) return feed(gauge, left, 0, [difference]);
  if (state.level !== undefined) return feed(gauge, left, state.level, [difference]);
  const first = [...state.first, difference];
  if (first.length < gauge.baseline) return { state: { ...left, first }, statistic: undefined };
  return feed(gauge, { ...left, first: [] }, levelOf(first), first);
}

/** What a round's value is set against before the level is known; undefined where there would be none. */
function expectedIn({ expected }: Gauge, round: number): number | undefined {
  if (!expected) return 0;
  if (!(round <= expected.length)) {
    throw new RangeError(
      `monitors: got round ${round}, expected at most ${expected.length}, the rounds of the twins: run these for longer`,
    );
  }
  return expected[round - 1] ?? undefined;
}

export function levelOf(first: readonly number[]): number {
  return first.reduce((sum, x) => sum + x, 0) / first.length;
}

function feed({ detector: name, harm, spread }: Gauge, state: MonitorState, level: number, values: readonly number[]) {
  const detector = detectorNamed(name);
  const unit = harm === "rises" ? spread : -spread;
  let inner = state.detector;
  let statistic: number | undefined;
  for (const value of values) [inner, statistic] = detector.next(inner, (value - level) / unit);
  return { state: { ...state, level, detector: inner }, statistic };
}

/** The statistic of every round of a series. */
export function statisticsOf(gauge: Gauge, series: Series): (number | undefined)[] {
  let state = startMonitor(gauge);
  return series.map((value) => {
    const step = observe(gauge, state, value);
    state = step.state;
    return step.statistic;
  });
}
