import type { Core, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import type { World } from "../world/index.ts";

/**
 * How many choices each user would make this round: one of the user's own recorded periods, drawn by key; 0 for who is
 * not there. (users)
 */
export function drawActivity(
  core: Core,
  key: Key,
  round: number,
  { users, activity: { periods, counts } }: World,
  present?: Uint8Array,
): Int32Array {
  const stream = { key, round, purpose: purposes.activity };
  const drawn = new Int32Array(users);
  for (let u = 0; u < users; u++) {
    if (present?.[u] === 0) continue;
    const p = periods === 1 ? 0 : Math.trunc(core.uniform(stream, 0, u, 0) * periods);
    drawn[u] = counts[u * periods + p]!;
  }
  return drawn;
}
