import type { Occasions, Showing } from "../recommend.ts";
import { drawGreedy, listGreedy } from "./greedy.ts";
import type { DrawPolicy, Listed } from "./policy.ts";
import { drawProportional, listProportional } from "./proportional.ts";
import type { Drawn } from "./way.ts";
import type { Catalogue } from "./whole.ts";

export type { DrawPolicy, Listed } from "./policy.ts";
export { firstOfUsers, rowsOf } from "./rows.ts";
export { chanceAt, type Drawn, slateChances, slotChances, together, type Way } from "./way.ts";
export type { Catalogue } from "./whole.ts";

const policies: Readonly<Record<Showing["options"]["rank"], DrawPolicy>> = {
  greedy: { catalogue: drawGreedy, lists: listGreedy },
  proportional: { catalogue: drawProportional, lists: listProportional },
};

/** One slate an occasion, from the whole catalogue. */
export function drawFromCatalogue(showing: Showing, catalogue: Catalogue, occasions: Occasions): Promise<Drawn> {
  return policies[showing.options.rank].catalogue(showing, catalogue, occasions);
}

/** One slate an occasion, from the candidates that were retrieved and re-ranked for it: propensities are given those. */
export function drawFromLists(showing: Showing, listed: Listed, occasions: Occasions): Drawn {
  return policies[showing.options.rank].lists(showing, listed, occasions);
}
