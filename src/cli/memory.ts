import type { PlannedArm } from "../experiment/index.ts";
import type { Scenario } from "../scenario/index.ts";
import type { Sizes } from "./sizes.ts";

/** Bytes of a row of the interaction log: see `Rows`. */
const ROW = 3 * 4 + 1 + 2 + 2 * 8;
const FLOAT = 4;
/** Node, the core's code and DuckDB, before any array. */
const PROGRAM = 120e6;
const WORKER = 25e6;

export interface Part {
  readonly name: string;
  readonly bytes: number;
}

/** Predicted bytes by array, largest first. Every worker holds its own world, log and factors. */
export function memoryOf(
  { rounds }: Scenario,
  arms: readonly PlannedArm[],
  { users, items, dims, history, periods, rows, heldOut }: Sizes,
  jobs: number,
): { total: number; parts: Part[] } {
  const kept = Math.max(
    ...arms.map(({ treatment: { data } }) =>
      data.regime === "accumulate" ? rounds : data.regime === "window" ? data.window : 1,
    ),
  );
  const factors = Math.max(
    ...arms.map(({ treatment: { recommender } }) =>
      recommender.model.kind === "ials" ? recommender.model.factors : 1,
    ),
  );
  const rowsHeld = history + kept * rows;
  const times = jobs > 1 ? ` × ${jobs} workers` : "";
  const each: Part[] = [
    { name: "world: users' preferences", bytes: users * dims * FLOAT },
    { name: "world: items' factors and attributes", bytes: items * (2 * dims + 1) * FLOAT },
    { name: "world: activity", bytes: users * periods * FLOAT },
    { name: "world: authentic log", bytes: history * ROW },
    { name: "world: held-out pairs", bytes: (heldOut + users) * FLOAT },
    { name: "log of the loop, as a round and the next hold it", bytes: 2 * rowsHeld * ROW },
    { name: "training set by user and by item", bytes: 2 * rowsHeld * (4 + 8) },
    { name: "consumed pairs", bytes: 2 * rowsHeld * FLOAT },
    { name: "model factors, old and new", bytes: 2 * (users + items) * factors * FLOAT },
    {
      name: "core: factors, pairs and weights of one call",
      bytes: (users + items) * (factors + dims) * FLOAT + rowsHeld * 3 * FLOAT,
    },
    { name: "slates of a round, with propensities", bytes: rows * 10 * (4 + 8) },
    { name: "a worker's own program", bytes: WORKER },
  ];
  const parts = [
    ...each.map(({ name, bytes }) => ({ name: `${name}${times}`, bytes: bytes * jobs })),
    { name: "the program", bytes: PROGRAM },
  ].sort((a, b) => b.bytes - a.bytes);
  return { total: parts.reduce((sum, part) => sum + part.bytes, 0), parts };
}
