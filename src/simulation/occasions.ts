import { purposes } from "../core/purposes.ts";
import { AUTHENTIC, indicesWhere, RECOMMENDED, SYNTHETIC, scheduledRows } from "../log/index.ts";
import type { Occasions } from "../recommender/index.ts";
import { everyone } from "../world/index.ts";
import type { SimulationOptions } from "./options.ts";

/** Where the row of an occasion comes from; `browse` is a user's own organic discovery. */
export const Channel = { slate: 0, browse: 1, fresh: 2, replayed: 3, synthetic: 4 } as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

/** By channel: the provenance of its rows. */
export const provenanceOf = [RECOMMENDED, AUTHENTIC, AUTHENTIC, AUTHENTIC, SYNTHETIC] as const;

/** By channel: whether a row is something a user did now. */
export const isChoice = [true, true, true, false, false] as const;

/** The channel of an occasion: authentic with probability α, synthetic with σ, else what the user does. */
export function channelOf(
  { core, key, treatment }: SimulationOptions,
  round: number,
  user: number,
  draw: number,
): Channel {
  const { authentic, synthetic } = treatment.data;
  const drawn = authentic.share + synthetic.share > 0;
  const u = drawn ? core.uniform({ key, round, purpose: purposes.channel }, draw, user, 0) : 1;
  if (u < authentic.share) return Channel[authentic.by];
  if (u < authentic.share + synthetic.share) return Channel.synthetic;
  const { organic } = treatment.users;
  if (organic === 0) return Channel.slate;
  return core.uniform({ key, round, purpose: purposes.organic }, draw, user, 0) < organic
    ? Channel.browse
    : Channel.slate;
}

/** Rows still wanted. Behaviour (slate and browse) shares one quota, so that organic discovery takes what it takes. */
export type Quotas = Record<"behaviour" | "authentic" | "synthetic", number>;

/** By channel: the quota it counts towards. */
export const quotaOf = ["behaviour", "behaviour", "authentic", "authentic", "synthetic"] as const;

/**
 * The rows of a round. Its first occasions, one for each choice of the users' activity, fix how many rows each channel
 * is to give; who declines leaves a row to be filled by a later visit of the same users.
 */
export function rowQuotas(options: SimulationOptions, round: number, activity: Int32Array): Quotas {
  const planned = activity.reduce((sum, n) => sum + n, 0);
  const quotas: Quotas = { behaviour: 0, authentic: 0, synthetic: 0 };
  if (planned === 0) return quotas;
  let wanted = scheduledRows(options.core, options.treatment.data.rows, round, planned);
  for (let visit = 0; wanted > 0; visit++) {
    const occasions = visitOccasions(activity, visit);
    const order = wanted < planned ? keyedOrder(options, round, occasions) : occasions.users.keys();
    for (const n of Array.from(order).slice(0, wanted)) {
      quotas[quotaOf[channelOf(options, round, occasions.users[n]!, occasions.draws[n]!)]]++;
    }
    wanted -= Math.min(wanted, planned);
  }
  return quotas;
}

/** Occasions of a user's n-th visit this round: as many as the user's activity, with draws numbered through. */
export function visitOccasions(activity: Int32Array, visit: number): Occasions {
  const total = activity.reduce((sum, n) => sum + n, 0);
  const users = new Int32Array(total);
  const draws = new Int32Array(total);
  let n = 0;
  activity.forEach((count, u) => {
    for (let j = 0; j < count; j++, n++) {
      users[n] = u;
      draws[n] = visit * count + j;
    }
  });
  return { users, draws };
}

/** One occasion a user: the j-th of each user with more than j. */
export function turn({ users, draws }: Occasions, activity: Int32Array, j: number): Occasions {
  const kept = indicesWhere(users.length, (n) => draws[n]! % activity[users[n]!]! === j);
  return select({ users, draws }, kept);
}

export function select({ users, draws }: Occasions, kept: Int32Array): Occasions {
  return { users: kept.map((n) => users[n]!), draws: kept.map((n) => draws[n]!) };
}

/** Entries in the order of a keyed draw, so that where a quota ends favours nobody. */
export function keyedOrder({ core, key }: SimulationOptions, round: number, { users, draws }: Occasions): Int32Array {
  const stream = { key, round, purpose: purposes.order };
  const place = Float64Array.from(users, (u, n) => core.uniform(stream, draws[n]!, u, 0));
  return everyone(users.length).sort((a, b) => place[a]! - place[b]!);
}
