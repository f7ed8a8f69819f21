import { log } from "./log";
import { streamUniform } from "./philox";

/** The slot number of the outside option's draw: no item has it. */
const OUTSIDE: u32 = 0xffffffff;

/**
 * For each entry of [begin, end) the slot that wins an exponential race, -ln(uniform) / weight being its time: slot s wins
 * with probability weight_s / Σ weights, and in the order of Gumbel-perturbed utilities. Draws are keyed by item. Each row
 * of a slate holds k items and k + 1 weights, the last the outside option's; -1 where that wins, or nothing runs.
 */
export function raceSlots(
  stream: usize,
  begin: i32,
  end: i32,
  users: usize,
  draws: usize,
  rows: usize,
  k: i32,
  items: usize,
  weights: usize,
  chosen: usize,
): void {
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
    for (let s = 0; s < k; s++) {
      const weight = load<f64>(W + ((<usize>s) << 3));
      if (!(weight > 0)) continue;
      const time = -log(streamUniform(stream, draw, user, load<u32>(I + ((<usize>s) << 2)))) / weight;
      if (time < best) {
        best = time;
        slot = s;
      }
    }
    store<i32>(chosen + at, slot);
  }
}
