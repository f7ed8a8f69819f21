import {
  atCapacity,
  callsOfExperiment,
  heldNegatives,
  heldRows,
  NEGATIVE_BYTES,
  type PlannedArm,
  ROW_BYTES,
  treatmentsOf,
  type WorldSizes,
} from "../experiment/index.ts";
import type { Scenario } from "../scenario/index.ts";

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
  scenario: Scenario,
  arms: readonly PlannedArm[],
  world: WorldSizes,
  jobs: number,
): { total: number; parts: Part[] } {
  const treatments = arms.flatMap(({ treatment }) => treatmentsOf(treatment));
  const largest = treatments.map((treatment) => atCapacity(world, scenario.rounds, treatment));
  const sizes = largest.reduce((a, b) => (b.users + b.items > a.users + a.items ? b : a), world);
  const { users, items, dims, history, periods, rows, heldOut } = sizes;
  const rowsHeld = Math.max(...treatments.map((treatment) => heldRows(treatment, scenario.rounds, sizes)));
  const negatives = Math.max(...treatments.map((treatment) => heldNegatives(treatment, scenario.rounds, sizes)));
  const factors = Math.max(
    ...treatments.map(({ recommender }) => ("factors" in recommender.model ? recommender.model.factors : 1)),
  );
  const core = callsOfExperiment(scenario, world).reduce((a, b) => (b.bytes > a.bytes ? b : a));
  const times = jobs > 1 ? ` × ${jobs} workers` : "";
  const each: Part[] = [
    { name: "world: users' preferences", bytes: users * dims * FLOAT },
    { name: "world: items' factors and attributes", bytes: items * (2 * dims + 1) * FLOAT },
    { name: "world: activity", bytes: users * periods * FLOAT },
    { name: "world: authentic log", bytes: history * ROW_BYTES },
    { name: "world: held-out pairs", bytes: (heldOut + users) * FLOAT },
    { name: "log of the loop, as a round and the next hold it", bytes: 2 * rowsHeld * ROW_BYTES },
    { name: "training set by user and by item", bytes: 2 * rowsHeld * (4 + 8) },
    { name: "shown and not chosen, by round, by user and by item", bytes: negatives * (NEGATIVE_BYTES + 2 * (4 + 8)) },
    { name: "consumed pairs", bytes: 2 * rowsHeld * FLOAT },
    { name: "model factors, old and new", bytes: 2 * (users + items) * factors * FLOAT },
    { name: `core: arrays of its largest call, ${core.call}`, bytes: core.bytes },
    { name: "slates of a round, with propensities", bytes: rows * 10 * (4 + 8) },
    { name: "a worker's own program", bytes: WORKER },
  ];
  const parts = [
    ...each.map(({ name, bytes }) => ({ name: `${name}${times}`, bytes: bytes * jobs })),
    { name: "the program", bytes: PROGRAM },
  ].sort((a, b) => b.bytes - a.bytes);
  return { total: parts.reduce((sum, part) => sum + part.bytes, 0), parts };
}
