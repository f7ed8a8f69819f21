import type { Experience, Minds } from "./minds.ts";

/**
 * Tastes move towards what was consumed: x_u ← x_u + drift · (‖x_u‖ ȳ_u / ‖ȳ_u‖ - x_u), with ȳ_u the mean factors of the
 * items that user u chose this round. Norms are kept in scale, so that tastes turn without growing.
 */
export function drift(minds: Minds, { world, options, items, chosen }: Experience): Minds {
  const rate = options.drift;
  if (rate === 0) return minds;
  const { dims } = world.preferences.factors;
  const sums = new Float64Array(minds.tastes.length);
  const moved = new Uint8Array(world.users);
  for (let r = 0; r < chosen.user.length; r++) {
    const u = chosen.user[r]!;
    moved[u] = 1;
    for (let d = 0; d < dims; d++) sums[u * dims + d]! += items[chosen.item[r]! * dims + d]!;
  }
  const tastes = minds.tastes.slice();
  for (let u = 0; u < world.users; u++) {
    const target = sums.subarray(u * dims, (u + 1) * dims);
    const length = norm(target);
    if (!moved[u] || !(length > 0)) continue;
    const x = tastes.subarray(u * dims, (u + 1) * dims);
    const stretch = norm(x) / length;
    for (let d = 0; d < dims; d++) x[d]! += rate * (stretch * target[d]! - x[d]!);
  }
  return { ...minds, tastes };
}

const norm = (vector: Float32Array | Float64Array): number => {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return Math.sqrt(sum);
};
