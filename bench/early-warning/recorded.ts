import { readFileSync } from "node:fs";
import type { Judged } from "./judge.ts";
import type { Median } from "./rates.ts";

/** What is kept of a run of the benchmark: docs/early-warning.md and the library's default are made from it. */
export interface Recorded {
  readonly settings: {
    readonly seed: number;
    readonly runs: number;
    readonly confirm: number;
    readonly rounds: number;
    readonly rate: number;
  };
  readonly results: readonly RecordedTarget[];
  readonly recommended: Judged["monitor"];
  /** the same of the further runs, for the recommended monitor alone */
  readonly confirmed: { readonly of: Denominators; readonly row: Row };
}

export interface RecordedTarget {
  readonly target: string;
  readonly words: string;
  readonly onset: Median | null;
  readonly of: Denominators;
  /** a line a monitor, calibrated on arms that did not collapse, and on controls */
  readonly loops: readonly Row[];
  readonly controls: readonly Row[];
}

/** How many runs there were of each kind; `possible`: collapses after the baseline. */
export interface Denominators {
  readonly collapsed: number;
  readonly possible: number;
  readonly loops: number;
  readonly controls: number;
}

/**
 * Metric, detector, spread, threshold; alarms of runs that collapsed, those before the onset; median lead and its
 * interval; alarms of held-out arms that did not collapse, and of held-out controls.
 */
export type Row = readonly [
  string,
  string,
  number,
  number,
  number,
  number,
  number | null,
  number | null,
  number | null,
  number,
  number,
];

export function rowOf({ monitor, score }: Judged): Row {
  const { metric, detector, spread, threshold } = monitor;
  const { detected, early, lead, falseLoops, falseControls } = score;
  const leads = [lead?.median ?? null, lead?.low ?? null, lead?.high ?? null] as const;
  return [
    metric,
    detector,
    spread,
    threshold,
    detected.count,
    early.count,
    ...leads,
    falseLoops.count,
    falseControls.count,
  ];
}

export function denominatorsOf({ score }: Judged): Denominators {
  const { detected, earlyWherePossible, falseLoops, falseControls } = score;
  return { collapsed: detected.of, possible: earlyWherePossible.of, loops: falseLoops.of, controls: falseControls.of };
}

export function readRecorded(file: string): Recorded {
  return JSON.parse(readFileSync(file, "utf8")) as Recorded;
}
