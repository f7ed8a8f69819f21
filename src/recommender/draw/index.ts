import type { Occasions, Showing } from "../recommend.ts";
import { drawGreedy, listGreedy } from "./greedy.ts";
import { type RankKind, rankKind } from "./options.ts";
import { plugin } from "./plugin.ts";
import type { DrawPolicy, Listed } from "./policy.ts";
import { drawProportional, listProportional } from "./proportional.ts";
import { drawSoftmax, listSoftmax } from "./softmax.ts";
import { drawThompson, listThompson } from "./thompson.ts";
import type { Drawn } from "./way.ts";
import type { Catalogue } from "./whole.ts";

export { type GreedyTable, greedyTable, type Slots } from "./inclusion.ts";
export { type RankOptions, rankKind } from "./options.ts";
export type { DrawPlugin, ItemsLeft } from "./plugin.ts";
export type { DrawPolicy, Listed } from "./policy.ts";
export { firstOfUsers, rowsOf } from "./rows.ts";
export { chanceAt, type Drawn, holds, type SlotWay, slotChances, together, type Way } from "./way.ts";
export type { Catalogue, Posterior } from "./whole.ts";

const policies: Readonly<Record<RankKind, DrawPolicy>> = {
  greedy: { catalogue: drawGreedy, lists: listGreedy },
  proportional: { catalogue: drawProportional, lists: listProportional },
  softmax: { catalogue: drawSoftmax, lists: listSoftmax },
  thompson: { catalogue: drawThompson, lists: listThompson },
  plugin,
};

/** One slate an occasion, from the whole catalogue. */
export function drawFromCatalogue(showing: Showing, catalogue: Catalogue, occasions: Occasions): Promise<Drawn> {
  return policies[rankKind(showing.options.rank)].catalogue(showing, catalogue, occasions);
}

/** One slate an occasion, from the candidates that were retrieved and re-ranked for it: propensities are given those. */
export function drawFromLists(showing: Showing, listed: Listed, occasions: Occasions): Drawn {
  return policies[rankKind(showing.options.rank)].lists(showing, listed, occasions);
}
