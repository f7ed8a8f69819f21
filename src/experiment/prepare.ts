import type { Core, Key } from "../core/index.ts";
import type { LogColumns } from "../log/columns.ts";
import { DataError } from "../log/errors.ts";
import { drawnWorld, fittedWorld, sharesWorld, type World } from "../world/index.ts";
import { type FitReport, reportFit } from "./fitReport.ts";
import type { ExperimentOptions } from "./options.ts";

/** A world fitted once for all replicates, and how well it fits; nothing where every replicate draws its own. */
export interface Prepared {
  readonly world?: World;
  readonly fit?: FitReport;
}

/**
 * What an experiment does once before its units run.
 * @param log the interaction log, where the world is fitted to one
 * @throws DataError where the log is missing or does not give a world
 */
export async function prepare(
  core: Core,
  { world: options, users }: ExperimentOptions,
  log?: LogColumns,
): Promise<Prepared> {
  if (options.kind !== "log") return {};
  if (!log)
    throw new DataError("the world is fitted to a log, but no log was given: read it first and pass its columns");
  const { world, evidence } = await fittedWorld(core, log, options, users.repeats);
  return { world, fit: await reportFit(core, world, evidence, options) };
}

/** The world of one replicate. */
export async function worldOf(
  core: Core,
  options: ExperimentOptions["world"],
  prepared: Prepared,
  key: Key,
): Promise<World> {
  if (prepared.world) return prepared.world;
  if (options.kind === "shares") return sharesWorld(core, options);
  if (options.kind === "drawn") return drawnWorld(core, key, options);
  throw new DataError("the world is fitted to a log, but was not prepared");
}
