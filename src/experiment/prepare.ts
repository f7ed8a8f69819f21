import type { Core, Csr, Key } from "../core/index.ts";
import type { EdgeColumns, LogColumns } from "../log/columns.ts";
import { DataError } from "../log/errors.ts";
import {
  drawnWorld,
  type EdgeCounts,
  fittedWorld,
  sharesWorld,
  societyOf,
  truthKey,
  type World,
} from "../world/index.ts";
import { type FitReport, reportFit } from "./fitReport.ts";
import type { ExperimentOptions } from "./options.ts";

/** A world fitted once for all replicates, and how well it fits; nothing where every replicate draws its own. */
export interface Prepared {
  readonly world?: World;
  readonly fit?: FitReport;
  /** friends by a list that was read, for worlds that each replicate draws */
  readonly friends?: Csr;
  /** what became of that list */
  readonly edges?: EdgeCounts;
}

/**
 * What an experiment does once before its units run. A world fitted to a log is one world, and so is its network: drawn
 * for replicate 0.
 * @param log the interaction log, where the world is fitted to one
 * @param edges the list of friendships, where the world's society is read from one
 * @throws DataError where the log or the list is missing, or does not give a world
 */
export async function prepare(
  core: Core,
  { world: options, users, seed }: ExperimentOptions,
  log?: LogColumns,
  edges?: EdgeColumns,
): Promise<Prepared> {
  const key = { seed, replicate: 0 };
  const { society } = options;
  if (options.kind !== "log") {
    if (society.kind !== "edges") return {};
    const named = { users: options.users, groups: new Int32Array(0) };
    return listed(societyOf(core, key, named, society, edges && { edges }));
  }
  if (!log)
    throw new DataError("the world is fitted to a log, but no log was given: read it first and pass its columns");
  const { world, evidence } = await fittedWorld(core, log, options, users.repeats);
  const userIds = Array.from(evidence.userOf, (u) => log.userIds[u]!);
  const { friends, edges: counts } = listed(societyOf(core, key, world, society, edges && { edges, userIds }));
  const fit = await reportFit(core, world, evidence, options);
  return { world: friends ? { ...world, friends } : world, fit, ...(counts ? { edges: counts } : {}) };
}

function listed({ friends, counts }: ReturnType<typeof societyOf>): Pick<Prepared, "friends" | "edges"> {
  return { ...(friends ? { friends } : {}), ...(counts ? { edges: counts } : {}) };
}

/**
 * The world of one replicate: the prepared one where all share it, or drawn by the key.
 * @param prepared what `prepare` made of the same options
 * @param key the experiment's seed and the replicate, from 1
 * @throws DataError where the world is fitted to a log and was not prepared
 */
export async function worldOf(
  core: Core,
  options: ExperimentOptions["world"],
  prepared: Prepared,
  key: Key,
): Promise<World> {
  if (prepared.world) return prepared.world;
  if (options.kind === "log") throw new DataError("the world is fitted to a log, but was not prepared");
  const world = options.kind === "shares" ? sharesWorld(core, options) : await drawnWorld(core, key, options);
  if (options.society.kind === "none") return world;
  const own = options.kind === "drawn" ? truthKey(key, options) : key;
  const { friends } = prepared.friends ? prepared : societyOf(core, own, world, options.society);
  return friends ? { ...world, friends } : world;
}
