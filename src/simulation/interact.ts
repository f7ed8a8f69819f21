import { addPairs, concatRows, emptyRows, indicesWhere, type Rows, valuesAt } from "../log/index.ts";
import type { ShownSlates } from "../recommender/index.ts";
import type { Visits } from "../users/index.ts";
import { showSlates } from "./display.ts";
import { isWithoutUsers } from "./mix.ts";
import {
  Channel,
  isChoice,
  keyedOrder,
  partsOf,
  provenanceOf,
  type Quotas,
  quotaOf,
  rowQuotas,
  select,
  visitOccasions,
  visitsForOne,
} from "./occasions.ts";
import { type Outcomes, outcomes } from "./outcomes.ts";
import { ratingsOf } from "./ratings.ts";
import type { Round } from "./round.ts";

/** What users did in one round. */
export interface Interactions {
  /** the rows that are new in this round */
  readonly rows: Rows;
  /** those that users chose now, from a slate or freely */
  readonly chosen: Rows;
  /** the first slate of every user who came: what slates are measured on, one a user whatever the activity */
  readonly firstSlates: readonly ShownSlates[];
  readonly slatesShown: number;
  readonly slatesAccepted: number;
  /** every slate looked at, where anything depends on them */
  readonly impressions: readonly ShownSlates[];
  /** authentic rows that took the place of others, fresh or replayed: not what users found by themselves */
  readonly bought: number;
  /** rows that the round stayed short of */
  readonly missing: number;
  /** what came of users' own occasions, where they may leave over it */
  readonly visits?: Visits;
}

export const nobodyCame: Interactions = {
  rows: emptyRows(),
  chosen: emptyRows(),
  firstSlates: [],
  slatesShown: 0,
  slatesAccepted: 0,
  impressions: [],
  bought: 0,
  missing: 0,
};

/**
 * Users visit until the round has its rows: every visit offers each active user the occasions that the choices of their
 * activity would take if they chose freely, and an occasion ends in a choice or in the outside option. Where repeats
 * are denied a user has one occasion at a time, so that the next slate knows the last choice. A round stays short of
 * its rows when patience is spent.
 */
export async function interact(round: Round): Promise<Interactions> {
  const { users } = round.options.treatment;
  const patience = users.patience * visitsForOne(round.options.treatment);
  const quotas = rowQuotas(round.options, round.round, round.activity, round.mix);
  const [, planned] = quotas;
  const show = showSlates(round);
  const oneByOne = users.repeats === "deny" && !isWithoutUsers(round.options, round.round);
  const settled: Settled[] = [];
  const visits = users.churn.rate > 0 ? noVisits(round.activity.length) : undefined;
  let { consumed } = round;
  let count = 0;
  for (let visit = 0; visit < patience && wanted(quotas) > 0; visit++) {
    for (const occasions of partsOf(visitOccasions(round.attendance, visit), oneByOne)) {
      if (wanted(quotas) === 0) break;
      const found = await outcomes({ ...round, consumed }, show, quotas, occasions, count);
      const part = settle(round, quotas, found, visits);
      settled.push(part);
      count += part.rows.user.length;
      if (oneByOne) consumed = addPairs(consumed, part.chosen.user, part.chosen.item, round.available.length);
    }
  }
  return { ...together(settled, planned - quotas[1], wanted(quotas)), ...(visits ? { visits } : {}) };
}

const noVisits = (users: number): Visits => ({ occasions: new Int32Array(users), choices: new Int32Array(users) });

/** Rows still to come. */
const wanted = ([behaviour, authentic, synthetic]: Quotas) => behaviour + authentic + synthetic;

/** What came of some of a round's occasions. */
interface Settled extends Pick<Interactions, "rows" | "chosen" | "slatesShown" | "slatesAccepted"> {
  readonly firstSlates: ShownSlates | undefined;
  readonly impressions: ShownSlates | undefined;
}

function together(settled: readonly Settled[], bought: number, missing: number): Interactions {
  if (settled.length === 0) return { ...nobodyCame, missing };
  return {
    rows: concatRows(...settled.map((part) => part.rows)),
    chosen: concatRows(...settled.map((part) => part.chosen)),
    firstSlates: settled.flatMap((part) => part.firstSlates ?? []),
    slatesShown: settled.reduce((sum, part) => sum + part.slatesShown, 0),
    slatesAccepted: settled.reduce((sum, part) => sum + part.slatesAccepted, 0),
    impressions: settled.flatMap((part) => part.impressions ?? []),
    bought,
    missing,
  };
}

/**
 * Turns outcomes into rows until the quotas are full; where they would overflow, in keyed order of the occasions, so that
 * which are left out depends on nobody's choices. Several choices from a slate stand together in the order they were made:
 * the occasion at which a quota ends may lose its later ones. Lowers the quotas, and counts visits.
 */
function settle(live: Round, quotas: Quotas, found: Outcomes, visits?: Visits): Settled {
  const { options, round } = live;
  const { length } = found.item;
  const order = overflows(quotas, found) ? keyedOrder(options, round, found.occasions) : undefined;
  const kept = new Int32Array(length);
  const looked = new Uint8Array(length);
  let [rows, slatesShown, slatesAccepted] = [0, 0, 0];
  for (let place = 0; place < length; place++) {
    const n = order ? order[place]! : place;
    const channel = found.channel[n] as Channel;
    if (quotas[quotaOf[channel]] === 0) continue;
    const chose = found.item[n]! >= 0;
    if (channel === Channel.slate && !found.further?.[n]) {
      looked[n] = 1;
      slatesShown++;
      if (chose) slatesAccepted++;
    }
    if (visits && isChoice[channel] && !found.further?.[n]) {
      visits.occasions[found.user[n]!]!++;
      if (chose) visits.choices[found.user[n]!]!++;
    }
    if (!chose) continue;
    quotas[quotaOf[channel]]--;
    kept[rows++] = n;
  }
  const all = kept.subarray(0, rows);
  const byUsers = all.filter((n) => isChoice[found.channel[n] as Channel]);
  const newRows = rowsOf(found, all, live);
  return {
    rows: newRows,
    chosen: byUsers.length === rows ? newRows : rowsOf(found, byUsers, live),
    firstSlates: found.firstSlates,
    slatesShown,
    slatesAccepted,
    impressions: found.slates && lookedAt(found, found.slates, looked),
  };
}

/** The slates of occasions that still counted: a choice that comes too late for the round leaves no impression either. */
function lookedAt({ channel, further }: Outcomes, slates: ShownSlates, looked: Uint8Array): ShownSlates {
  const flags = looked.filter((_, n) => channel[n] === Channel.slate && !further?.[n]);
  const kept = indicesWhere(flags.length, (s) => flags[s] === 1);
  return { ...slates, ...select(slates, kept), rows: valuesAt(slates.rows, kept) };
}

function overflows(quotas: Quotas, { channel, item }: Outcomes): boolean {
  const found: Quotas = [0, 0, 0];
  for (let n = 0; n < item.length; n++) if (item[n]! >= 0) found[quotaOf[channel[n] as Channel]]++;
  return found.some((rows, quota) => rows > quotas[quota]!);
}

function rowsOf(found: Outcomes, kept: Int32Array, round: Round): Rows {
  const provenance = new Uint8Array(kept.length);
  const position = new Int16Array(kept.length);
  const propensity = new Float64Array(kept.length);
  const inclusion = new Float32Array(kept.length);
  for (let k = 0; k < kept.length; k++) {
    const n = kept[k]!;
    provenance[k] = provenanceOf[found.channel[n] as Channel];
    position[k] = found.slot[n]!;
    propensity[k] = found.propensity[n]!;
    inclusion[k] = found.inclusion[n]!;
  }
  const pairs = { user: valuesAt(found.user, kept), item: valuesAt(found.item, kept) };
  return {
    ...pairs,
    round: new Int32Array(kept.length).fill(round.round),
    provenance,
    position,
    propensity,
    inclusion,
    value: new Float64Array(kept.length).fill(1),
    rating: ratingsOf(round, valuesAt(found.channel, kept), pairs),
  };
}
