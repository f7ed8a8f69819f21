import { z } from "zod";

const share = z.number().min(0).max(1);

/**
 * A share in each round: the same in all, a list by round whose last entry goes on, or a straight line from `start` in
 * round 1 to `end` in round `rounds`, and `end` from then on.
 */
export const scheduleSchema = z.union([
  share,
  z.array(share).min(1),
  z.strictObject({ start: share, end: share, rounds: z.int().min(2) }),
]);

export type Schedule = z.infer<typeof scheduleSchema>;

/** The share in a round, from 1 on. In [0, 1]. */
export function shareAt(schedule: Schedule, round: number): number {
  if (typeof schedule === "number") return schedule;
  if (Array.isArray(schedule)) return schedule[Math.min(round, schedule.length) - 1]!;
  const { start, end, rounds } = schedule;
  return round >= rounds ? end : start + ((end - start) * (round - 1)) / (rounds - 1);
}

/** The largest share of any round up to `rounds`; of all rounds if left out. */
export function largestShare(schedule: Schedule, rounds = Number.POSITIVE_INFINITY): number {
  return Math.max(...turnsOf([schedule]).map((round) => shareAt(schedule, Math.max(1, Math.min(round, rounds)))));
}

/** The first round in which shares of the same whole add up to more than it, with their sum. */
export function firstExcess(schedules: readonly Schedule[]): { round: number; sum: number } | undefined {
  for (const round of turnsOf(schedules)) {
    const sum = schedules.reduce<number>((total, schedule) => total + shareAt(schedule, round), 0);
    if (!(sum <= 1)) return { round, sum };
  }
  return undefined;
}

/** Rounds between which all schedules are straight lines, ascending. */
function turnsOf(schedules: readonly Schedule[]): number[] {
  const turns = new Set([1]);
  for (const schedule of schedules) {
    if (typeof schedule === "number") continue;
    if (Array.isArray(schedule)) schedule.forEach((_, n) => void turns.add(n + 1));
    else turns.add(schedule.rounds);
  }
  return [...turns].sort((a, b) => a - b);
}
