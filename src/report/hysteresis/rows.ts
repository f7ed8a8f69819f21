import type { Hysteresis } from "../../metrics/records.ts";
import type { Line } from "../lines.ts";

/** A row of a late safeguard's chart: one arm and round. */
export interface LateRow {
  /** index of the arm in the run's list */
  readonly a: number;
  readonly arm: string;
  /** when its safeguard begins, in words */
  readonly begins: string;
  readonly round: number;
  readonly mean: number | null;
  /** the 95 % interval of the mean; null where there is none */
  readonly low: number | null;
  readonly high: number | null;
}

export const NEVER = "never";
export const beginsIn = (round: number) => `in round ${round}`;

/** When safeguards begin in a run, earliest first, and "never" where an arm without any stands beside them. */
export function beginnings({ arms }: Hysteresis): string[] {
  const early = arms.some((arm) => arm.early !== undefined) ? [1] : [];
  const rounds = [...new Set([...early, ...arms.map(({ from }) => from)])].sort((a, b) => a - b);
  return [...rounds.map(beginsIn), ...(arms.some(({ without }) => without !== undefined) ? [NEVER] : [])];
}

export interface Group {
  readonly title: string;
  readonly kind: string;
  /** the rounds in which its late arms begin */
  readonly starts: readonly number[];
  readonly members: readonly { readonly arm: string; readonly begins: string }[];
}

/** Late arms of one early counterpart, and of one without, belong together; an arm without counterpart stands alone. */
export function groupsOf({ arms }: Hysteresis): Group[] {
  const keys = arms.map((arm) => JSON.stringify(arm.early === undefined ? [arm.arm] : [arm.early, arm.without]));
  return [...new Set(keys)].map((key) => {
    const late = arms.filter((_, n) => keys[n] === key);
    const { early, without, safeguard } = late[0]!;
    return {
      title: early ?? late[0]!.arm,
      kind: safeguard ?? "",
      starts: late.map(({ from }) => from),
      members: [
        ...(early === undefined ? [] : [{ arm: early, begins: beginsIn(1) }]),
        ...late.map(({ arm, from }) => ({ arm, begins: beginsIn(from) })),
        // last, on top and dashed: late arms are the same until they begin
        ...(without === undefined ? [] : [{ arm: without, begins: NEVER }]),
      ],
    };
  });
}

/** From round 1 on: round 0 is before any of them. */
export function rowsOf(
  { arm, mean, low, high }: Line,
  begins: string,
  a: number,
  rounds: readonly number[],
): LateRow[] {
  const whole = (value: number | null | undefined) => (value == null ? null : Number(value.toPrecision(5)));
  return rounds.flatMap((round, t) =>
    round === 0 ? [] : [{ a, arm, begins, round, mean: whole(mean[t]), low: whole(low?.[t]), high: whole(high?.[t]) }],
  );
}
