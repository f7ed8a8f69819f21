import type { Core, Logit } from "../core/index.ts";
import { everyone } from "./world.ts";

/** Users looked at when a level is set: enough for a standard error of the share below 0.005. */
const SAMPLE = 10_000;

/**
 * Shifts all intercepts by one constant so that the activity-weighted share of the outside option, when every user
 * chooses from the whole catalogue, is `share`. With L_u = ln Σ_i exp(utility) it solves Σ w_u / (1 + exp(L_u + shift)) =
 * share · Σ w_u by bisection.
 */
export async function withOutsideShare(core: Core, logit: Logit, weights: Float64Array, share: number): Promise<Logit> {
  const step = Math.max(1, Math.floor(weights.length / SAMPLE));
  const users = everyone(weights.length).filter((u) => u % step === 0);
  const { logsum } = await core.logitMoments({ ...logit, outside: false }, users);
  const shift = bisect((level) => outsideShare(core, logsum, users, weights, level) - share, -200, 200);
  return { ...logit, intercepts: logit.intercepts.map((b) => b + shift), outside: true };
}

/** Σ w_u P_u(outside) / Σ w_u, decreasing in the level. */
function outsideShare(
  core: Core,
  logsum: Float64Array,
  users: Int32Array,
  weights: Float64Array,
  level: number,
): number {
  let total = 0;
  let outside = 0;
  for (let k = 0; k < users.length; k++) {
    const w = weights[users[k]!]!;
    total += w;
    outside += w / (1 + core.exp(Math.min(700, logsum[k]! + level)));
  }
  return outside / total;
}

/** The root of a decreasing function, to the last few bits. */
function bisect(f: (x: number) => number, low: number, high: number): number {
  for (let step = 0; step < 64; step++) {
    const middle = (low + high) / 2;
    if (f(middle) > 0) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
