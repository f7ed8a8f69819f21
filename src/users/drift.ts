import type { Rows } from "../log/index.ts";

/**
 * Preferences move towards what was consumed: x_u ← x_u + drift · (‖x_u‖ ȳ_u / ‖ȳ_u‖ - x_u), with ȳ_u the mean factors of
 * the items that user u chose this round. Norms are kept in scale, so that tastes turn without growing.
 * @param preferences (users, dims)
 * @param items (items, dims)
 * @param chosen rows chosen by users this round
 * @returns the new preferences; the same array where nothing moves
 */
export function drift(
  preferences: Float32Array,
  items: Float32Array,
  dims: number,
  chosen: Pick<Rows, "user" | "item">,
  rate: number,
): Float32Array {
  if (rate === 0) return preferences;
  const users = preferences.length / dims;
  const sums = new Float64Array(preferences.length);
  const moved = new Uint8Array(users);
  for (let r = 0; r < chosen.user.length; r++) {
    const u = chosen.user[r]!;
    moved[u] = 1;
    for (let d = 0; d < dims; d++) sums[u * dims + d]! += items[chosen.item[r]! * dims + d]!;
  }
  const next = preferences.slice();
  for (let u = 0; u < users; u++) {
    const target = sums.subarray(u * dims, (u + 1) * dims);
    const length = norm(target);
    if (!moved[u] || !(length > 0)) continue;
    const x = next.subarray(u * dims, (u + 1) * dims);
    const stretch = norm(x) / length;
    for (let d = 0; d < dims; d++) x[d]! += rate * (stretch * target[d]! - x[d]!);
  }
  return next;
}

const norm = (vector: Float32Array | Float64Array): number => {
  let sum = 0;
  for (const x of vector) sum += x * x;
  return Math.sqrt(sum);
};
