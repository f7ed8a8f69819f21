import type { Series } from "../../src/metrics/index.ts";
import { againstTwins, type Monitor, watchSeries } from "../../src/metrics/monitors/index.ts";
import { type Median, medianOf, type Rate, rateOf } from "./rates.ts";
import type { Measured, Run } from "./run.ts";

/** Whose series is watched: the arm, its control, or the arm held still. */
export type Watched = "arm" | "control" | "twin";

/** What is known of a monitor before the run: everything, or everything but what its twins tell. */
export type Candidate = Omit<Monitor, "baseline" | "spread"> & Partial<Pick<Monitor, "baseline" | "spread">>;

/** The round of an alarm, undefined where there is none. */
export type Watch = (run: Run, of: Watched) => number | undefined;

/** Collapses among some runs, and what a watch made of them. */
export interface Tally {
  /** an alarm in any round */
  readonly detected: Rate;
  /** not after the last of the three rounds by which the rule itself knows */
  readonly inTime: Rate;
  /** in a round before the onset */
  readonly early: Rate;
  /** before four fifths of the worst change were reached */
  readonly beforeMost: Rate;
  /** rounds from alarm to onset, of arms with an alarm; below 0 where the alarm came later */
  readonly lead: Median | null;
}

/** What one monitor did. */
export interface Score {
  readonly all: Tally;
  /** collapses with an onset after round 10 */
  readonly late: Tally;
  /** held-out arms that did not collapse: an alarm in any round */
  readonly falseLoops: Rate;
  /** the same of what cannot collapse: held-out controls, or systems held still where a monitor knows those */
  readonly falseStill: Rate;
}

export const LATE = 10;
/** rounds after the onset by which the rule, with all it knows, has decided */
const DECIDED = 2;

export const seriesOf = (measured: Measured, metric: string): Series =>
  measured[metric]!.map((value) => value ?? undefined);

export const hasValues = (series: Series) => series.some((value) => value !== undefined);

/** What is watched, and for monitors that know them the twins it is set against: the first is never its own. */
export function measuredOf(run: Run, of: Watched): { readonly own: Measured; readonly twins: readonly Measured[] } {
  if (of !== "twin") return { own: run[of], twins: run.twins };
  const [own, ...twins] = run.twins;
  return { own: own!, twins };
}

/** A candidate without a spread is set against each run's own twins; one whose twins stand still raises no alarm. */
export function watchOf(candidate: Candidate, twinsOf?: (run: Run) => readonly Measured[]): Watch {
  return (run, of) => {
    const { own, twins } = measuredOf(run, of);
    const monitor = inRun(candidate, twinsOf?.(run) ?? twins);
    return monitor && watchSeries(seriesOf(own, candidate.metric), monitor)?.round;
  };
}

function inRun({ baseline, spread, ...rest }: Candidate, twins: readonly Measured[]): Monitor | undefined {
  if (baseline !== undefined && spread !== undefined) return { ...rest, baseline, spread };
  return unlessStill(() =>
    againstTwins(
      rest,
      twins.map((twin) => seriesOf(twin, rest.metric)),
    ),
  );
}

/** What a calibration gives, undefined where nothing moves that could be a unit. */
export function unlessStill<T>(calibrated: () => T): T | undefined {
  try {
    return calibrated();
  } catch (error) {
    if (error instanceof RangeError && / spread of .*, expected /.test(error.message)) return undefined;
    throw error;
  }
}

/** @param runs all that collapse count as detected or not; `heldOut` of those that do not, nothing was calibrated on */
export function scoreOf(watch: Watch, target: number, runs: readonly Run[], heldOut: readonly Run[], still: Watched) {
  const alarms = (among: readonly Run[], of: Watched) =>
    rateOf(among.filter((run) => watch(run, of) !== undefined).length, among.length);
  const collapsing = runs.filter(({ marks }) => marks[target] !== null);
  return {
    all: tallyOf(watch, target, collapsing),
    late: tallyOf(
      watch,
      target,
      collapsing.filter(({ marks }) => marks[target]!.onset > LATE),
    ),
    falseLoops: alarms(
      heldOut.filter(({ marks }) => marks[target] === null),
      "arm",
    ),
    falseStill: alarms(heldOut, still),
  } satisfies Score;
}

function tallyOf(watch: Watch, target: number, runs: readonly Run[]): Tally {
  const found = runs.map((run) => ({ ...run.marks[target]!, alarm: watch(run, "arm") ?? Infinity }));
  const share = (is: (one: (typeof found)[number]) => boolean) => rateOf(found.filter(is).length, found.length);
  return {
    detected: share(({ alarm }) => alarm < Infinity),
    inTime: share(({ alarm, onset }) => alarm <= onset + DECIDED),
    early: share(({ alarm, onset }) => alarm < onset),
    beforeMost: share(({ alarm, most }) => alarm < most),
    lead: medianOf(found.flatMap(({ alarm, onset }) => (alarm < Infinity ? [onset - alarm] : []))),
  };
}
