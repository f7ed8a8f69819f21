import type { Core } from "../../src/core/index.ts";
import { dataSchema } from "../../src/log/index.ts";
import { recommenderSchema } from "../../src/recommender/index.ts";
import {
  type SimulatedRound,
  type SimulationOptions,
  type SimulationState,
  simulate,
} from "../../src/simulation/index.ts";
import { usersSchema } from "../../src/users/index.ts";
import { catalogueSchema, drawnWorld, sharesWorld, type World, worldSchema } from "../../src/world/index.ts";

export interface Given {
  readonly users?: object;
  readonly recommender?: object;
  readonly data?: object;
  readonly catalogue?: object;
  readonly rounds?: number;
  readonly seed?: number;
  readonly replicate?: number;
  readonly metrics?: readonly string[];
  readonly pairs?: number;
  readonly log?: "none" | "choices" | "all";
}

/** A simulation's options, with everything that is not given at its default. */
export function optionsOf(core: Core, world: World, given: Given = {}): SimulationOptions {
  return {
    core,
    world,
    key: { seed: given.seed ?? 1, replicate: given.replicate ?? 1 },
    rounds: given.rounds ?? 3,
    treatment: {
      users: usersSchema.parse(given.users ?? {}),
      recommender: recommenderSchema.parse(given.recommender ?? {}),
      data: dataSchema.parse(given.data ?? {}),
      catalogue: catalogueSchema.parse(given.catalogue ?? {}),
    },
    metrics: given.metrics ?? [],
    measure: { pairs: given.pairs ?? 50, tail: 0.2 },
    log: given.log ?? "none",
  };
}

/** All rounds of a simulation, round 0 first. */
export async function run(options: SimulationOptions, from?: SimulationState): Promise<SimulatedRound[]> {
  const rounds: SimulatedRound[] = [];
  for await (const round of simulate(options, from)) rounds.push(round);
  return rounds;
}

/** A small drawn world, in which every user is active in most periods. */
export function smallWorld(core: Core, given: object = {}, seed = 4): Promise<World> {
  const options = worldSchema.parse({
    kind: "drawn",
    users: 40,
    items: 30,
    topics: 3,
    activity: { mean: 4, sigma: 0.5 },
    history: 3,
    ...given,
  });
  if (options.kind !== "drawn") throw new Error("a drawn world was expected");
  return drawnWorld(core, { seed, replicate: 1 }, options);
}

export function worldOfShares(core: Core, shares: unknown, users: number, activity = 1): World {
  const options = worldSchema.parse({ kind: "shares", users, shares, activity });
  if (options.kind !== "shares") throw new Error("a world of shares was expected");
  return sharesWorld(core, options);
}

/** What a round added to the log, as text: equal texts are the same bytes. */
export function rowsText({ interactions: { rows } }: SimulatedRound): string {
  return Array.from(rows.user, (u, r) =>
    [u, rows.item[r], rows.provenance[r], rows.position[r], rows.propensity[r], rows.value[r]].join(" "),
  ).join("\n");
}

/** A small iALS recommender. */
export const ials = { kind: "ials", factors: 3, sweeps: 4, warmSweeps: 2 } as const;
