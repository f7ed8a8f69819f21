import type { Csr, Eligibility } from "../core/index.ts";
import { addPairs, type Rows } from "../log/index.ts";
import { type Occasions, recommend, type ShownSlates } from "../recommender/index.ts";
import { chooseSlot, logAttention } from "../users/index.ts";
import { type Channel, channelOf, channels, type Quotas, quotaOf, select } from "./occasions.ts";
import type { Round } from "./round.ts";
import { chooseOrganically, replay, sampleSynthetic } from "./sources.ts";

/** What each occasion would come to, in columns of equal length. */
export interface Outcomes {
  readonly occasions: Occasions;
  /** index into `channels` */
  readonly channel: Uint8Array;
  /** whose row it is: the user of the occasion, but for replayed and synthetic rows */
  readonly user: Int32Array;
  /** -1 where nothing was chosen */
  readonly item: Int32Array;
  /** slot of the slate, or -1 */
  readonly slot: Int16Array;
  readonly propensity: Float64Array;
  /** slates behind the occasions of the channel `slate` */
  readonly slates?: ShownSlates;
  /** slates of the occasions on which a user came for the first time this round */
  readonly firstSlates?: ShownSlates;
}

/** Shows slates, lets users choose, and draws the rows that are authentic or synthetic, for occasions still wanted. */
export async function outcomes(
  round: Round,
  quotas: Quotas,
  all: Occasions,
  soFar: { rows: Rows; chosen: Rows },
): Promise<Outcomes> {
  const drawn = Uint8Array.from(all.users, (u, n) =>
    channels.indexOf(channelOf(round.options, round.round, u, all.draws[n]!)),
  );
  const kept = Int32Array.from(drawn.keys()).filter((n) => quotas[quotaOf[channels[drawn[n]!]!]] > 0);
  const occasions = select(all, kept);
  const out: Outcomes = {
    occasions,
    channel: Uint8Array.from(kept, (n) => drawn[n]!),
    user: occasions.users.slice(),
    item: new Int32Array(kept.length).fill(-1),
    slot: new Int16Array(kept.length).fill(-1),
    propensity: new Float64Array(kept.length),
  };
  const eligibility = eligible(round, soFar.chosen);
  await organicOutcomes(round, out, eligibility);
  await replayedOutcomes(round, out);
  await syntheticOutcomes(round, out, soFar.rows.user.length);
  return { ...out, ...(await slateOutcomes(round, out, eligibility)) };
}

/** Slates for the occasions that look at one, and for every user's first, which is measured even if the row is another's. */
async function slateOutcomes(
  round: Round,
  out: Outcomes,
  eligibility: Required<Pick<Eligibility, "available">> & Eligibility,
) {
  const { core, key, treatment } = round.options;
  if (treatment.users.organic === 1) return {};
  const looks = (n: number) => channels[out.channel[n]!] === "slate";
  const shown = Int32Array.from(out.item.keys()).filter((n) => looks(n) || out.occasions.draws[n] === 0);
  if (shown.length === 0) return {};
  const showing = { core, key, round: round.round, options: treatment.recommender, eligibility };
  const slates = await recommend(showing, round.service, select(out.occasions, shown));
  const attention = logAttention(core, treatment.users.attention, slates.k);
  shown.forEach((n, s) => {
    if (!looks(n)) return;
    const items = slates.items.subarray(s * slates.k, (s + 1) * slates.k);
    const offer = { user: out.user[n]!, draw: out.occasions.draws[n]!, items };
    const slot = chooseSlot(core, round.logit, attention, key, round.round, offer);
    if (slot < 0) return;
    out.slot[n] = slot;
    out.item[n] = items[slot]!;
    out.propensity[n] = slates.propensity[s * slates.k + slot]!;
  });
  return {
    slates: slatesAt(
      slates,
      Int32Array.from(shown.keys()).filter((s) => looks(shown[s]!)),
    ),
    firstSlates: slatesAt(
      slates,
      Int32Array.from(shown.keys()).filter((s) => slates.draws[s] === 0),
    ),
  };
}

async function organicOutcomes(round: Round, out: Outcomes, eligibility: Eligibility): Promise<void> {
  const organic = where(out, "browse", "fresh");
  if (organic.length === 0) return;
  const items = await chooseOrganically(round, select(out.occasions, organic), eligibility);
  organic.forEach((n, k) => {
    out.item[n] = items[k]!;
  });
}

async function replayedOutcomes(round: Round, out: Outcomes): Promise<void> {
  const entries = where(out, "replayed");
  if (entries.length > 0) place(out, entries, replay(round, select(out.occasions, entries)));
}

async function syntheticOutcomes(round: Round, out: Outcomes, first: number): Promise<void> {
  const entries = where(out, "synthetic");
  if (entries.length > 0) place(out, entries, await sampleSynthetic(round, select(out.occasions, entries), first));
}

function place(out: Outcomes, entries: Int32Array, rows: Pick<Rows, "user" | "item">): void {
  entries.forEach((n, k) => {
    out.user[n] = rows.user[k]!;
    out.item[n] = rows.item[k]!;
  });
}

function where({ channel }: Outcomes, ...names: Channel[]): Int32Array {
  return Int32Array.from(channel.keys()).filter((n) => names.includes(channels[channel[n]!]!));
}

/** What users may be shown: the catalogue, without what they have consumed where repeats are denied. */
function eligible({ options, available, consumed }: Round, chosen: Rows) {
  if (options.treatment.users.repeats === "allow") return { available };
  const excluded: Csr =
    chosen.user.length === 0 ? consumed : addPairs(consumed, chosen.user, chosen.item, available.length);
  return { available, excluded };
}

function slatesAt({ k, users, draws, items, propensity, cold }: ShownSlates, kept: Int32Array): ShownSlates {
  const rows = { items: new Int32Array(kept.length * k), propensity: new Float64Array(kept.length * k) };
  kept.forEach((s, n) => {
    rows.items.set(items.subarray(s * k, (s + 1) * k), n * k);
    rows.propensity.set(propensity.subarray(s * k, (s + 1) * k), n * k);
  });
  return { k, ...select({ users, draws }, kept), ...rows, cold: Uint8Array.from(kept, (s) => cold[s]!) };
}
