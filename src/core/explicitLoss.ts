import type { Context } from "./checks.ts";
import type { RatedSide } from "./explicit.ts";
import { pause } from "./schedule.ts";

/** Multiply-adds between two turns of the event loop: some tens of milliseconds. */
const TURN_WORK = 5e7;

/**
 * Σ_e w_e (r_e - mean - b_u - c_i - <x_u, y_i>)² + Σ_u λ_u (||x_u||² + b_u²) + Σ_i λ_i (||y_i||² + c_i²), in float64 and
 * in the order of users' rows; factors (rows, d), of which `dims` count.
 */
export async function explicitLoss(
  context: Context,
  X: RatedSide,
  Y: RatedSide,
  mean: number,
  dims: number,
  d: number,
): Promise<number> {
  const { i32, f32 } = context.arena;
  let loss = penalty(f32, X, dims, d) + penalty(f32, Y, dims, d);
  for (let u = 0, done = 0; u < X.rows; u++) {
    const expected = mean + f32[X.biases / 4 + u]!;
    const from = i32[X.indptr / 4 + u]!;
    const to = i32[X.indptr / 4 + u + 1]!;
    for (let e = from; e < to; e++) {
      const i = i32[X.indices / 4 + e]!;
      const score = expected + f32[Y.biases / 4 + i]! + dot(f32, X.F / 4 + u * d, Y.F / 4 + i * d, dims);
      loss += f32[X.weights / 4 + e]! * square(f32[X.ratings / 4 + e]! - score);
    }
    done += (to - from) * dims;
    if (done > TURN_WORK) {
      done = 0;
      await pause();
    }
  }
  return loss;
}

function penalty(f32: Float32Array, { rows, F, biases, lambda }: RatedSide, dims: number, d: number): number {
  let sum = 0;
  for (let r = 0; r < rows; r++) {
    const x = F / 4 + r * d;
    sum += f32[lambda / 4 + r]! * (dot(f32, x, x, dims) + square(f32[biases / 4 + r]!));
  }
  return sum;
}

function dot(f32: Float32Array, a: number, b: number, dims: number): number {
  let sum = 0;
  for (let k = 0; k < dims; k++) sum += f32[a + k]! * f32[b + k]!;
  return sum;
}

const square = (x: number): number => x * x;
