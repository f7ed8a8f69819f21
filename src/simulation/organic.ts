import type { Csr } from "../core/index.ts";
import { expectedChoices } from "../users/index.ts";
import {
  declinesPerChoice,
  everyone,
  type LiftedLogit,
  logitOf,
  type Truth,
  totalActivity,
  truthOf,
} from "../world/index.ts";
import type { SimulationOptions } from "./options.ts";

/** How users choose when this is true: the utilities at their temperature, with or without outside option. */
export function choiceLogit({ world, treatment }: SimulationOptions, truth: Truth): LiftedLogit {
  return logitOf(world, truth, treatment.users.temperature, treatment.users.outside);
}

/**
 * Occasions on which a user comes for each choice of their activity, so that who chooses freely ends up with just those
 * choices on average: 1 + P(outside) / P(something), under initial preferences and the whole catalogue. No more than
 * their patience; 1 where there is no outside option. (users)
 */
export async function occasionsPerChoice(options: SimulationOptions): Promise<Float64Array> {
  const { core, world, treatment } = options;
  const logit = choiceLogit(options, truthOf(world));
  if (!logit.outside) return new Float64Array(world.users).fill(1);
  const declines = await declinesPerChoice(core, logit, everyone(world.users));
  return declines.map((perChoice) => Math.min(treatment.users.patience, 1 + perChoice));
}

/**
 * Expected shares (items), summing to one, of what users would choose freely in one period of everybody's mean activity.
 * Without repeats, of what they have not consumed yet, and of their utilities without the lift of single pairs.
 * @param perChoice occasions a user comes on for each choice (users)
 */
export async function organicShares(
  options: SimulationOptions,
  truth: Truth,
  consumed: Csr,
  perChoice: Float64Array,
): Promise<Float64Array> {
  const { core, world, treatment } = options;
  const logit = choiceLogit(options, truth);
  const users = everyone(world.users);
  const choices = totalActivity(world.activity).map((n) => n / world.activity.periods);
  const { items } =
    treatment.users.repeats === "allow"
      ? await expectedChoices(
          core,
          logit,
          users,
          choices.map((n, u) => n * perChoice[u]!),
          {},
        )
      : await core.expectedInclusions(logit, users, choices, { excluded: consumed });
  const total = items.reduce((sum, share) => sum + share, 0);
  return total > 0 ? items.map((share) => share / total) : items;
}
