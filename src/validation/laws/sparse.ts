import type { Core } from "../../core/index.ts";
import { purposes } from "../../core/purposes.ts";
import { drawsOf } from "../matrices.ts";

/** 30 users and 20 items, of whose pairs a quarter is clicked; every user and item has one at least. */
export const [USERS, ITEMS, DIMS] = [30, 20, 5];
/** of float32 */
export const EPSILON = 1 / 16_777_216;

export function clicked(core: Core, seed: number, replicate: number): number[][] {
  const stream = { key: { seed, replicate }, purpose: purposes.validationChoice, round: 2 };
  return Array.from({ length: USERS }, (_, u) =>
    Array.from({ length: ITEMS }, (__, i) => i).filter((i) => u % ITEMS === i || core.uniform(stream, 0, u, i) < 0.25),
  );
}

export const startOf = (core: Core, seed: number, replicate: number) => {
  const draws = drawsOf(core, seed, replicate);
  return { dims: DIMS, users: draws.factors(0, USERS, DIMS, 0.5), items: draws.factors(1, ITEMS, DIMS, 0.5) };
};

export const normOf = (X: Float64Array) => Math.sqrt(X.reduce((sum, x) => sum + x * x, 0));
