import type { Core, Eligibility, Factors, Key } from "../core/index.ts";
import { purposes } from "../core/purposes.ts";
import { explore } from "./explore.ts";
import type { RecommenderOptions } from "./options.ts";
import type { Service } from "./serve.ts";

/** Occasions on which users come: entry e is user users[e], for the draws[e]-th time this round; a user's stand together. */
export interface Occasions {
  readonly users: Int32Array;
  readonly draws: Int32Array;
}

/** What is shown on each occasion. */
export interface ShownSlates extends Occasions {
  readonly k: number;
  /** (occasions, k) best first, -1 where the slate is short */
  readonly items: Int32Array;
  /** (occasions, k) P(item at this slot | user, model, slots above), exact; 0 where there is no item */
  readonly propensity: Float64Array;
  /** (occasions) 1 where the user was cold */
  readonly cold: Uint8Array;
}

export interface Showing {
  readonly core: Core;
  readonly key: Key;
  readonly round: number;
  readonly options: RecommenderOptions;
  /** items a user may not be shown, and items in the catalogue now */
  readonly eligibility: Required<Pick<Eligibility, "available">> & Eligibility;
}

/** The slate of every occasion: retrieved and ranked by the model (or its stand-in for cold users), then explored. */
export async function recommend(showing: Showing, service: Service, occasions: Occasions): Promise<ShownSlates> {
  const ranked = await rankAll(showing, service, occasions);
  return showing.options.explore > 0 ? explore(showing, service, ranked) : ranked;
}

async function rankAll(showing: Showing, service: Service, { users, draws }: Occasions): Promise<ShownSlates> {
  const k = showing.options.slate;
  const cold = Uint8Array.from(users, (u) => service.cold[u]!);
  const items = new Int32Array(users.length * k).fill(-1);
  const propensity = new Float64Array(users.length * k);
  for (const [isCold, factors] of [
    [0, service.model.factors],
    [1, service.coldFactors],
  ] as const) {
    const entries = indicesWhere(cold, isCold);
    if (entries.length === 0) continue;
    const part = { users: entries.map((e) => users[e]!), draws: entries.map((e) => draws[e]!) };
    const slates = await rank(showing, service, factors, part);
    entries.forEach((e, n) => {
      items.set(slates.items.subarray(n * k, (n + 1) * k), e * k);
      propensity.set(slates.propensity.subarray(n * k, (n + 1) * k), e * k);
    });
  }
  return { users, draws, k, items, propensity, cold };
}

async function rank(
  { core, key, round, options, eligibility }: Showing,
  service: Service,
  factors: Factors,
  { users, draws }: Occasions,
) {
  const eligible = { ...eligibility, available: both(eligibility.available, service.retrievable) };
  const k = options.slate;
  if (options.rank === "proportional") {
    return core.sampleSlates(factors, users, draws, k, eligible, { key, round, purpose: purposes.slateSample });
  }
  const distinct = users.filter((u, n) => n === 0 || u !== users[n - 1]);
  const top = await core.topK(factors, distinct, k, eligible, { key, round, purpose: purposes.slateTies });
  const items = new Int32Array(users.length * k);
  for (let n = 0, d = -1; n < users.length; n++) {
    if (n === 0 || users[n] !== users[n - 1]) d++;
    items.set(top.items.subarray(d * k, (d + 1) * k), n * k);
  }
  return { items, propensity: Float64Array.from(items, (i) => (i >= 0 ? 1 : 0)) };
}

function indicesWhere(flags: Uint8Array, value: number): Int32Array {
  return Int32Array.from(flags.keys()).filter((e) => flags[e] === value);
}

const both = (a: Uint8Array, b: Uint8Array): Uint8Array => a.map((x, i) => x & b[i]!);
