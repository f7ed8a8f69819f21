import { purposes } from "../core/purposes.ts";
import { ascendingOrder, indicesWhere, shareAt } from "../log/index.ts";
import { plannedRows } from "./occasions.ts";
import type { SimulationOptions } from "./options.ts";

/** How the rows of one round are divided among users, the authentic and the synthetic: by one uniform an occasion. */
export interface Mix {
  /** below it a row is authentic */
  readonly authentic: number;
  /** below it, and not authentic, a row is synthetic */
  readonly synthetic: number;
  /** (users) 1 where all rows are authentic, if that is decided by user */
  readonly authenticUsers?: Uint8Array;
}

/**
 * Authentic with probability α and synthetic with σ, by row and independently; or the α of the planned rows, or of the
 * active users, whose uniforms are smallest, so that their number is exactly round(α · rows) or round(α · users). What is
 * then left is synthetic with probability σ / (1 - α), independently by row.
 */
export function mixOf(options: SimulationOptions, round: number, activity: Int32Array): Mix {
  const { authentic, synthetic } = options.treatment.data;
  const [alpha, sigma] = [shareAt(authentic.share, round), shareAt(synthetic.share, round)];
  const rest = alpha + sigma < 1 ? sigma / (1 - alpha) : 1;
  if (alpha > 0 && authentic.unit === "user") {
    return { authentic: 0, synthetic: rest, authenticUsers: authenticUsers(options, round, activity, alpha) };
  }
  if (alpha === 0 || authentic.draw === "independent") return { authentic: alpha, synthetic: alpha + sigma };
  const below = threshold(options, round, activity, alpha);
  return { authentic: below, synthetic: below + (1 - below) * rest };
}

/** Whether a round has no row that a user of the world chose: a chain of models, or of models and the original log. */
export function isWithoutUsers({ treatment }: SimulationOptions, round: number): boolean {
  const { authentic, synthetic } = treatment.data;
  const drawn = authentic.by === "replayed" ? shareAt(authentic.share, round) : 0;
  return drawn + shareAt(synthetic.share, round) >= 1;
}

/** The value below which the uniforms of exactly round(α · rows) of the planned rows lie. */
function threshold(options: SimulationOptions, round: number, activity: Int32Array, alpha: number): number {
  const { core, key } = options;
  const stream = { key, round, purpose: purposes.channel };
  const uniforms: number[] = [];
  for (const { users, draws } of plannedRows(options, round, activity)) {
    for (let n = 0; n < users.length; n++) uniforms.push(core.uniform(stream, draws[n]!, users[n]!, 0));
  }
  const count = Math.round(alpha * uniforms.length);
  return count < uniforms.length ? Float64Array.from(uniforms).sort()[count]! : 1;
}

function authenticUsers(options: SimulationOptions, round: number, activity: Int32Array, alpha: number): Uint8Array {
  const { core, key, treatment } = options;
  const stream = { key, round, purpose: purposes.authenticUser };
  const active = indicesWhere(activity.length, (u) => activity[u]! > 0);
  const uniforms = Float64Array.from(active, (u) => core.uniform(stream, 0, u, 0));
  const flags = new Uint8Array(activity.length);
  if (treatment.data.authentic.draw === "stratified") {
    const order = ascendingOrder(uniforms).subarray(0, Math.round(alpha * active.length));
    for (const n of order) flags[active[n]!] = 1;
  } else {
    for (let n = 0; n < active.length; n++) if (uniforms[n]! < alpha) flags[active[n]!] = 1;
  }
  return flags;
}
