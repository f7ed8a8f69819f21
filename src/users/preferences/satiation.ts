import { z } from "zod";
import type { World } from "../../world/index.ts";
import type { Experience, Minds } from "./minds.ts";

export const satiationSchema = z.strictObject({
  strength: z.number().nonnegative().default(0),
  recovery: z.number().min(0).max(1).default(0.5),
  threshold: z.number().nonnegative().default(0),
});

/**
 * Users tire of what they have had: s_u ← (1 - recovery) · s_u + Σ y_i / ‖y_i‖² over the items that user u chose, and s
 * takes `strength` logits a unit off what is like it (see `sated`). One consumption of an item thus costs the item itself
 * `strength`, another one <y_i, y_j> / ‖y_i‖² of that. Boredom with topics as in RecLab (Krauth et al. 2020), for factors.
 */
export function satiate(minds: Minds, { world, options: { satiation }, items, chosen }: Experience): Minds {
  if (satiation.strength === 0) return minds;
  const { dims } = world.preferences.factors;
  const keep = 1 - satiation.recovery;
  const next = Float32Array.from(minds.satiation ?? new Float32Array(minds.tastes.length), (s) => keep * s);
  for (let r = 0; r < chosen.user.length; r++) {
    const [u, i] = [chosen.user[r]! * dims, chosen.item[r]! * dims];
    let square = 0;
    for (let d = 0; d < dims; d++) square += items[i + d]! * items[i + d]!;
    if (square > 0) for (let d = 0; d < dims; d++) next[u + d]! += items[i + d]! / square;
  }
  return { ...minds, satiation: next };
}

/**
 * Tastes less what users are tired of: x - strength / scale · S(s), where S takes `threshold` off the size of each
 * component and leaves nothing below it. The tastes themselves where nobody is tired.
 * @returns (users, dims)
 */
export function sated({ tastes, satiation }: Minds, { preferences }: World, options: z.infer<typeof satiationSchema>) {
  if (!satiation || !(preferences.scale > 0)) return tastes;
  const weight = options.strength / preferences.scale;
  return tastes.map((x, n) => {
    const s = satiation[n]!;
    const beyond = Math.max(0, Math.abs(s) - options.threshold);
    return x - weight * (s < 0 ? -beyond : beyond);
  });
}
