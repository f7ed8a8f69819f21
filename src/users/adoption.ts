import type { Core, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { UsersOptions } from "./options.ts";

/** Whether a user follows recommendations at all: one draw a user, the same in every round and arm. */
export function follows(core: Core, key: Key, { adoption }: UsersOptions, user: number): boolean {
  if (adoption === 1) return true;
  return core.uniform({ key, round: 0, purpose: purposes.adoption }, 0, user, 0) < adoption;
}

/** Whether any user can look at a slate. */
export function anyoneLooks({ organic, adoption }: UsersOptions): boolean {
  return organic < 1 && adoption > 0;
}
