import type { Core, Key, Stream } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { dirichlet } from "./draws.ts";
import type { Concentration, DrawnWorldOptions } from "./options.ts";

/**
 * Users' tastes: a Dirichlet mixture of topics by group, or by `tastes` normal or uniform numbers (see `drawIndependent`).
 * @param groupOf (users)
 * @returns (users, topics)
 */
export function drawUsers(core: Core, key: Key, options: DrawnWorldOptions, groupOf: Int32Array): Float32Array {
  const { users, topics, groups, tastes } = options;
  const X = new Float32Array(users * topics);
  const stream = { key, purpose: purposes.worldUser, round: 0 };
  const parameters = groups.map(({ taste }, g) =>
    parametersOf(core, { key, purpose: purposes.worldTaste, round: 0 }, g, taste, topics),
  );
  for (let u = 0; u < users; u++) {
    const x = X.subarray(u * topics, (u + 1) * topics);
    if (tastes === "dirichlet") dirichlet(core, stream, u, parameters[groupOf[u]!]!, x);
    else drawIndependent(core, stream, u, tastes, x);
  }
  return X;
}

/**
 * Items' topics: Dirichlet mixtures, a single topic each, every topic as likely, or normal numbers.
 * @returns (items, topics)
 */
export function drawItems(core: Core, key: Key, options: DrawnWorldOptions): Float32Array {
  const { items, topics, itemTopics, itemConcentration } = options;
  const Y = new Float32Array(items * topics);
  const stream = { key, purpose: purposes.worldItem, round: 0 };
  const concentrations = parametersOf(
    core,
    { key, purpose: purposes.worldItemTopics, round: 0 },
    0,
    itemConcentration,
    topics,
  );
  for (let i = 0; i < items; i++) {
    const y = Y.subarray(i * topics, (i + 1) * topics);
    if (itemTopics === "dirichlet") dirichlet(core, stream, i, concentrations, y);
    else if (itemTopics === "normal") drawIndependent(core, stream, i, "normal", y);
    else y[Math.trunc(core.uniform(stream, 0, i, 0) * topics)] = 1;
  }
  return Y;
}

/** A Dirichlet's parameters: as given, alike for all topics, or a point drawn from Dir(base) times the concentration. */
function parametersOf(core: Core, stream: Stream, agent: number, given: Concentration, topics: number): number[] {
  if (Array.isArray(given)) return [...given];
  if (typeof given === "number") return new Array<number>(topics).fill(given);
  const mean = new Float32Array(topics);
  dirichlet(core, stream, agent, new Array<number>(topics).fill(given.base), mean);
  return Array.from(mean, (share) => Math.max(given.concentration * share, SMALLEST));
}

/** A concentration that underflows would be none; below this one, a topic never comes up. */
const SMALLEST = 1e-6;

/**
 * Numbers of which none depends on another: uniform in (0, 1), or normal of standard deviation topics^(-1/4), so that the
 * inner product of two normal vectors has variance 1.
 */
function drawIndependent(
  core: Core,
  stream: Stream,
  agent: number,
  kind: "normal" | "uniform",
  into: Float32Array,
): void {
  const scale = 1 / Math.sqrt(Math.sqrt(into.length));
  for (let k = 0; k < into.length; k++) {
    into[k] = kind === "uniform" ? core.uniform(stream, 0, agent, k) : scale * core.normal(stream, 0, agent, k);
  }
}
