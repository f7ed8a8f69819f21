import type { Csr, Logit } from "../core/index.ts";
import { everyone, logitOf, totalActivity } from "../world/index.ts";
import type { SimulationOptions } from "./options.ts";

/** How users choose with the given preferences: the world's utilities at their temperature, with or without outside option. */
export function choiceLogit({ world, treatment }: SimulationOptions, preferences: Float32Array): Logit {
  return logitOf(world, preferences, treatment.users.temperature, treatment.users.outside);
}

/**
 * Expected shares (items), summing to one, of what users would choose freely: one period of everybody's mean activity,
 * weighted by activity. Without repeats, of what they have not consumed yet.
 */
export async function organicShares(
  options: SimulationOptions,
  preferences: Float32Array,
  consumed: Csr,
): Promise<Float64Array> {
  const { core, world, treatment } = options;
  const logit = choiceLogit(options, preferences);
  const users = everyone(world.users);
  const activity = totalActivity(world.activity).map((n) => n / world.activity.periods);
  const { items } =
    treatment.users.repeats === "allow"
      ? await core.expectedShares(logit, users, activity, {})
      : await core.expectedInclusions(logit, users, activity, { excluded: consumed });
  const total = items.reduce((sum, share) => sum + share, 0);
  return total > 0 ? items.map((share) => share / total) : items;
}
