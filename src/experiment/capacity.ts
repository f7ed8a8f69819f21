import { CoreError } from "../core/index.ts";
import { planAls, planChoices, planMoments, planShares } from "../core/plan.ts";
import type { LogColumns } from "../log/columns.ts";
import {
  atCapacity,
  callsOf,
  heldRows,
  type PlannedCall,
  type Sizes,
  shortageOf,
  treatmentsOf,
} from "../simulation/index.ts";
import { splitInTime } from "../world/splits.ts";
import { planArms } from "./arms.ts";
import type { ExperimentOptions } from "./options.ts";
import { sizesOf } from "./sizes.ts";

/** Every large call of an experiment: those that draw or fit its world, then each arm's. */
export function callsOfExperiment(options: ExperimentOptions, sizes: Sizes): PlannedCall[] {
  const arms = planArms(options)
    .flatMap(({ treatment }) => treatmentsOf(treatment))
    .flatMap((treatment) => callsOf(atCapacity(sizes, options.rounds, treatment), options.rounds, treatment));
  return [...callsOfWorld(options, sizes), ...arms];
}

function callsOfWorld({ world }: ExperimentOptions, { users, items, dims, history }: Sizes): PlannedCall[] {
  const scored = { users, items, dims };
  if (world.kind === "shares") return [];
  if (world.kind === "drawn") {
    return [
      { ...planChoices(scored, Math.ceil(history)), purpose: "drawing the world's log" },
      { ...planMoments(scored), purpose: "drawing the world's outside option" },
    ];
  }
  const entries = Math.min(users * items, history);
  return [
    { ...planAls({ ...scored, entries }), purpose: "fitting the world" },
    { ...planShares(scored), purpose: "fitting the world" },
    { ...planMoments(scored), purpose: "fitting the world" },
  ];
}

/**
 * Refuses an experiment whose calls the core's memory cannot hold, before anything is drawn, fitted or written. It is
 * arithmetic on sizes.
 *
 * @throws CoreError naming the call, its arrays by size, and what to use less of
 */
export function requireMemory(options: ExperimentOptions, sizes: Sizes): void {
  const shortage = shortageIn(options, sizes);
  if (shortage) throw new CoreError(shortage);
}

/** The same for a log that is not cut in time yet: it is cut only where the whole log would not fit. */
export function requireMemoryFor(options: ExperimentOptions, log?: LogColumns): void {
  const { world } = options;
  if (world.kind !== "log") {
    requireMemory(options, sizesOf(world));
    return;
  }
  if (!log) return;
  const { users, items, rows } = log;
  const whole = { users, items, dims: world.fit.factors, groups: 1, history: rows, rows };
  if (shortageIn(options, { ...whole, perChoice: 1 / (1 - world.outsideShare) }) === undefined) return;
  requireMemory(options, sizesOf(world, splitInTime(log, world)));
}

function shortageIn(options: ExperimentOptions, sizes: Sizes): string | undefined {
  const world = callsOfWorld(options, sizes);
  const first = world.length > 0 ? shortageOf(world, sizes, sizes.history) : undefined;
  if (first) return first;
  const all = planArms(options).flatMap(({ name, treatment: whole }) =>
    treatmentsOf(whole).map((treatment) => ({ name, treatment })),
  );
  for (const { name, treatment } of all) {
    const room = atCapacity(sizes, options.rounds, treatment);
    const calls = callsOf(room, options.rounds, treatment);
    const found = shortageOf(calls, room, heldRows(treatment, options.rounds, room), ` of arm "${name}"`);
    if (found) return found;
  }
  return undefined;
}
