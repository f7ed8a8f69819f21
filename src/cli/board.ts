import { ownMetrics, type PlannedArm, type UnitRound } from "../experiment/index.ts";
import { type MetricInfo, metrics, requestedMetrics } from "../metrics/index.ts";
import { number } from "../report/text.ts";
import type { Scenario } from "../scenario/index.ts";

/** What a run says on stderr while it works. */
export interface Progress {
  /** "reading the log": what happens now, before the rounds */
  phase(text: string): void;
  /** `jobs` units are run side by side. */
  started(scenario: Scenario, arms: readonly PlannedArm[], earlier: readonly Earlier[], jobs: number): void;
  round(round: UnitRound): void;
  /** More replicates are to come: so many in all. */
  replicates(count: number): void;
  /** Leaves the terminal as it was. */
  end(): void;
}

/** A round of an earlier attempt, which this one goes on from. */
export type Earlier = Pick<UnitRound, "arm" | "round" | "metrics">;

/** How far an arm has come. */
export interface ArmProgress {
  readonly name: string;
  readonly kind: PlannedArm["kind"];
  /** newest round of any replicate under way */
  round: number;
  replicatesDone: number;
  /** rounds 0, which settle what a unit starts from, and rounds of the loop */
  readonly starts: Pace;
  readonly loops: Pace;
  /** sums and counts of the shown metric over replicates, by round from 1 */
  readonly sums: number[];
  readonly counts: number[];
}

/** Rounds of one kind: how many are done, and how long those of this attempt took. */
export interface Pace {
  done: number;
  timed: number;
  seconds: number;
}

/** What the progress lines show, brought up to date by every round. */
export interface Board {
  readonly arms: readonly ArmProgress[];
  readonly rounds: number;
  replicates: number;
  readonly metric: MetricInfo | undefined;
  /** rounds done, and those of the whole run */
  done: number;
  total: number;
}

const telling = ["coverage", "choice_effective_items", "choice_gini", "tv_original", "regret_initial"];

export function newBoard(scenario: Scenario, arms: readonly PlannedArm[]): Board {
  const own = ownMetrics(scenario);
  const requested = requestedMetrics(scenario.metrics, own);
  const name = telling.find((one) => requested.includes(one)) ?? requested[0];
  return {
    arms: arms.map((arm) => ({
      name: arm.name,
      kind: arm.kind,
      round: 0,
      replicatesDone: 0,
      starts: { done: 0, timed: 0, seconds: 0 },
      loops: { done: 0, timed: 0, seconds: 0 },
      sums: [],
      counts: [],
    })),
    rounds: scenario.rounds,
    replicates: scenario.replicates,
    metric: [...metrics, ...own].find((metric) => metric.name === name),
    done: 0,
    total: arms.length * scenario.replicates * (scenario.rounds + 1),
  };
}

/** @returns the arm that the round is of */
export function enter(board: Board, { arm, round, metrics: values, seconds }: Earlier & { readonly seconds?: number }) {
  const line = board.arms.find(({ name }) => name === arm)!;
  board.done++;
  const pace = round === 0 ? line.starts : line.loops;
  pace.done++;
  if (seconds !== undefined) {
    pace.timed++;
    pace.seconds += seconds;
  }
  line.round = round;
  if (round === board.rounds) line.replicatesDone++;
  const value = board.metric && values[board.metric.name];
  if (value !== undefined && round > 0) {
    line.sums[round - 1] = (line.sums[round - 1] ?? 0) + value;
    line.counts[round - 1] = (line.counts[round - 1] ?? 0) + 1;
  }
  return line;
}

/** Makes room for more replicates. */
export function extend(board: Board, replicates: number): void {
  board.replicates = replicates;
  board.total = board.arms.length * replicates * (board.rounds + 1);
}

/** A board with the rounds of an earlier attempt on it. */
export function boardFrom(scenario: Scenario, arms: readonly PlannedArm[], earlier: readonly Earlier[]): Board {
  const board = newBoard(scenario, arms);
  for (const round of earlier) enter(board, round);
  return board;
}

/**
 * Seconds left with `jobs` units side by side: every arm's own rounds at the pace of those of its kind that this attempt
 * has timed, or of all arms' where it has none. Undefined before the first round of the loop, as round 0 costs more.
 */
export function secondsLeft({ arms, replicates, rounds, done, total }: Board, jobs: number): number | undefined {
  if (done === total) return 0;
  const anyStart = meanSeconds(arms.map(({ starts }) => starts)) ?? 0;
  const anyLoop = meanSeconds(arms.map(({ loops }) => loops));
  if (anyLoop === undefined) return undefined;
  const work = arms.reduce(
    (sum, { starts, loops }) =>
      sum +
      (replicates - starts.done) * (meanSeconds([starts]) ?? anyStart) +
      (replicates * rounds - loops.done) * (meanSeconds([loops]) ?? anyLoop),
    0,
  );
  const units = arms.reduce((sum, { replicatesDone }) => sum + replicates - replicatesDone, 0);
  return work / Math.min(jobs, units);
}

function meanSeconds(paces: readonly Pace[]): number | undefined {
  const timed = paces.reduce((sum, pace) => sum + pace.timed, 0);
  return timed > 0 ? paces.reduce((sum, pace) => sum + pace.seconds, 0) / timed : undefined;
}

/** Means over replicates by round, from round 1; undefined where there is none yet. */
export function meansOf({ sums, counts }: ArmProgress): (number | undefined)[] {
  return Array.from(sums, (sum, n) => (counts[n] ? sum! / counts[n]! : undefined));
}

export function shownValue(board: Board, value: number | undefined): string {
  return board.metric ? number(value, board.metric.format) : "";
}

const bars = "▁▂▃▄▅▆▇█";

/** Means as bars between the least and the largest of all arms, at most `width` of them. */
export function sparkline(values: readonly (number | undefined)[], [low, high]: Span, width: number): string {
  const n = Math.min(width, values.length);
  return Array.from({ length: n }, (_, k) => {
    const value = values[n === 1 ? values.length - 1 : Math.round((k * (values.length - 1)) / (n - 1))];
    if (value === undefined) return " ";
    const height = high > low ? (value - low) / (high - low) : 0.5;
    return bars[Math.min(bars.length - 1, Math.max(0, Math.floor(height * bars.length)))]!;
  }).join("");
}

export type Span = readonly [low: number, high: number];

export function spanOf(board: Board): Span {
  const values = board.arms.flatMap((arm) => meansOf(arm)).filter((value) => value !== undefined);
  return values.length === 0
    ? [0, 1]
    : [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}
