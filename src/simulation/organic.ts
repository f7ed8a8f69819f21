import type { Csr, Eligibility } from "../core/index.ts";
import { indicesWhere } from "../log/index.ts";
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
 * choices on average: 1 + P(outside) / P(something), under initial preferences and the whole catalogue of round 0, the
 * first `items`. No more than their patience; 1 where there is no outside option. (users)
 */
export async function occasionsPerChoice(
  options: SimulationOptions,
  items = options.world.items,
): Promise<Float64Array> {
  const { core, world, treatment } = options;
  const logit = firstItems(choiceLogit(options, truthOf(world)), items);
  if (!logit.outside) return new Float64Array(world.users).fill(1);
  const declines = await declinesPerChoice(core, logit, everyone(world.users));
  return declines.map((perChoice) => Math.min(treatment.users.patience, 1 + perChoice));
}

/** The logit over the first so many items. */
function firstItems(logit: LiftedLogit, items: number): LiftedLogit {
  if (logit.intercepts.length === items) return logit;
  const { dims, users, items: factors } = logit.factors;
  return {
    ...logit,
    factors: { dims, users, items: factors.slice(0, items * dims) },
    intercepts: logit.intercepts.slice(0, items),
  };
}

/** Who is there, and what: everybody and everything unless told. */
export interface There {
  /** (users) */
  readonly present?: Uint8Array;
  /** (items) */
  readonly available?: Uint8Array;
}

/**
 * Expected shares (items), summing to one, of what users would choose freely in one period of everybody's mean activity, of
 * those who are there.
 * Without repeats, of what they have not consumed yet, and of their utilities without the lift of single pairs.
 * @param perChoice occasions a user comes on for each choice (users)
 */
export async function organicShares(
  options: SimulationOptions,
  truth: Truth,
  consumed: Csr,
  perChoice: Float64Array,
  { present, available }: There = {},
): Promise<Float64Array> {
  const { core, world, treatment } = options;
  const logit = choiceLogit(options, truth);
  const users = present ? indicesWhere(world.users, (u) => present[u] === 1) : everyone(world.users);
  const total = totalActivity(world.activity);
  const choices = Float64Array.from(users, (u) => total[u]! / world.activity.periods);
  const eligible: Eligibility = available ? { available } : {};
  const { items } =
    treatment.users.repeats === "allow"
      ? await expectedChoices(
          core,
          logit,
          users,
          choices.map((n, k) => n * perChoice[users[k]!]!),
          eligible,
        )
      : await core.expectedInclusions(logit, users, choices, { ...eligible, excluded: consumed });
  const sum = items.reduce((total, share) => total + share, 0);
  return sum > 0 ? items.map((share) => share / sum) : items;
}
