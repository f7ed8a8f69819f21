import { purposes } from "../core/purposes.ts";
import {
  AUTHENTIC,
  ascendingOrder,
  indicesWhere,
  RECOMMENDED,
  SYNTHETIC,
  scheduledRows,
  valuesAt,
} from "../log/index.ts";
import type { Occasions } from "../recommender/index.ts";
import { follows } from "../users/index.ts";
import type { Mix } from "./mix.ts";
import type { SimulationOptions, Treatment } from "./options.ts";

/** Where the row of an occasion comes from; `browse` is a user's own organic discovery. */
export const Channel = { slate: 0, browse: 1, fresh: 2, replayed: 3, synthetic: 4 } as const;
export type Channel = (typeof Channel)[keyof typeof Channel];

/** By channel: the provenance of its rows. */
export const provenanceOf = [RECOMMENDED, AUTHENTIC, AUTHENTIC, AUTHENTIC, SYNTHETIC] as const;

/** By channel: whether a row is something a user did now. */
export const isChoice = [true, true, true, false, false] as const;

/** The channel of an occasion: authentic or synthetic as the round's mix has it, else what the user does. */
export function channelOf(
  { core, key, treatment }: SimulationOptions,
  round: number,
  mix: Mix,
  user: number,
  draw: number,
): Channel {
  if (mix.authenticUsers?.[user] === 1) return Channel[treatment.data.authentic.by];
  const drawn = mix.synthetic > 0;
  const u = drawn ? core.uniform({ key, round, purpose: purposes.channel }, draw, user, 0) : 1;
  if (u < mix.authentic) return Channel[treatment.data.authentic.by];
  if (u < mix.synthetic) return Channel.synthetic;
  if (!follows(core, key, treatment.users, user)) return Channel.browse;
  const { organic } = treatment.users;
  if (organic === 0) return Channel.slate;
  return core.uniform({ key, round, purpose: purposes.organic }, draw, user, 0) < organic
    ? Channel.browse
    : Channel.slate;
}

/**
 * Rows still wanted. Behaviour (slate and browse) shares one quota, so that organic discovery takes what it takes.
 */
export type Quotas = [behaviour: number, authentic: number, synthetic: number];

/** By channel: the quota it counts towards. */
export const quotaOf = [0, 0, 1, 1, 2] as const;

/** The planned rows of a round, by channel. */
export function rowQuotas(options: SimulationOptions, round: number, activity: Int32Array, mix: Mix): Quotas {
  const quotas: Quotas = [0, 0, 0];
  for (const { users, draws } of plannedRows(options, round, activity)) {
    for (let n = 0; n < users.length; n++) quotas[quotaOf[channelOf(options, round, mix, users[n]!, draws[n]!)]]++;
  }
  return quotas;
}

/** The rows of a round as planned: one for each choice of the users' activity, or as many as are scheduled. */
export function* plannedRows(options: SimulationOptions, round: number, activity: Int32Array): Generator<Occasions> {
  const choices = { expected: new Float64Array(activity), phase: new Float64Array(activity.length) };
  let planned = 0;
  for (const n of activity) planned += n;
  if (planned === 0) return;
  let wanted = scheduledRows(options.core, options.treatment.data.rows, round, planned);
  for (let pass = 0; wanted > 0; pass++, wanted -= planned) {
    const rows = visitOccasions(choices, pass);
    yield wanted < planned ? select(rows, keyedOrder(options, round, rows).subarray(0, wanted)) : rows;
  }
}

/** How often users come at every visit: a number that need not be whole, and where in [0, 1) their rounding stands. */
export interface Attendance {
  /** (users) */
  readonly expected: Float64Array;
  /** (users) */
  readonly phase: Float64Array;
}

/**
 * Visits that take the place of one. Users who have one occasion at a time would, with several choices from each, have the
 * round's rows after the first few, and busy users fewer than their activity's: they come on so many times fewer occasions.
 */
export function visitsForOne({ users: { repeats, choices }, recommender: { slate } }: Treatment): number {
  return repeats === "deny" ? Math.min(choices, slate) : 1;
}

/** Attendance of one round: the occasions that each user's choices take, rounded up or down by key. */
export function attendance(
  { core, key, treatment }: SimulationOptions,
  round: number,
  activity: Int32Array,
  perChoice: Float64Array,
): Attendance {
  const stream = { key, round, purpose: purposes.occasions };
  const visits = visitsForOne(treatment);
  const expected = new Float64Array(activity.length);
  const phase = new Float64Array(activity.length);
  for (let u = 0; u < activity.length; u++) {
    if (!(activity[u]! > 0)) continue;
    expected[u] = (activity[u]! * perChoice[u]!) / visits;
    phase[u] = core.uniform(stream, 0, u, 0);
  }
  return { expected, phase };
}

/** Occasions of a visit; `turns` is the number of a user's occasion within the visit. */
export interface Visit extends Occasions {
  readonly turns: Int32Array;
}

/** The occasions of the users' n-th visit this round, a user's draws numbered through from visit to visit. */
export function visitOccasions({ expected, phase }: Attendance, visit: number): Visit {
  const begin = firstDraws(expected, phase, visit);
  const end = firstDraws(expected, phase, visit + 1);
  let total = 0;
  for (let u = 0; u < expected.length; u++) total += end[u]! - begin[u]!;
  const [users, draws, turns] = [new Int32Array(total), new Int32Array(total), new Int32Array(total)];
  for (let u = 0, n = 0; u < expected.length; u++) {
    for (let draw = begin[u]!; draw < end[u]!; draw++, n++) {
      users[n] = u;
      draws[n] = draw;
      turns[n] = draw - begin[u]!;
    }
  }
  return { users, draws, turns };
}

/** The number of each user's first draw at a visit. (users) */
function firstDraws(expected: Float64Array, phase: Float64Array, visit: number): Int32Array {
  const first = new Int32Array(expected.length);
  for (let u = 0; u < first.length; u++) first[u] = Math.floor(expected[u]! * visit + phase[u]!);
  return first;
}

/** The occasions of a visit, all at once or turn by turn, so that a user has one at a time. */
export function partsOf(visit: Visit, oneByOne: boolean): Occasions[] {
  if (!oneByOne) return [visit];
  let turns = 0;
  for (const turn of visit.turns) if (turn >= turns) turns = turn + 1;
  return Array.from({ length: turns }, (_, j) =>
    select(
      visit,
      indicesWhere(visit.turns.length, (n) => visit.turns[n] === j),
    ),
  );
}

export function select({ users, draws }: Occasions, kept: Int32Array): Occasions {
  return { users: valuesAt(users, kept), draws: valuesAt(draws, kept) };
}

/** Entries in the order of a keyed draw, so that where a quota ends favours nobody. */
export function keyedOrder({ core, key }: SimulationOptions, round: number, { users, draws }: Occasions): Int32Array {
  const stream = { key, round, purpose: purposes.order };
  const place = new Float64Array(users.length);
  for (let n = 0; n < users.length; n++) place[n] = core.uniform(stream, draws[n]!, users[n]!, 0);
  return ascendingOrder(place);
}
