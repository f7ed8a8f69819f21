import type { Core, Stream } from "../core/index.ts";

/**
 * A gamma variate of unit scale by Marsaglia and Tsang (2000), "A simple method for generating gamma variables", with
 * their boost for shapes below one. Attempts take successive draws of the stream at (agent, slot).
 */
export function gamma(core: Core, stream: Stream, agent: number, slot: number, shape: number): number {
  if (shape < 1) {
    const u = core.uniform(stream, 0, agent, slot);
    return gamma(core, stream, agent, slot, shape + 1) * core.pow(u, 1 / shape);
  }
  const d = shape - 1 / 3;
  const c = 1 / (3 * Math.sqrt(d));
  for (let attempt = 1; ; attempt += 2) {
    const x = core.normal(stream, attempt, agent, slot);
    const root = 1 + c * x;
    const v = root * root * root;
    if (!(v > 0)) continue;
    const u = core.uniform(stream, attempt + 1, agent, slot);
    if (core.log(u) < (x * x) / 2 + d - d * v + d * core.log(v)) return d * v;
  }
}

/** A point of the simplex, Dirichlet(concentrations), written to `out`. A draw that underflows becomes a corner. */
export function dirichlet(
  core: Core,
  stream: Stream,
  agent: number,
  concentrations: readonly number[],
  out: Float32Array,
): void {
  const g = concentrations.map((a, k) => gamma(core, stream, agent, k, a));
  const total = g.reduce((sum, x) => sum + x, 0);
  const corner = Math.trunc(core.uniform(stream, 0, agent, concentrations.length) * concentrations.length);
  for (let k = 0; k < g.length; k++) out[k] = total > 0 ? g[k]! / total : k === corner ? 1 : 0;
}

/** A Poisson variate by inversion, in pieces of rate at most 32 so that exp(-rate) stays exact enough. */
export function poisson(core: Core, stream: Stream, agent: number, slot: number, rate: number): number {
  const pieces = Math.max(1, Math.ceil(rate / 32));
  let count = 0;
  for (let piece = 0; piece < pieces; piece++)
    count += invertPoisson(core, rate / pieces, core.uniform(stream, piece, agent, slot));
  return count;
}

function invertPoisson(core: Core, rate: number, u: number): number {
  let k = 0;
  let p = core.exp(-rate);
  for (let cdf = p; cdf < u && p > 0; cdf += p) p *= rate / ++k;
  return k;
}
