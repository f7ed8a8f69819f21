/** One size at which a round is measured, each in a process of its own. */
export interface Point {
  readonly users: number;
  readonly items: number;
  /** of the authentic log */
  readonly rows: number;
  readonly factors: number;
  /** one user in this many comes in a round */
  readonly active: number;
}

/** What a point's process answers. Seconds of wall time, bytes. */
export interface Outcome {
  /** before the loop: premises and round 0 */
  readonly setUp: number;
  readonly round: number;
  /** what the round's calls of the core took of it, by call */
  readonly calls: Readonly<Record<string, number>>;
  readonly residentBytes: number;
  readonly coreBytes: number;
}

export interface Series {
  readonly along: "users" | "items" | "rows";
  readonly points: readonly Point[];
}

const base = { factors: 32, active: 5 };

/** One size grows, the others stay. */
export const series: readonly Series[] = [
  {
    along: "users",
    points: [1_000, 10_000, 100_000, 1_000_000].map((users) => ({ ...base, users, items: 1_000, rows: 1_000_000 })),
  },
  {
    along: "items",
    points: [1_000, 10_000, 100_000].map((items) => ({ ...base, users: 10_000, items, rows: 1_000_000 })),
  },
  {
    along: "rows",
    points: [100_000, 1_000_000, 10_000_000].map((rows) => ({ ...base, users: 20_000, items: 2_000, rows })),
  },
];

/** A round at a large shop's size: goal, at most ten minutes and 8 GB on two cores. */
export const large: Point = { users: 1_000_000, items: 100_000, rows: 50_000_000, factors: 64, active: 5 };
export const largeGoal = { seconds: 600, bytes: 8e9 };

/** Most that a round's time may grow with log rows. */
export const exponentGoal = 1.05;
