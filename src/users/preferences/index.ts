import type { ValuedCsr } from "../../core/index.ts";
import type { Truth, World } from "../../world/index.ts";
import { addLifts } from "../influence.ts";
import type { UsersOptions } from "../options.ts";
import { drift } from "./drift.ts";
import type { Experience, Minds, Movement } from "./minds.ts";
import { reinforce } from "./reinforcement.ts";
import { sated, satiate } from "./satiation.ts";
import { shock } from "./shocks.ts";

export type { Experience, Minds, Shown } from "./minds.ts";

/** The ways in which minds move after a round, in this order. */
const movements: readonly Movement[] = [drift, satiate, reinforce, shock];

/** Minds after a round; the minds given where nothing moves. */
export function move(minds: Minds, experience: Experience): Minds {
  return movements.reduce((moved, movement) => movement(moved, experience), minds);
}

/** Whether users' minds depend on every slate they looked at. */
export const mindsSlates = ({ reinforcement }: UsersOptions): boolean => reinforcement.rate > 0;

/**
 * The truth when users are of these minds; the one given where nothing of it has moved.
 * @param influence what friends' choices add to utilities
 */
export function truthUnder(
  truth: Truth,
  minds: Minds,
  world: World,
  { satiation }: UsersOptions,
  influence?: ValuedCsr,
): Truth {
  const users = sated(minds, world, satiation);
  const lift = addLifts(liftOf(minds), influence);
  if (users === truth.users && !lift && !truth.lift) return truth;
  const { lift: _, ...rest } = truth;
  return { ...rest, users, ...(lift ? { lift } : {}) };
}

function liftOf({ interest }: Minds): ValuedCsr | undefined {
  return interest && { ...interest, values: new Float32Array(interest.weights) };
}
