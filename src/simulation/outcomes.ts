import type { Eligibility } from "../core/index.ts";
import { indicesWhere, type Rows, valuesAt } from "../log/index.ts";
import type { Occasions, ShownSlates } from "../recommender/index.ts";
import { anyoneLooks, follows } from "../users/index.ts";
import { chooseConsidered, heardOf, NOT_ASKED } from "./discovery.ts";
import { choosing, type Shown, type ShowSlates } from "./display.ts";
import { takeSlot, withFurther } from "./further.ts";
import { Channel, channelOf, type Quotas, quotaOf, select } from "./occasions.ts";
import { keepsSlates } from "./options.ts";
import type { Round } from "./round.ts";
import { chooseOrganically, replay, sampleSynthetic } from "./sources.ts";

/** What each occasion would come to, in columns of equal length; an occasion with several choices has an entry for each. */
export interface Outcomes {
  readonly occasions: Occasions;
  /** a `Channel` */
  readonly channel: Int32Array;
  /** whose row it is: the user of the occasion, but for replayed and synthetic rows */
  readonly user: Int32Array;
  /** -1 where nothing was chosen */
  readonly item: Int32Array;
  /** slot of the slate, or -1 */
  readonly slot: Int16Array;
  readonly propensity: Float64Array;
  readonly inclusion: Float32Array;
  /** 1 where the entry is a further choice from the slate of the entry before; not there where nobody chooses twice */
  readonly further?: Uint8Array;
  /** slates behind the occasions on which users looked at one, when anything depends on them */
  readonly slates?: ShownSlates;
  /** slates of the occasions on which a user came for the first time this round */
  readonly firstSlates?: ShownSlates;
}

/**
 * Shows slates, lets users choose, and draws the rows that are authentic or synthetic, for occasions still wanted.
 * @param rows how many the round has so far
 */
export async function outcomes(
  round: Round,
  show: ShowSlates,
  quotas: Quotas,
  all: Occasions,
  rows: number,
): Promise<Outcomes> {
  const drawn = new Int32Array(all.users.length);
  for (let n = 0; n < drawn.length; n++) {
    drawn[n] = channelOf(round.options, round.round, round.mix, all.users[n]!, all.draws[n]!);
  }
  const kept = indicesWhere(drawn.length, (n) => quotas[quotaOf[drawn[n] as Channel]] > 0);
  const whole = kept.length === drawn.length;
  const occasions = whole ? all : select(all, kept);
  const out: Outcomes = {
    occasions,
    channel: whole ? drawn : valuesAt(drawn, kept),
    user: occasions.users.slice(),
    item: new Int32Array(kept.length).fill(-1),
    slot: new Int16Array(kept.length).fill(-1),
    propensity: new Float64Array(kept.length),
    inclusion: new Float32Array(kept.length),
  };
  const eligibility = eligible(round);
  await organicOutcomes(round, out, eligibility);
  await heardOutcomes(round, out, eligibility);
  await replayedOutcomes(round, out);
  await syntheticOutcomes(round, out, rows);
  return { ...out, ...(await slateOutcomes(round, show, out, eligibility)) };
}

/** Slates for the occasions that look at one, and for every user's first, which is measured even if the row is another's. */
async function slateOutcomes(round: Round, show: ShowSlates, out: Outcomes, eligibility: Shown) {
  const { core, key, treatment } = round.options;
  if (!anyoneLooks(treatment.users)) return {};
  const { users, draws } = out.occasions;
  const looks = (n: number) => out.channel[n] === Channel.slate;
  const isFirst = (n: number) => draws[n] === 0 && follows(core, key, treatment.users, users[n]!);
  const shown = indicesWhere(out.item.length, (n) => looks(n) || isFirst(n));
  if (shown.length === 0) return {};
  const { slates, weights } = await show(select(out.occasions, shown), eligibility);
  const { model, setting } = choosing(round);
  const chosen = await model.choose(setting, { ...slates, weights }, slates);
  const most = setting.most;
  takeChoices(out, slates, shown, chosen, most);
  return {
    ...(most > 1 ? withFurther(out, slates, shown, chosen, most) : {}),
    ...(keepsSlates(round.options) ? { slates: slatesAt(slates, (s) => looks(shown[s]!)) } : {}),
    firstSlates: slatesAt(slates, (s) => slates.draws[s] === 0),
  };
}

/** Writes down the first choice of those who look at slates: slot chosen[s · most] of slate s, by occasion shown[s]. */
function takeChoices(out: Outcomes, slates: ShownSlates, shown: Int32Array, chosen: Int32Array, most: number): void {
  for (let s = 0; s < shown.length; s++) {
    const n = shown[s]!;
    const slot = chosen[s * most]!;
    if (slot >= 0 && out.channel[n] === Channel.slate) takeSlot(out, n, slates, s, slot);
  }
}

async function organicOutcomes(round: Round, out: Outcomes, eligibility: Eligibility): Promise<void> {
  const organic = where(out, Channel.browse, Channel.fresh);
  if (organic.length === 0) return;
  const items = await chooseOrganically(round, select(out.occasions, organic), eligibility);
  organic.forEach((n, k) => {
    out.item[n] = items[k]!;
  });
}

/**
 * Word of mouth: of the occasions on which users do as they please, some are a choice among what friends chose of late. No
 * slate is looked at then. Users who have heard of nothing go on as they would have.
 */
async function heardOutcomes(round: Round, out: Outcomes, eligibility: Eligibility): Promise<void> {
  const { heard } = round.discovery;
  if (!heard) return;
  const entries = heardOf(round, out.occasions, where(out, Channel.slate, Channel.browse));
  const items = await chooseConsidered(round, heard, select(out.occasions, entries), eligibility);
  entries.forEach((n, k) => {
    if (items[k] === NOT_ASKED) return;
    out.channel[n] = Channel.browse;
    out.item[n] = items[k]!;
  });
}

async function replayedOutcomes(round: Round, out: Outcomes): Promise<void> {
  const entries = where(out, Channel.replayed);
  if (entries.length > 0) place(out, entries, replay(round, select(out.occasions, entries)));
}

async function syntheticOutcomes(round: Round, out: Outcomes, first: number): Promise<void> {
  const entries = where(out, Channel.synthetic);
  if (entries.length > 0) place(out, entries, await sampleSynthetic(round, select(out.occasions, entries), first));
}

function place(out: Outcomes, entries: Int32Array, rows: Pick<Rows, "user" | "item">): void {
  entries.forEach((n, k) => {
    out.user[n] = rows.user[k]!;
    out.item[n] = rows.item[k]!;
  });
}

function where({ channel }: Outcomes, first: Channel, second = first): Int32Array {
  return indicesWhere(channel.length, (n) => channel[n] === first || channel[n] === second);
}

/** What users may be shown: the catalogue, without what they have consumed where repeats are denied. */
function eligible({ options, available, consumed }: Round): Shown {
  return options.treatment.users.repeats === "allow" ? { available } : { available, excluded: consumed };
}

/** The slates of some of the occasions, one row an occasion. */
function slatesAt(slates: ShownSlates, keep: (occasion: number) => boolean): ShownSlates {
  const { k } = slates;
  const kept = indicesWhere(slates.users.length, keep);
  const occasions = select(slates, kept);
  const items = new Int32Array(kept.length * k);
  const propensity = new Float64Array(kept.length * k);
  const inclusion = slates.inclusion && new Float64Array(kept.length * k);
  const cold = new Uint8Array(kept.length);
  for (let n = 0; n < kept.length; n++) {
    const row = slates.rows[kept[n]!]!;
    cold[n] = slates.cold[row]!;
    for (let slot = 0; slot < k; slot++) {
      items[n * k + slot] = slates.items[row * k + slot]!;
      propensity[n * k + slot] = slates.propensity[row * k + slot]!;
      if (inclusion) inclusion[n * k + slot] = slates.inclusion![row * k + slot]!;
    }
  }
  const held = { items, propensity, ...(inclusion ? { inclusion } : {}), cold };
  return { k, ...occasions, rows: kept.map((_, n) => n), owner: occasions.users, ...held };
}
