import { z } from "zod";
import { purposes } from "../../core/purposes.ts";
import type { Experience, Minds } from "./minds.ts";

export const shocksSchema = z.array(
  z.strictObject({
    round: z.int().positive(),
    share: z.number().min(0).max(1).default(1),
    size: z.number().min(0).max(1).default(1),
  }),
);

/**
 * Tastes that jump just before a round: a `share` of the users, each by a draw of their own, takes `size` of the way from
 * their taste to that of another drawn by key among the residents, so that who may come later changes nothing. Tastes as a
 * whole stay spread as they were where all go all the way.
 */
export function shock(minds: Minds, { core, key, world, residents, options, round }: Experience): Minds {
  const due = options.shocks.filter((each) => each.round === round + 1 && each.share > 0 && each.size > 0);
  if (due.length === 0) return minds;
  const { dims } = world.preferences.factors;
  return due.reduce(({ tastes: before, ...rest }, { share, size }, number) => {
    const tastes = before.slice();
    for (let u = 0; u < world.users; u++) {
      const drawn = (purpose: number) => core.uniform({ key, round, purpose }, number, u, 0);
      if (!(drawn(purposes.shockCoin) < share)) continue;
      const other = anotherThan(u, residents, drawn(purposes.shockUser)) * dims;
      for (let d = 0; d < dims; d++) tastes[u * dims + d]! += size * (before[other + d]! - before[u * dims + d]!);
    }
    return { ...rest, tastes };
  }, minds);
}

/** One of so many residents but not the user, unless there is nobody else. */
function anotherThan(user: number, residents: number, uniform: number): number {
  if (user >= residents) return Math.trunc(uniform * residents);
  if (residents === 1) return user;
  const drawn = Math.trunc(uniform * (residents - 1));
  return drawn < user ? drawn : drawn + 1;
}
