import type { Key } from "../core/index.ts";
import { type Capacity, grownWorld, mostArrivedBy, productionOf, type World } from "../world/index.ts";
import type { Sizes } from "./capacity.ts";
import type { SimulationOptions, Treatment } from "./options.ts";

/** Room for all users and items that there can be by the last round. */
export function capacityFor({ users, items }: Capacity, rounds: number, treatment: Treatment): Capacity {
  const { arrivals } = treatment.catalogue;
  const produced = mostArrivedBy(productionOf(treatment.catalogue), rounds);
  return {
    users: users + mostArrivedBy(treatment.users.arrivals, rounds),
    items: items + mostArrivedBy(arrivals, rounds) + produced,
  };
}

/** Sizes with that room, and the rows of users who are all there at once. */
export function atCapacity<S extends Sizes>(sizes: S, rounds: number, treatment: Treatment): S {
  const { users, items } = capacityFor(sizes, rounds, treatment);
  return { ...sizes, users, items, rows: (sizes.rows * users) / sizes.users };
}

/**
 * What a simulation is played on: the world, grown to the room that its treatment needs (see `grownWorld`); the world
 * itself where nobody and nothing new comes. Arms that need the same room share one stage.
 */
export function stageOf({ core, key, world, rounds, treatment }: SimulationOptions): World {
  const capacity = capacityFor(world, rounds, treatment);
  if (capacity.users === world.users && capacity.items === world.items) return world;
  const { sigma } = treatment.catalogue.quality;
  const stages = stagesOf(world, key);
  const name = JSON.stringify([capacity.users, capacity.items, sigma]);
  const stage = stages.get(name) ?? grownWorld(core, key, world, capacity, sigma);
  stages.set(name, stage);
  return stage;
}

/** The stages of a world in one replicate: those of the one before are let go. */
interface Stages {
  readonly key: Key;
  readonly byName: Map<string, World>;
}

const known = new WeakMap<World, Stages>();

function stagesOf(world: World, key: Key): Map<string, World> {
  const found = known.get(world);
  if (found && found.key.seed === key.seed && found.key.replicate === key.replicate) return found.byName;
  const stages = { key, byName: new Map<string, World>() };
  known.set(world, stages);
  return stages.byName;
}
