import type { Timed, Timing, Work } from "./command.ts";
import type { PeerName } from "./environment.ts";
import { goalOf } from "./goals.ts";
import type { Side } from "./side.ts";

/** One comparison: a work on a set, with so many factors and threads, against a peer. */
export interface Comparison {
  readonly peer: PeerName;
  readonly set: string;
  readonly work: Work;
  readonly factors: number;
  readonly threads: number;
}

export interface Measured extends Comparison {
  /** seconds of each repetition, ours and the peer's taken in turn */
  readonly ours: readonly Timed[];
  readonly theirs: readonly Timed[];
  /** the peer's time divided by ours, of the whole public call */
  readonly ratio: Spread;
  /** the same with what our call only copies, checks and returns taken out */
  readonly ratioWithoutCopying?: Spread;
  readonly goal?: number;
  /** users a call on the peer's side, where it matters */
  readonly batch?: number;
}

export interface Spread {
  readonly median: number;
  readonly least: number;
  readonly most: number;
}

/** A B A B, after one repetition of each that does not count. */
export async function inTurn(
  comparison: Comparison,
  pairs: number,
  ours: { side: Side; timing: Timing },
  theirs: { side: Side; timing: Timing },
): Promise<Measured> {
  const once = ({ side, timing }: typeof ours) => side.ask<Timed>(timing);
  await once(ours);
  await once(theirs);
  const [a, b]: [Timed[], Timed[]] = [[], []];
  for (let pair = 0; pair < pairs; pair++) {
    a.push(await once(ours));
    b.push(await once(theirs));
  }
  const cost = ({ seconds, updates = 1 }: Timed) => seconds / updates;
  const ratio = spread(a.map((mine, n) => cost(b[n]!) / cost(mine)));
  const goal = goalOf(comparison.peer, comparison.work, comparison.factors);
  const lean = a.map(({ seconds, copying = 0, updates = 1 }) => (seconds - copying) / updates);
  return {
    ...comparison,
    ours: a,
    theirs: b,
    ratio,
    ...(a.some(({ copying }) => copying !== undefined)
      ? { ratioWithoutCopying: spread(lean.map((mine, n) => cost(b[n]!) / mine)) }
      : {}),
    ...(goal === undefined ? {} : { goal }),
    ...(theirs.timing.work === "recommend" ? { batch: theirs.timing.batch } : {}),
  };
}

export function spread(values: readonly number[]): Spread {
  return { median: median(values), least: Math.min(...values), most: Math.max(...values) };
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
