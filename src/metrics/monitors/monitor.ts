import type { Series } from "../collapse.ts";
import { detectorNamed } from "./registry.ts";

/** A detector of one metric with its calibration: plain JSON. */
export interface Monitor {
  /** name of the metric, or of a series of one's own */
  readonly metric: string;
  readonly detector: string;
  readonly harm: "falls" | "rises";
  /** rounds whose mean is the level that later rounds are set against; no alarm comes before the last of them */
  readonly baseline: number;
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
  /** the values of the baseline, until it is complete */
  readonly first: readonly number[];
  readonly level: number | undefined;
  readonly detector: unknown;
}

export function startMonitor(monitor: Pick<Monitor, "detector">): MonitorState {
  return { first: [], level: undefined, detector: detectorNamed(monitor.detector).start() };
}

/** The rules that turn a series into statistics; a monitor has them all. */
export type Gauge = Pick<Monitor, "detector" | "harm" | "baseline" | "spread">;

/**
 * One more round. A round without a value changes nothing.
 * @returns the state after it, and the statistic: undefined before the end of the baseline, and while the detector has too
 * few values
 * @throws RangeError where the value is not finite
 */
export function observe(
  gauge: Gauge,
  state: MonitorState,
  value: number | undefined,
): { readonly state: MonitorState; readonly statistic: number | undefined } {
  if (value === undefined) return { state, statistic: undefined };
  if (!(Math.abs(value) < Infinity)) throw new RangeError(`monitors: got ${value}, expected a finite number`);
  if (state.level !== undefined) return feed(gauge, state, state.level, [value]);
  const first = [...state.first, value];
  if (first.length < gauge.baseline) return { state: { ...state, first }, statistic: undefined };
  return feed(gauge, { ...state, first: [] }, levelOf(first), first);
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
