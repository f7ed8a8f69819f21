import type { ScoredLists } from "../lists.ts";
import type { Occasions, Showing } from "../recommend.ts";
import type { Drawn } from "./way.ts";
import type { Catalogue } from "./whole.ts";

/** Lists to draw from, and whose they are. */
export interface Listed {
  readonly lists: ScoredLists;
  /** (occasions) the row of the list */
  readonly rows: Int32Array;
  /** whether equal scores stand in an order that is no draw, as re-rankers leave them */
  readonly settled: boolean;
}

/** A policy by which slates are drawn: from the whole catalogue, and from lists where sources or re-rankers are on. */
export interface DrawPolicy {
  catalogue(showing: Showing, catalogue: Catalogue, occasions: Occasions): Promise<Drawn>;
  lists(showing: Showing, listed: Listed, occasions: Occasions): Drawn;
}
