import type { Core, Csr, Eligibility, Key, Stream, ValuedCsr } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { includes, indicesWhere, unitePairs } from "../log/index.ts";
import { type LiftedLogit, utility } from "../world/index.ts";

/** What a free choice is keyed by. */
export interface FreeStream {
  readonly key: Key;
  readonly round: number;
}

/**
 * For each entry an item chosen from the whole eligible catalogue; -1 is the outside option. Pairs with a utility of their
 * own are set against all others together: with Z_l the summed weight of a user's lifted items and Z_o that of the others
 * and the outside option, the choice falls on a lifted item with probability Z_l / (Z_l + Z_o), else it is the one that
 * the user would make without them.
 * @param users entries of one user are adjacent
 */
export async function chooseFreely(
  core: Core,
  logit: LiftedLogit,
  users: Int32Array,
  draws: Int32Array,
  eligibility: Eligibility,
  { key, round }: FreeStream,
): Promise<Int32Array> {
  const stream = { key, round, purpose: purposes.catalogueChoice };
  if (!logit.lift) return core.chooseFromCatalogue(logit, users, draws, eligibility, stream);
  const lifted = await liftedWeights(core, logit, logit.lift, eligibility);
  const chosen = await core.chooseFromCatalogue(logit, users, draws, lifted.others, stream);
  for (let n = 0; n < users.length; n++) {
    const user = users[n]!;
    const share = lifted.share[user]!;
    if (!(share > 0) || !(draw(core, stream, purposes.liftCoin, draws[n]!, user) < share)) continue;
    chosen[n] = liftedItem(logit.lift, lifted, user, draw(core, stream, purposes.liftItem, draws[n]!, user));
  }
  return chosen;
}

/** Σ_e weights[e] · P(i | users[e]) for every item, lifted pairs included. See `Core.expectedShares`. */
export async function expectedChoices(
  core: Core,
  logit: LiftedLogit,
  users: Int32Array,
  weights: Float64Array,
  eligibility: Eligibility,
): Promise<{ items: Float64Array; outside: number }> {
  const { lift } = logit;
  if (!lift) return core.expectedShares(logit, users, weights, eligibility);
  const lifted = await liftedWeights(core, logit, lift, eligibility);
  const left = weights.map((w, e) => w * (1 - lifted.share[users[e]!]!));
  const { items, outside } = await core.expectedShares(logit, users, left, lifted.others);
  for (let n = 0; n < users.length; n++) {
    const user = users[n]!;
    const scale = (weights[n]! * lifted.share[user]!) / lifted.total[user]!;
    if (!(scale > 0)) continue;
    for (let e = lift.indptr[user]!; e < lift.indptr[user + 1]!; e++)
      items[lift.indices[e]!]! += scale * lifted.weight[e]!;
  }
  return { items, outside };
}

interface Lifted {
  /** (entries of the lift) weight of the item, lift included; 0 where it is not eligible; scaled by user */
  readonly weight: Float64Array;
  /** (users) their sum */
  readonly total: Float64Array;
  /** (users) Z_l / (Z_l + Z_o) */
  readonly share: Float64Array;
  /** eligible but for the lifted items */
  readonly others: Eligibility;
}

async function liftedWeights(
  core: Core,
  logit: LiftedLogit,
  lift: ValuedCsr,
  eligibility: Eligibility,
): Promise<Lifted> {
  const count = lift.indptr.length - 1;
  const users = indicesWhere(count, (u) => lift.indptr[u + 1]! > lift.indptr[u]!);
  const logsum = await catalogueLogsum(core, logit, users, eligibility.available);
  const weight = new Float64Array(lift.indices.length);
  const total = new Float64Array(count);
  const share = new Float64Array(count);
  const { lift: _, ...plain } = logit;
  for (let k = 0; k < users.length; k++) {
    const user = users[k]!;
    const level = logsum[k]!;
    let others = 1; // the catalogue and the outside option, in units of e^level
    for (let e = lift.indptr[user]!; e < lift.indptr[user + 1]!; e++) {
      const item = lift.indices[e]!;
      if (eligibility.available?.[item] === 0) continue;
      others -= core.exp(utility(plain, user, item) - level);
      if (isExcluded(eligibility.excluded, user, item)) continue;
      weight[e] = core.exp(utility(logit, user, item) - level);
      total[user]! += weight[e]!;
    }
    others -= excludedWeight(core, plain, user, level, eligibility, lift);
    share[user] = total[user]! > 0 ? total[user]! / (total[user]! + Math.max(0, others)) : 0;
  }
  return {
    weight,
    total,
    share,
    others: { ...eligibility, excluded: unitePairs(eligibility.excluded, lift, logit.intercepts.length) },
  };
}

/** Weight of the excluded items that are not lifted, which have been taken off already. */
function excludedWeight(
  core: Core,
  plain: LiftedLogit,
  user: number,
  level: number,
  { available, excluded }: Eligibility,
  { indptr, indices }: Csr,
): number {
  if (!excluded) return 0;
  let sum = 0;
  for (let e = excluded.indptr[user]!; e < excluded.indptr[user + 1]!; e++) {
    const item = excluded.indices[e]!;
    if (available?.[item] === 0 || includes(indices, indptr[user]!, indptr[user + 1]!, item)) continue;
    sum += core.exp(utility(plain, user, item) - level);
  }
  return sum;
}

/** A utility so low that exp() of it is 0 beside any other. */
const NEVER = -1e4;

/** By logit, for as long as it is in use: visits of a round ask again and again. */
const logsums = new WeakMap<LiftedLogit, Promise<Float64Array>>();

/** ln Σ exp(utility) over the catalogue, without lift, the outside option included. */
function catalogueLogsum(
  core: Core,
  logit: LiftedLogit,
  users: Int32Array,
  available: Uint8Array | undefined,
): Promise<Float64Array> {
  const known = logsums.get(logit);
  if (known) return known;
  const intercepts = available ? logit.intercepts.map((b, i) => (available[i] ? b : NEVER)) : logit.intercepts;
  const found = core.logitMoments({ ...logit, intercepts }, users).then(({ logsum }) => logsum);
  logsums.set(logit, found);
  return found;
}

const isExcluded = (excluded: Csr | undefined, user: number, item: number): boolean =>
  excluded !== undefined && includes(excluded.indices, excluded.indptr[user]!, excluded.indptr[user + 1]!, item);

function liftedItem({ indptr, indices }: Csr, { weight, total }: Lifted, user: number, u: number): number {
  let rest = u * total[user]!;
  let last = -1;
  for (let e = indptr[user]!; e < indptr[user + 1]!; e++) {
    if (!(weight[e]! > 0)) continue;
    last = indices[e]!;
    rest -= weight[e]!;
    if (rest < 0) break;
  }
  return last;
}

function draw(core: Core, stream: Stream, purpose: number, number: number, user: number): number {
  return core.uniform({ ...stream, purpose }, number, user, 0);
}
