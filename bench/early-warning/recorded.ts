import { readFileSync } from "node:fs";
import type { Judged } from "./judge.ts";
import type { Median } from "./rates.ts";
import type { Candidate, Tally } from "./score.ts";
import type { SlowingResult } from "./slowing.ts";

/** What is kept of a run of the benchmark: docs/early-warning.md and the library's defaults are made from it. */
export interface Recorded {
  readonly settings: {
    readonly seed: number;
    readonly runs: number;
    readonly confirm: number;
    readonly rounds: number;
    readonly rate: number;
  };
  readonly results: readonly RecordedTarget[];
  /** calibrated on arms that did not collapse; on twins */
  readonly recommended: Candidate;
  readonly recommendedOnTwins: Candidate;
  /** the same of runs of another seed: by level; against twins; against twins in a world fitted to the authentic log */
  readonly confirmed: {
    readonly of: Denominators;
    readonly onset: Median | null;
    readonly level: Row;
    readonly twins: Row;
    readonly fittedTwins: Row;
    readonly foretold: { readonly inWorld: Foresight; readonly inFitted: Foresight };
  };
  /** the default against twins at multiples of its threshold, on the runs it was chosen on and on those of another seed */
  readonly louder: { readonly drawn: readonly Row[]; readonly further: readonly Row[] };
  readonly slowing: SlowingResult;
}

/** Collapses that a simulation of the arm foretold; healthy arms it was wrong about; rounds from its onset to the true one. */
export interface Foresight {
  readonly foretold: number;
  readonly wrongly: number;
  /** size of the error of the onset */
  readonly error: Median | null;
}

export interface RecordedTarget {
  readonly target: string;
  readonly words: string;
  readonly onset: Median | null;
  readonly of: Denominators;
  /** a line a monitor, calibrated on arms that did not collapse, on controls, and on twins */
  readonly loops: readonly Row[];
  readonly controls: readonly Row[];
  readonly twins: readonly Row[];
  /** the target itself against its twins, as one who knew the truth could watch it */
  readonly truth: readonly Row[];
}

/** How many runs there were of each kind: collapses, late ones, held-out healthy arms, held-out controls or twins. */
export interface Denominators {
  readonly collapsed: number;
  readonly late: number;
  readonly loops: number;
  readonly still: number;
}

/** Metric, detector, spread (null: of each run's twins), threshold. */
type Named = readonly [string, string, number | null, number];
/** Detected, in time, before the onset, before four fifths of the damage; median lead and its interval. */
type Counts = readonly [number, number, number, number, number | null, number | null, number | null];
/** A monitor: of all collapses, of late ones; false alarms of healthy arms, and of controls or twins. */
export type Row = readonly [...Named, ...Counts, ...Counts, number, number];

/** Where the parts of a row begin. */
export const at = { all: 4, late: 11, wrong: 18 } as const;

export function rowOf({ monitor, score }: Judged): Row {
  const { metric, detector, spread, threshold } = monitor;
  const { all, late, falseLoops, falseStill } = score;
  const named: Named = [metric, detector, spread === undefined ? null : shortened(spread), shortened(threshold)];
  return [...named, ...countsOf(all), ...countsOf(late), falseLoops.count, falseStill.count];
}

/** A row is for tables; monitors themselves are recorded with every digit. */
const shortened = (x: number) => Number(x.toPrecision(6));

function countsOf({ detected, inTime, early, beforeMost, lead }: Tally): Counts {
  const leads = [lead?.median ?? null, lead?.low ?? null, lead?.high ?? null] as const;
  return [detected.count, inTime.count, early.count, beforeMost.count, ...leads];
}

export function denominatorsOf({ score }: Judged): Denominators {
  const { all, late, falseLoops, falseStill } = score;
  return { collapsed: all.detected.of, late: late.detected.of, loops: falseLoops.of, still: falseStill.of };
}

export function readRecorded(file: string): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
