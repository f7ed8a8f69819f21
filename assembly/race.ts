import { log } from "./log";
import { fourUniforms, streamUniform } from "./philox";

/** The slot number of the outside option's draw: no item has it. */
const OUTSIDE: u32 = 0xffffffff;

/**
 * For each entry of [begin, end) the slot that wins an exponential race, -ln(uniform) / weight being its time: slot s wins
 * with probability weight_s / Σ weights, and in the order of Gumbel-perturbed utilities. Draws are keyed by item. Each row
 * of a slate holds k items and k + 1 weights, the last the outside option's; -1 where that wins, or nothing runs. scratch: four float64.
 */
export function raceSlots(
  begin: i32,
  end: i32,
  stream: usize,
  users: usize,
  draws: usize,
  rows: usize,
  k: i32,
  items: usize,
  weights: usize,
  chosen: usize,
  scratch: usize,
): i32 {
  for (let e = begin; e < end; e++) {
    const at = (<usize>e) << 2;
    const user = load<u32>(users + at);
    const draw = load<u32>(draws + at);
    const row = load<i32>(rows + at);
    const I = items + ((<usize>(row * k)) << 2);
    const W = weights + ((<usize>(row * (k + 1))) << 3);
    let slot = -1;
    let best = Infinity;
    const outside = load<f64>(W + ((<usize>k) << 3));
    if (outside > 0) best = -log(streamUniform(stream, draw, user, OUTSIDE)) / outside;
    for (let first = 0; first < k; first += 4) {
      // the last load may read past the slate: what it draws there is not looked at
      fourUniforms(stream, draw, user, v128.load(I + ((<usize>first) << 2)), scratch);
      const last = min(4, k - first);
      for (let l = 0; l < last; l++) {
        const weight = load<f64>(W + ((<usize>(first + l)) << 3));
        const u = load<f64>(scratch + ((<usize>l) << 3));
        // -ln u ≥ 1 - u: most slots have lost before their logarithm is taken
        if (!(1 - u < best * weight)) continue;
        const time = -log(u) / weight;
        if (time < best) {
          best = time;
          slot = first + l;
        }
      }
    }
    store<i32>(chosen + at, slot);
  }
  return 0;
}
