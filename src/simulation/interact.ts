import { concatRows, emptyRows, indicesWhere, type Rows } from "../log/index.ts";
import type { ShownSlates } from "../recommender/index.ts";
import { showSlates } from "./display.ts";
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
} from "./occasions.ts";
import { type Outcomes, outcomes } from "./outcomes.ts";
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
  /** every slate shown, when the whole log is asked for */
  readonly impressions: readonly ShownSlates[];
  /** rows that the round stayed short of */
  readonly missing: number;
}

export const nobodyCame: Interactions = {
  rows: emptyRows(),
  chosen: emptyRows(),
  firstSlates: [],
  slatesShown: 0,
  slatesAccepted: 0,
  impressions: [],
  missing: 0,
};

/**
 * Users visit until the round has its rows: every visit offers each active user the occasions that the choices of their
 * activity would take if they chose freely, and an occasion ends in a choice or in the outside option. Where repeats are denied a user has one occasion at a time,
 * so that the next slate knows the last choice. A round stays short of its rows when patience is spent.
 */
export async function interact(round: Round): Promise<Interactions> {
  const { treatment } = round.options;
  const quotas = rowQuotas(round.options, round.round, round.activity);
  const show = showSlates(round);
  const oneByOne = treatment.users.repeats === "deny";
  let done = nobodyCame;
  for (let visit = 0; visit < treatment.users.patience && wanted(quotas) > 0; visit++) {
    for (const occasions of partsOf(visitOccasions(round.attendance, visit), oneByOne)) {
      if (wanted(quotas) === 0) break;
      done = settle(round, quotas, await outcomes(round, show, quotas, occasions, done), done);
    }
  }
  return { ...done, missing: wanted(quotas) };
}

/** Rows still to come. */
const wanted = (quotas: Quotas) => quotas.behaviour + quotas.authentic + quotas.synthetic;

/** Turns outcomes into rows until the quotas are full; where they would overflow, in keyed order. Lowers the quotas. */
function settle({ options, round }: Round, quotas: Quotas, found: Outcomes, done: Interactions): Interactions {
  const order = overflows(quotas, found) ? keyedOrder(options, round, found.occasions) : found.occasions.users.keys();
  const kept: number[] = [];
  const looked = new Uint8Array(found.item.length);
  let slatesAccepted = 0;
  for (const n of order) {
    const channel = found.channel[n] as Channel;
    if (quotas[quotaOf[channel]] === 0) continue;
    if (channel === Channel.slate) looked[n] = 1;
    if (found.item[n]! < 0) continue;
    if (channel === Channel.slate) slatesAccepted++;
    quotas[quotaOf[channel]]--;
    kept.push(n);
  }
  const byUsers = (n: number) => isChoice[found.channel[n] as Channel];
  return {
    rows: concatRows(done.rows, rowsOf(found, kept, round)),
    chosen: concatRows(done.chosen, rowsOf(found, kept.filter(byUsers), round)),
    firstSlates: found.firstSlates ? [...done.firstSlates, found.firstSlates] : done.firstSlates,
    slatesShown: done.slatesShown + looked.reduce((sum, flag) => sum + flag, 0),
    slatesAccepted: done.slatesAccepted + slatesAccepted,
    impressions: found.slates ? [...done.impressions, lookedAt(found, found.slates, looked)] : done.impressions,
    missing: 0,
  };
}

/** The slates of occasions that still counted: a choice that comes too late for the round leaves no impression either. */
function lookedAt({ channel }: Outcomes, slates: ShownSlates, looked: Uint8Array): ShownSlates {
  const flags = looked.filter((_, n) => channel[n] === Channel.slate);
  const kept = indicesWhere(flags.length, (s) => flags[s] === 1);
  return { ...slates, ...select(slates, kept), rows: kept.map((s) => slates.rows[s]!) };
}

function overflows(quotas: Quotas, { channel, item }: Outcomes): boolean {
  const found: Quotas = { behaviour: 0, authentic: 0, synthetic: 0 };
  for (let n = 0; n < item.length; n++) if (item[n]! >= 0) found[quotaOf[channel[n] as Channel]]++;
  return found.behaviour > quotas.behaviour || found.authentic > quotas.authentic || found.synthetic > quotas.synthetic;
}

function rowsOf(found: Outcomes, entries: readonly number[], round: number): Rows {
  const kept = Int32Array.from(entries);
  return {
    user: kept.map((n) => found.user[n]!),
    item: kept.map((n) => found.item[n]!),
    round: new Int32Array(kept.length).fill(round),
    provenance: Uint8Array.from(kept.map((n) => provenanceOf[found.channel[n] as Channel])),
    position: Int16Array.from(kept.map((n) => found.slot[n]!)),
    propensity: new Float64Array(kept).map((_, k) => found.propensity[kept[k]!]!),
    value: new Float64Array(kept.length).fill(1),
  };
}
