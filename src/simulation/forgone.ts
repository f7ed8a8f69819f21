import { exploredSlots, plainly, recommend } from "../recommender/index.ts";
import { logAttention, slateUtilities } from "../users/index.ts";
import type { Shown } from "./display.ts";
import type { SimulationOptions } from "./options.ts";
import { choiceLogit } from "./organic.ts";
import type { Happened } from "./view.ts";

/**
 * Mean over served users of what the model's own best slate would be worth to them less what their first slate is: what
 * randomness, re-ranking and exploration cost them now. Without any of these 0, and nothing is computed. Undefined where
 * nobody has a slate worth anything.
 */
export async function utilityForgone(
  options: SimulationOptions,
  { round, before, service, interactions }: Happened,
  eligibility: Shown,
): Promise<number | undefined> {
  const { core, key, treatment } = options;
  const plain = plainly(treatment.recommender, service);
  if (!plain) return 0;
  const logit = choiceLogit(options, before.truth);
  const attention = logAttention(core, treatment.users.attention, treatment.recommender.slate);
  const showing = { core, key, round, options: plain.options, eligibility };
  let [sum, users] = [0, 0];
  for (const slates of interactions.firstSlates) {
    const occasions = { users: slates.users, draws: new Int32Array(slates.users.length) };
    const best = slateUtilities(core, logit, attention, await recommend(showing, plain.service, occasions));
    const shown = slateUtilities(core, logit, attention, slates);
    for (let n = 0; n < shown.length; n++) {
      if (!Number.isFinite(shown[n]) || !Number.isFinite(best[n])) continue;
      sum += best[n]! - shown[n]!;
      users++;
    }
  }
  return users > 0 ? sum / users : undefined;
}

/** How many slots of the first slates are given to exploration. */
export async function exploredOf(
  { core, key, treatment }: SimulationOptions,
  { round, service, interactions }: Happened,
  eligibility: Shown,
): Promise<number> {
  const showing = { core, key, round, options: treatment.recommender, eligibility };
  let count = 0;
  for (const slates of interactions.firstSlates) {
    for (const mark of await exploredSlots(showing, service, slates)) count += mark;
  }
  return count;
}
