import type { Eligibility } from "../../core/index.ts";
import { friends } from "./friends.ts";
import type { DiscoveryOptions } from "./options.ts";
import { popular } from "./popular.ts";
import { type Considering, drawSet, type Source } from "./source.ts";
import { topic } from "./topic.ts";

export { type DiscoveryOptions, discoverySchema } from "./options.ts";
export { type Choices, remembered, roundsRemembered } from "./recent.ts";
export type { Considering } from "./source.ts";

/** One file a source: what users come across outside recommendations. */
const sources: Readonly<Record<Exclude<DiscoveryOptions["from"], "catalogue">, (considering: Considering) => Source>> =
  {
    popular,
    topic,
    friends,
  };

/** Consideration sets of some occasions. */
export type Consider = (
  occasions: { readonly users: Int32Array; readonly draws: Int32Array },
  eligibility: Eligibility,
) => ConsiderationSets;

/** The items each occasion's user considers, in no order that matters. */
export interface ConsiderationSets {
  readonly k: number;
  /** (occasions) */
  readonly owner: Int32Array;
  /** (occasions, k) -1 past the end of a set */
  readonly items: Int32Array;
  /** (occasions) items in each set, which may be none */
  readonly sizes: Int32Array;
}

/** The sets that one source gives in a round: the same for the same user and occasion, whoever else asks. */
export function considering(from: keyof typeof sources, setting: Considering): Consider {
  const source = sources[from](setting);
  const k = setting.options.size;
  return ({ users, draws }, eligibility) => {
    const items = new Int32Array(users.length * k).fill(-1);
    const sizes = new Int32Array(users.length);
    for (let n = 0; n < users.length; n++) {
      const pool = source(users[n]!, eligibility);
      sizes[n] = drawSet(setting, pool, users[n]!, draws[n]!, eligibility, items, n * k);
    }
    return { k, owner: users, items, sizes };
  };
}
